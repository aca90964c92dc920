"""Bring new orders from the table's stream to the executor's queue."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from app.ports.errors import PortError
from app.ports.event_queue import MessageQueue, QueueMessage

log = logging.getLogger(__name__)

BATCH = 10
"""Messages that a queue takes in one request."""


@dataclass(frozen=True, slots=True)
class NewOrder:
    """One stream record: `sequence` names it when it must come again.

    Orders of one `group` (a member of a guild) are carried out one after the other.
    """

    sequence: str
    order: str
    group: str


class DispatchOrders:
    """What the `dispatch` function does with a batch of stream records.

    Sending an order twice is harmless: the queue drops the second within five minutes, and the
    ledger after that.
    """

    def __init__(self, *, queue: MessageQueue) -> None:
        self._queue = queue

    def __call__(self, orders: Sequence[NewOrder]) -> list[str]:
        """Send all; returns the sequence numbers of those that must come again, in order.

        What the queue will never take is told and left: it would block all orders behind it.
        """
        again: list[str] = []
        for start in range(0, len(orders), BATCH):
            again += self._send(orders[start : start + BATCH])
        log.info("dispatched", extra={"orders": len(orders) - len(again)})

        return again

    def _send(self, orders: Sequence[NewOrder]) -> list[str]:
        try:
            refusals = self._queue.send([_message(one) for one in orders])
        except PortError as error:
            log.warning("not dispatched", extra={"fault": str(error)})
            return [one.sequence for one in orders]

        for refusal in refusals:
            if refusal.hopeless:
                log.error("order refused", extra={"order": orders[refusal.index].order})

        return [orders[one.index].sequence for one in refusals if not one.hopeless]


def _message(order: NewOrder) -> QueueMessage:
    return QueueMessage(
        body=f'{{"v":1,"order":"{order.order}"}}', group=order.group, deduplication=order.order
    )
