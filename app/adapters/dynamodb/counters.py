"""How far each guild's evidence was counted: one item a guild, due when it is to be counted."""

from dataclasses import replace
from datetime import datetime

from pynamodb.exceptions import DoesNotExist

from app.adapters.dynamodb import codec
from app.adapters.dynamodb.errors import translated
from app.adapters.dynamodb.tables import GuildItem, deadline
from app.domain.ids import GuildId
from app.domain.reputation.counter import Counter
from app.ports.errors import Conflict

SK = "reputation"
KIND = "conduct"
"""Of its deadline: policies stand in the same table."""


class DynamoCounters:
    """Implements `Counters`."""

    def __init__(self, guilds: type[GuildItem]) -> None:
        self._guilds = guilds

    def of(self, guild: GuildId) -> Counter | None:
        """See `Counters.of`."""
        with translated("counter"):
            try:
                item = self._guilds.get(str(guild), SK, consistent_read=True)
            except DoesNotExist:
                return None

            return replace(codec.load(Counter, item.body), version=int(item.version))

    def begin(self, guild: GuildId, now: datetime) -> None:
        """See `Counters.begin`."""
        counter = Counter(counted_at=now)
        item = self._item(guild, counter, now)
        try:
            with translated("counter"):
                item.save(self._guilds.pk.does_not_exist())
        except Conflict:
            return

    def move(self, guild: GuildId, counter: Counter, next_at: datetime) -> None:
        """See `Counters.move`."""
        moved = replace(counter, version=counter.version + 1)
        with translated("counter"):
            self._item(guild, moved, next_at).save(self._guilds.version == counter.version)

    def _item(self, guild: GuildId, counter: Counter, next_at: datetime) -> GuildItem:
        return self._guilds(
            pk=str(guild),
            sk=SK,
            body=codec.dump(counter),
            version=counter.version,
            **deadline(next_at, KIND),
        )
