"""Raids in DynamoDB: a record each, and one small alert a guild that every verdict reads.

Both change in one transaction, over the versions that were read. Carrying out an order completes
the record alone. A record is due when its raid ends unless more is seen (see `tables.deadline`).
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from pynamodb.connection import Connection
from pynamodb.exceptions import DoesNotExist
from pynamodb.transactions import TransactWrite

from app.adapters.dynamodb import codec
from app.adapters.dynamodb.as_one import as_one
from app.adapters.dynamodb.errors import translated
from app.adapters.dynamodb.tables import GuildItem, OrderItem, RaidItem, deadline
from app.domain.ids import GuildId, UserId
from app.domain.order import Order
from app.domain.raids.alert import Alert
from app.domain.raids.raid import Raid
from app.ports.errors import Conflict, Unavailable
from app.ports.raids import RaidChange, StoredRaid

ALERT = "alert"
STALE_AFTER = 15.0
"""Seconds for which an instance believes what it read."""
KEPT_FOR = timedelta(days=90)
_ATTEMPTS = 8


class DynamoRaids:
    """Implements `Raids`."""

    def __init__(
        self,
        raids: type[RaidItem],
        orders: type[OrderItem],
        guilds: type[GuildItem],
        connection: Connection,
        *,
        monotonic: Callable[[], float],
    ) -> None:
        self._raids = raids
        self._orders = orders
        self._guilds = guilds
        self._connection = connection
        self._monotonic = monotonic
        self._alerts: dict[GuildId, tuple[float, Alert]] = {}
        self._suspects: dict[tuple[GuildId, str], tuple[float, frozenset[UserId]]] = {}

    def alert_of(self, guild: GuildId) -> Alert:
        """See `Raids.alert_of`."""
        known = self._alerts.get(guild)
        if known and self._monotonic() - known[0] < STALE_AFTER:
            return known[1]

        return self.alert_now(guild)

    def alert_now(self, guild: GuildId) -> Alert:
        """See `Raids.alert_now`."""
        with translated("alert"):
            try:
                item = self._raids.get(str(guild), ALERT, consistent_read=True)
                alert = codec.load(Alert, item.body)
            except DoesNotExist:
                alert = Alert()

        return self._believed(guild, alert)

    def raid(self, guild: GuildId, identity: str) -> StoredRaid | None:
        """See `RaidFiles.raid`; reads consistently, since a version is built on it."""
        with translated("raid"):
            try:
                item = self._raids.get(str(guild), identity, consistent_read=True)
            except DoesNotExist:
                return None

        return StoredRaid(raid=codec.load(Raid, item.body), version=int(item.version))

    def suspects_of(self, guild: GuildId, identity: str) -> frozenset[UserId]:
        """See `Raids.suspects_of`."""
        known = self._suspects.get((guild, identity))
        if known and self._monotonic() - known[0] < STALE_AFTER:
            return known[1]
        stored = self.raid(guild, identity)

        return self._suspected(stored.raid) if stored else frozenset()

    def next_number(self, guild: GuildId) -> int:
        """See `Raids.next_number`."""
        with translated("case number"):
            item = self._guilds(pk=str(guild), sk="counter#case")
            item.update(actions=[self._guilds.counter.add(1)])

        return int(item.counter or 0)

    def write(self, change: RaidChange) -> None:
        """See `Raids.write`."""
        raid, order, items = change.raid, change.order, self._raids
        new = items.pk.does_not_exist()
        self._alerts.pop(raid.guild, None)
        with translated("raid"), as_one(self._connection) as transaction:
            transaction.save(
                self._item(raid, version=0 if change.expected is None else change.expected + 1),
                condition=new if change.expected is None else items.version == change.expected,
            )
            self._put_alert(transaction, raid.guild, change.alert)
            if order:
                self._put_order(transaction, order)
        self._believed(raid.guild, change.alert)
        self._suspected(raid)

    def announce(self, guild: GuildId, alert: Alert) -> None:
        """See `Raids.announce`."""
        self._alerts.pop(guild, None)
        with translated("alert"), as_one(self._connection) as transaction:
            self._put_alert(transaction, guild, alert)
        self._believed(guild, alert)

    def change(self, guild: GuildId, identity: str, change: Callable[[Raid], Raid]) -> None:
        """See `RaidFiles.change`."""
        for _ in range(_ATTEMPTS):
            stored = self.raid(guild, identity)
            if stored is None or (changed := change(stored.raid)) == stored.raid:
                return
            try:
                with translated("raid"):
                    self._item(changed, version=stored.version + 1).save(
                        self._raids.version == stored.version
                    )
            except Conflict:
                continue
            return

        raise Unavailable("the raid's record kept moving")

    def _item(self, raid: Raid, *, version: int) -> RaidItem:
        return self._raids(
            pk=str(raid.guild),
            sk=raid.id,
            body=codec.dump(raid),
            version=version,
            expires_at=_epoch(raid.began_at + KEPT_FOR),
            **deadline(raid.due_at),
        )

    def _put_alert(self, transaction: TransactWrite, guild: GuildId, alert: Alert) -> None:
        items = self._raids
        same = items.version == alert.version - 1
        transaction.save(
            items(pk=str(guild), sk=ALERT, body=codec.dump(alert), version=alert.version),
            condition=same | items.pk.does_not_exist() if alert.version == 1 else same,
        )

    def _put_order(self, transaction: TransactWrite, order: Order) -> None:
        orders = self._orders
        transaction.save(
            orders(pk=order.id, body=codec.dump(order), group=order.group, state=str(order.state)),
            condition=orders.pk.does_not_exist(),
        )

    def _believed(self, guild: GuildId, alert: Alert) -> Alert:
        self._alerts[guild] = (self._monotonic(), alert)

        return alert

    def _suspected(self, raid: Raid) -> frozenset[UserId]:
        users = frozenset(one.user for one in raid.suspects)
        self._suspects[raid.guild, raid.id] = (self._monotonic(), users)

        return users


def _epoch(moment: datetime) -> int:
    return int(moment.timestamp())
