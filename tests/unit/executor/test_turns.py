import logging
import threading
from collections.abc import Mapping, Sequence

import pytest
from prometheus_client import CollectorRegistry

from app.domain.order import OrderState
from app.executor.figures import Figures
from app.executor.in_hand import InHand
from app.executor.turns import Turns
from app.ports.errors import Unavailable
from app.ports.order_queue import Delivery


class Queue:
    """Remembers what is over, and what is to come again when."""

    def __init__(self, *, down: bool = False) -> None:
        self.over: list[str] = []
        self.held: dict[str, int] = {}
        self._down = down

    def receive(self, limit: int) -> Sequence[Delivery]:
        return deliveries(*map(str, range(limit)))

    def done(self, delivery: Delivery) -> None:
        self.over.append(delivery.receipt)

    def hold(self, deliveries: Sequence[Delivery], seconds: int) -> None:
        if self._down:
            raise Unavailable("queue")
        self.held |= {one.receipt: seconds for one in deliveries}


class Desk:
    """One turn, whose orders end as they are told to."""

    def __init__(self, ends: Mapping[str, Exception] | None = None, *, down: bool = False) -> None:
        self.queue, self.stop, self.in_hand = Queue(down=down), threading.Event(), InHand(10)
        self.begun: list[str] = []
        self._ends = ends or {}
        self.figures = Figures({})
        self.turns = Turns(
            queue=self.queue,
            carry_out=self._carry_out,
            in_hand=self.in_hand,
            figures=self.figures,
            chance=lambda: 0.0,
            stop=self.stop,
        )

    def take(self, *orders: str | None) -> None:
        taken = deliveries(*orders)
        self.in_hand.take(taken)
        self.turns.take(taken)

    def counted(self, ending: str) -> float | None:
        registry = CollectorRegistry()
        registry.register(self.figures)
        return registry.get_sample_value("tribune_executor_turns_total", {"ending": ending})

    def _carry_out(self, order: str) -> OrderState | None:
        self.begun.append(order)
        if order in self._ends:
            raise self._ends[order]

        return OrderState.DONE


def deliveries(*orders: str | None) -> list[Delivery]:
    return [
        Delivery(order=order, group="1:5", receipt=f"r{index}")
        for index, order in enumerate(orders)
    ]


def test_orders_of_one_member_are_carried_out_one_after_the_other() -> None:
    """AC-052."""
    desk = Desk()
    desk.take("a", "b", "c")

    assert (desk.begun, desk.queue.over) == (["a", "b", "c"], ["r0", "r1", "r2"])
    assert len(desk.in_hand) == 0


@pytest.mark.parametrize("trouble", [Unavailable("Discord"), ValueError("a bug")])
def test_what_stands_behind_an_order_in_trouble_waits_with_it(trouble: Exception) -> None:
    """G-3: nothing overtakes it, and a bug stops nothing else."""
    desk = Desk({"b": trouble})
    desk.take("a", "b", "c")

    assert (desk.begun, desk.queue.over) == (["a", "b"], ["r0"])
    assert list(desk.queue.held) == ["r1", "r2"]
    assert len(set(desk.queue.held.values())) == 1
    assert len(desk.in_hand) == 0
    assert desk.counted("later" if isinstance(trouble, Unavailable) else "failed") == 1


def test_trouble_of_the_outside_world_counts_until_something_succeeds() -> None:
    """Health: a failing outside is told apart from a bug in one order."""
    desk = Desk({"a": Unavailable("Discord"), "b": ValueError("a bug")})
    desk.take("a")
    desk.take("a")
    desk.take("b")
    assert desk.turns.failures == 2
    desk.take("c")
    assert desk.turns.failures == 0


def test_a_wait_is_as_long_as_the_other_side_asked_for() -> None:
    desk = Desk({"a": Unavailable("rate limit", retry_after=40.0)})
    desk.take("a")

    assert desk.queue.held["r0"] >= 40


def test_what_cannot_be_read_goes_round_at_once_until_the_queue_puts_it_aside() -> None:
    desk = Desk()
    desk.take(None, "b")

    assert (desk.begun, desk.queue.over) == ([], [])
    assert desk.queue.held == {"r0": 0, "r1": 0}
    assert desk.counted("unreadable") == 1


def test_whoever_is_told_to_stop_begins_nothing_more() -> None:
    """ST-074: in-flight work ends, the rest is for others at once."""
    desk = Desk()
    desk.stop.set()
    desk.take("a", "b")

    assert (desk.begun, desk.queue.held) == ([], {"r0": 0, "r1": 0})


def test_a_queue_that_cannot_hold_them_is_told_of_and_ends_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    desk = Desk({"a": Unavailable("Discord")}, down=True)
    with caplog.at_level(logging.WARNING):
        desk.take("a", "b")

    assert [one.message for one in caplog.records if one.name.startswith("app.")] == [
        "order.later",
        "queue.hold",
    ]
    assert len(desk.in_hand) == 0
