"""Threads in DynamoDB: one small item each, read only where a policy differs by channel."""

from collections.abc import Callable, Collection, Mapping

from app.adapters.dynamodb.errors import translated
from app.adapters.dynamodb.tables import GuildItem
from app.domain.ids import ChannelId, GuildId

_PREFIX = "thread#"
STALE_AFTER = 15.0
"""Seconds for which a channel counts as no thread. A thread never moves: that is kept."""
MOST = 10_000
"""Channels that an instance remembers before it begins anew."""


class DynamoThreads:
    """Implements `Threads`."""

    def __init__(self, items: type[GuildItem], *, monotonic: Callable[[], float]) -> None:
        self._items = items
        self._monotonic = monotonic
        self._parents: dict[ChannelId, ChannelId] = {}
        self._asked: dict[ChannelId, float] = {}

    def learn(self, guild: GuildId, parents: Mapping[ChannelId, ChannelId]) -> None:
        """See `Threads.learn`."""
        with translated("threads"):
            for thread, parent in parents.items():
                self._items(pk=str(guild), sk=f"{_PREFIX}{thread}", body=str(parent)).save()
        self._parents.update(parents)

    def parents_of(
        self, guild: GuildId, channels: Collection[ChannelId]
    ) -> Mapping[ChannelId, ChannelId]:
        """See `Threads.parents_of`."""
        now = self._monotonic()
        if max(len(self._parents), len(self._asked)) > MOST:
            self._parents.clear()
            self._asked.clear()
        unknown = [
            one
            for one in dict.fromkeys(channels)
            if one not in self._parents and now - self._asked.get(one, -STALE_AFTER) >= STALE_AFTER
        ]
        if unknown:
            self._parents.update(self._stored(guild, unknown))
            self._asked.update(dict.fromkeys(unknown, now))

        return {one: self._parents[one] for one in channels if one in self._parents}

    def _stored(
        self, guild: GuildId, channels: Collection[ChannelId]
    ) -> Mapping[ChannelId, ChannelId]:
        keys = [(str(guild), f"{_PREFIX}{one}") for one in channels]
        with translated("threads"):
            return {
                ChannelId(int(item.sk.removeprefix(_PREFIX))): ChannelId(int(item.body))
                for item in self._items.batch_get(keys)
            }
