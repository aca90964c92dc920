"""The ledger of orders in DynamoDB: every write is over the version that was read."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from pynamodb.exceptions import DoesNotExist

from app.adapters.dynamodb import codec
from app.adapters.dynamodb.errors import translated
from app.adapters.dynamodb.tables import OrderItem
from app.domain.order import Order

KEPT_FOR = timedelta(days=30)
"""An order that is over is kept so long; what became of it stands in its case."""


class DynamoLedger:
    """Implements `Ledger`."""

    def __init__(self, orders: type[OrderItem], *, now: Callable[[], datetime]) -> None:
        self._orders = orders
        self._now = now

    def load(self, order_id: str) -> Order | None:
        """See `Ledger.load`; reads consistently, since a version is built on it."""
        with translated("order"):
            try:
                item = self._orders.get(order_id, consistent_read=True)
            except DoesNotExist:
                return None

            return replace(codec.load(Order, item.body), version=int(item.version))

    def save(self, order: Order) -> Order:
        """See `Ledger.save`."""
        orders = self._orders
        written = replace(order, version=order.version + 1)
        actions: list[Any] = [
            orders.body.set(codec.dump(written)),
            orders.version.set(written.version),
            orders.state.set(str(written.state)),
        ]
        if written.state.is_final:
            actions.append(orders.expires_at.set(int((self._now() + KEPT_FOR).timestamp())))
        with translated("ledger"):
            orders(pk=order.id).update(actions=actions, condition=orders.version == order.version)

        return written
