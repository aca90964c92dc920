"""Keep what is known of guilds up to date, from what Discord tells about them."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from app.discord.guilds import facts_of, with_role, without_role
from app.domain.ids import GuildId
from app.ports.guilds import Guilds
from app.ports.reputations import Counters


class LearnGuild:
    """Handles GUILD_CREATE, GUILD_UPDATE and the three GUILD_ROLE events."""

    EVENTS = frozenset(
        {
            "GUILD_CREATE",
            "GUILD_UPDATE",
            "GUILD_ROLE_CREATE",
            "GUILD_ROLE_UPDATE",
            "GUILD_ROLE_DELETE",
        }
    )

    def __init__(
        self, *, guilds: Guilds, counters: Counters, clock: Callable[[], datetime]
    ) -> None:
        self._guilds = guilds
        self._counters = counters
        self._clock = clock

    def __call__(self, event: str, guild: GuildId, payload: Mapping[str, Any]) -> None:
        """Learn from one event; a role's event before the guild's is left to the next GUILD_CREATE.

        Raises:
            Malformed: the payload is not what its name says.
        """
        if event in ("GUILD_CREATE", "GUILD_UPDATE"):
            if not payload.get("unavailable"):
                self._guilds.learn(facts_of(payload))
                self._counters.begin(guild, self._clock())
            return
        facts = self._guilds.facts_of(guild)
        if facts is None:
            return
        changed = without_role if event == "GUILD_ROLE_DELETE" else with_role
        self._guilds.learn(changed(facts, payload))
