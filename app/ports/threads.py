"""What services need to know of threads: whose channel's rules hold in them."""

from collections.abc import Collection, Mapping
from typing import Protocol

from app.domain.ids import ChannelId, GuildId


class Threads(Protocol):
    """The channels that threads belong to."""

    def learn(self, guild: GuildId, parents: Mapping[ChannelId, ChannelId]) -> None:
        """Remember threads with their channels. Repeating changes nothing."""

    def parents_of(
        self, guild: GuildId, channels: Collection[ChannelId]
    ) -> Mapping[ChannelId, ChannelId]:
        """The channels of those that are known threads; the others are left out.

        A thread that was opened in the last seconds may be missing.
        """
