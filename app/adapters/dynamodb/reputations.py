"""Reputation in DynamoDB: an item of its own beside the member's standing, and the leaderboard."""

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from pynamodb.connection import Connection
from pynamodb.exceptions import TransactWriteError
from pynamodb.transactions import TransactWrite

from app.adapters.dynamodb import codec
from app.adapters.dynamodb.errors import code_of, translated
from app.adapters.dynamodb.members import unchanged
from app.adapters.dynamodb.tables import MemberItem, OrderItem, due_text, member_key
from app.domain.ids import GuildId, UserId
from app.domain.order import Order
from app.domain.reputation.record import Reputation
from app.ports.deadlines import Due
from app.ports.errors import Conflict, Unavailable
from app.ports.members import MemberKey
from app.ports.reputations import Kept, Rank

SK = "reputation"
STALE_AFTER = 300.0
"""Seconds for which points are believed that softened a judgement: they move slowly."""
REMEMBERED = 20_000
"""Members whose points an instance remembers: a few megabytes."""
SLIPS_FOR = timedelta(days=30)
"""As long as the order that made it."""
_LOST = frozenset({"ConditionalCheckFailed", "TransactionConflict"})


class DynamoReputations:
    """Implements `Reputations`."""

    def __init__(
        self,
        *,
        members: type[MemberItem],
        orders: type[OrderItem] | None = None,
        connection: Connection | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`orders` and `connection` are needed only where achievements are awarded."""
        self._members = members
        self._monotonic = monotonic
        self._points: dict[MemberKey, tuple[int, float]] = {}
        self._orders = orders
        self._connection = connection

    def of(self, members: Collection[MemberKey]) -> Mapping[MemberKey, Reputation]:
        """See `Reputations.of`; reads consistently, since a version is built on it."""
        by_key = {member_key(*member): member for member in members}
        found = dict.fromkeys(members, Reputation())
        with translated("reputation"):
            keys = [(key, SK) for key in by_key]
            for item in self._members.batch_get(keys, consistent_read=True):
                record = codec.load(Reputation, item.body)
                found[by_key[item.pk]] = replace(record, version=int(item.version))

        return found

    def points_of(self, members: Collection[MemberKey]) -> Mapping[MemberKey, int]:
        """See `Reputations.points_of`; what was read is believed for minutes."""
        now = self._monotonic()
        if len(self._points) > REMEMBERED:
            self._points.clear()
        old = [one for one in members if one not in self._points or self._points[one][1] < now]
        if old:
            self._points.update(
                {one: (points, now + STALE_AFTER) for one, points in self._read(old)}
            )

        return {one: points for one in members if (points := self._points[one][0])}

    def _read(self, members: Collection[MemberKey]) -> Iterator[tuple[MemberKey, int]]:
        by_key = {member_key(*member): member for member in members}
        points = dict.fromkeys(members, 0)
        with translated("points"):
            keys = [(key, SK) for key in by_key]
            for item in self._members.batch_get(keys, attributes_to_get=["pk", "sk", "points"]):
                points[by_key[item.pk]] = int(item.points or 0)
        yield from points.items()

    def keep(self, kept: Kept) -> None:
        """See `Reputations.keep`."""
        if not kept.orders:
            self._keep_alone(kept)
        elif not self._keep_with(kept):
            self._keep_alone(kept)
            for order in kept.orders:
                self._put(order)

    def leaders(self, guild: GuildId, limit: int) -> Sequence[Rank]:
        """See `Reputations.leaders`."""
        with translated("leaderboard"):
            found = self._members.by_points.query(str(guild), limit=limit, scan_index_forward=False)
            return [Rank(UserId(_user_of(item.pk)), int(item.points)) for item in found]

    def forget(self, guild: GuildId, most: int) -> int:
        """See `Reputations.forget`; versions go on, so that nothing old is written over it."""
        items, count = self._members, 0
        with translated("forgetting"):
            for item in items.by_points.query(str(guild), limit=most):
                items(pk=item.pk, sk=SK).update(
                    actions=[
                        items.body.set(codec.dump(Reputation())),
                        items.version.set(items.version + 1),
                        items.board.remove(),
                        items.points.remove(),
                    ]
                )
                count += 1

        return count

    def done(self, slip: Due) -> None:
        """See `Reputations.done`; the row expires, since its key says whom the case was about."""
        items = self._members
        expires_at = int((slip.at + SLIPS_FOR).timestamp())
        try:
            with translated("slip"):
                items(pk=slip.pk, sk=slip.sk).update(
                    actions=[
                        items.due.remove(),
                        items.due_at.remove(),
                        items.expires_at.set(expires_at),
                    ],
                    condition=items.due_at == due_text(slip.at),
                )
        except Conflict:
            return

    def _item(self, kept: Kept) -> MemberItem:
        guild, _ = kept.member
        written = replace(kept.record, version=kept.record.version + 1)
        return self._members(
            pk=member_key(*kept.member),
            sk=SK,
            body=codec.dump(written),
            version=written.version,
            board=str(guild),
            points=kept.points,
        )

    def _keep_alone(self, kept: Kept) -> None:
        with translated("reputation"):
            self._item(kept).save(unchanged(self._members, kept.record.version))

    def _keep_with(self, kept: Kept) -> bool:
        """Whether record and orders were written; False when an order was there already."""
        orders = self._orders
        if orders is None:
            raise TypeError("made without orders")
        with translated("award"):
            try:
                with TransactWrite(connection=self._connection) as transaction:
                    transaction.save(
                        self._item(kept), condition=unchanged(self._members, kept.record.version)
                    )
                    for order in kept.orders:
                        transaction.save(
                            _order_item(orders, order), condition=orders.pk.does_not_exist()
                        )
            except TransactWriteError as error:
                if code_of(error) != "TransactionCanceledException":
                    raise
                return _only_orders_stood_in_the_way(error)

        return True

    def _put(self, order: Order) -> None:
        """An order that is there already was put with an earlier award of the same."""
        if self._orders is None:
            return
        try:
            with translated("notice"):
                _order_item(self._orders, order).save(self._orders.pk.does_not_exist())
        except Conflict:
            return


def _only_orders_stood_in_the_way(error: TransactWriteError) -> bool:
    """Always False, for "not written"; anything else that stood in the way is raised."""
    first, *others = [reason.code if reason else None for reason in error.cancellation_reasons]
    if first in _LOST or "TransactionConflict" in others:
        raise Conflict("the member's reputation moved on") from error
    if "ConditionalCheckFailed" in others:
        return False

    raise Unavailable(f"award: {[first, *others]}") from error


def _order_item(orders: type[OrderItem], order: Order) -> OrderItem:
    return orders(pk=order.id, body=codec.dump(order), group=order.group, state=str(order.state))


def _user_of(pk: str) -> int:
    return int(pk.partition("#")[2])
