"""The queue that says which orders wait."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """An order's turn. `order` is None when the message cannot be understood.

    Deliveries of one `group` keep their order: the next comes only when this one is done.
    `receipt` names this delivery; `receives` counts how often it came.
    """

    order: str | None
    group: str
    receipt: str
    receives: int = 1


class OrderQueue(Protocol):
    """At least once, in order within a group. All may raise `Unavailable`."""

    def receive(self, limit: int) -> Sequence[Delivery]:
        """Wait a while for deliveries, at most `limit`; empty when none came."""

    def done(self, delivery: Delivery) -> None:
        """Never deliver it again. A receipt that is over is no error."""

    def hold(self, deliveries: Sequence[Delivery], seconds: int) -> None:
        """Keep them to ourselves, and let them come again after `seconds` if they are not done."""
