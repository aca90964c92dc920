"""Reading back what was put on record: cases, flags, orders, and evidence by the hour."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from app.adapters.dynamodb import codec
from app.adapters.dynamodb.errors import translated
from app.adapters.dynamodb.pages import unpacked
from app.adapters.dynamodb.tables import CaseItem, EvidencePage, FlagItem, OrderItem
from app.domain.ids import GuildId
from app.domain.order import Order
from app.domain.record.case import Case
from app.domain.record.flag import Flag
from app.ports.records import Judged

HOUR = timedelta(hours=1)


class DynamoArchive:
    """What a guild's record holds, oldest first."""

    def __init__(
        self,
        *,
        cases: type[CaseItem],
        flags: type[FlagItem],
        orders: type[OrderItem],
        evidence: type[EvidencePage],
    ) -> None:
        self._cases = cases
        self._flags = flags
        self._orders = orders
        self._evidence = evidence

    def cases(self, guild: GuildId) -> Iterator[Case]:
        """Every case."""
        with translated("cases"):
            yield from (codec.load(Case, item.body) for item in self._cases.query(str(guild)))

    def flags(self, guild: GuildId) -> Iterator[Flag]:
        """Every flag."""
        with translated("flags"):
            found = self._flags.query(str(guild))
            yield from (codec.load(Flag, item.body) for item in found if item.body)

    def orders(self, guild: GuildId) -> Iterator[Order]:
        """Every order; reads the whole table, so it is for runs on one machine."""
        with translated("orders"):
            found = (codec.load(Order, item.body) for item in self._orders.scan())
            yield from (order for order in found if order.guild == guild)

    def clean(self, guild: GuildId, since: datetime, until: datetime) -> Iterator[Judged]:
        """What was judged in these hours and called for nothing; once per stored page."""
        hour = since.replace(minute=0, second=0, microsecond=0)
        while hour <= until:
            with translated("evidence"):
                for item in self._evidence.query(f"{guild}#{hour:%Y-%m-%dT%H}"):
                    yield from unpacked(item.page)
            hour += HOUR
