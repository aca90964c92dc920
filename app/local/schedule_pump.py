"""Call a function by its schedule. A call that fails is not repeated: the next one is soon."""

import logging
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from app.local.invocation import Handler, invoke
from app.local.sources import FunctionPlan
from app.local.stopping import Stopping

_LOG = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class SchedulePump:
    """`every` is in seconds, from one start to the next; calls do not overlap here."""

    plan: FunctionPlan
    handler: Handler
    every: float

    def run(self, stopping: Stopping) -> None:
        while not stopping:
            begun = time.monotonic()
            self.step()
            stopping.pause(max(0.0, begun + self.every - time.monotonic()))

    def step(self) -> None:
        """One call."""
        try:
            invoke(self.handler, self.plan, _event())
        except Exception:  # noqa: BLE001 — whatever it is, Lambda lives on
            _LOG.exception("call.failed")


def _event() -> dict[str, Any]:
    """As EventBridge Scheduler sends it to a target without an input of its own."""
    return {
        "version": "0",
        "detail-type": "Scheduled Event",
        "source": "aws.scheduler",
        "time": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "detail": "{}",
    }
