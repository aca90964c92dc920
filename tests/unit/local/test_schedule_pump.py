from collections.abc import Mapping
from typing import Any

from app.local.schedule_pump import SchedulePump
from app.local.sources import FunctionPlan, ScheduleSource
from app.local.stopping import Stopping

PLAN = FunctionPlan(name="sweep", timeout=60, memory=512, source=ScheduleSource(every=60.0))


def test_a_function_is_called_again_and_again_also_after_a_failure() -> None:
    calls: list[str] = []
    stopping = Stopping()

    def handler(event: Mapping[str, Any], context: object) -> None:
        calls.append(event["source"])
        assert context
        if len(calls) == 2:
            raise ValueError("this once")
        if len(calls) == 4:
            stopping.wish()

    SchedulePump(plan=PLAN, handler=handler, every=0.01).run(stopping)

    assert calls == ["aws.scheduler"] * 4


def test_a_wish_to_stop_ends_the_wait() -> None:
    stopping = Stopping()

    SchedulePump(plan=PLAN, handler=lambda *_: stopping.wish(), every=3600.0).run(stopping)

    assert stopping
