"""The ledger of orders: what is to be done, and how far it got."""

from typing import Protocol

from app.domain.order import Order


class Ledger(Protocol):
    """Orders with their entries. What cannot be written here is not carried out (C11)."""

    def load(self, order_id: str) -> Order | None:
        """The order as it stands now; None when there is none with this id."""

    def save(self, order: Order) -> Order:
        """Write the order over the version that was loaded; returned with its new version.

        Raises:
            Conflict: somebody else wrote it in between: another executor has it in hand.
            Unavailable: not now.
        """
