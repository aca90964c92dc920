"""Heed who joins: many at once may be a raid (ST-040)."""

from collections.abc import Mapping
from typing import Any

from app.discord.joins import joined_of
from app.domain.ids import GuildId
from app.services.watch_for_raids import WatchForRaids


class HeedJoins:
    """Handles GUILD_MEMBER_ADD."""

    EVENTS = frozenset({"GUILD_MEMBER_ADD"})

    def __init__(self, *, watch: WatchForRaids) -> None:
        self._watch = watch

    def __call__(self, guild: GuildId, payload: Mapping[str, Any]) -> None:
        """Note the join.

        Raises:
            Malformed: the payload is no new member.
        """
        joined = joined_of(payload)
        if joined:
            self._watch.join(guild, joined)
