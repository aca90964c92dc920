import logging
from collections.abc import Sequence

import pytest

from app.ports.errors import Unavailable
from app.ports.event_queue import QueueMessage, Refusal
from app.services.dispatch_orders import BATCH, DispatchOrders, NewOrder


class Queue:
    """Takes what it is given, but for the orders it was told of; `down` for so many batches."""

    def __init__(self, *, refused: Sequence[str] = (), hopeless: str = "", down: int = 0) -> None:
        self.taken: list[str] = []
        self._refused, self._hopeless, self._down = {*refused, hopeless}, hopeless, down

    def send(self, messages: Sequence[QueueMessage]) -> Sequence[Refusal]:
        assert len(messages) <= BATCH
        self._down -= 1
        if self._down >= 0:
            raise Unavailable("queue")
        named = [one.deduplication or "" for one in messages]
        self.taken += [name for name in named if name not in self._refused]

        return [
            Refusal(index=index, code="", hopeless=name == self._hopeless)
            for index, name in enumerate(named)
            if name in self._refused
        ]


def orders(count: int) -> list[NewOrder]:
    return [NewOrder(f"s{number}", f"m:1:{number}", "1:5") for number in range(count)]


def test_orders_are_sent_in_their_order_as_many_as_a_queue_takes_at_once() -> None:
    queue = Queue()
    assert DispatchOrders(queue=queue)(orders(23)) == []
    assert queue.taken == [one.order for one in orders(23)]


def test_what_the_queue_did_not_take_comes_again_by_its_sequence() -> None:
    """G-3: none is lost; the others are not held up."""
    queue = Queue(refused=["m:1:3", "m:1:12"])
    assert DispatchOrders(queue=queue)(orders(15)) == ["s3", "s12"]
    assert len(queue.taken) == 13


def test_a_queue_that_is_away_for_one_batch_gets_that_batch_again() -> None:
    """AW-1: nothing is known of any of them."""
    queue = Queue(down=1)
    assert DispatchOrders(queue=queue)(orders(12)) == [f"s{number}" for number in range(10)]
    assert queue.taken == ["m:1:10", "m:1:11"]


def test_what_no_queue_will_ever_take_is_told_and_blocks_nobody(
    caplog: pytest.LogCaptureFixture,
) -> None:
    queue = Queue(hopeless="m:1:1")
    with caplog.at_level(logging.ERROR):
        assert DispatchOrders(queue=queue)(orders(3)) == []
    assert queue.taken == ["m:1:0", "m:1:2"]
    assert [vars(one)["order"] for one in caplog.records if one.name.startswith("app.")] == [
        "m:1:1"
    ]
