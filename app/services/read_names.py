"""Read the names of members as the rules of words, patterns, invites and links read texts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.discord.beside import names_of
from app.domain.detectors import detect
from app.domain.detectors.reading import Reading
from app.domain.ids import GuildId
from app.domain.message import Message
from app.ports.guilds import Guilds


class ReadNames:
    """Handles GUILD_MEMBER_ADD and GUILD_MEMBER_UPDATE; most of the latter are about roles."""

    EVENTS = frozenset({"GUILD_MEMBER_ADD", "GUILD_MEMBER_UPDATE"})

    def __init__(self, *, guilds: Guilds) -> None:
        self._guilds = guilds

    def __call__(
        self, _event: str, guild: GuildId, payload: Mapping[str, Any], at: datetime
    ) -> Message | None:
        """The names to be judged, if they break a rule: the same names are judged once.

        Raises:
            Malformed: the payload is no member.
            Unavailable: the policy cannot be read.
        """
        rules = self._guilds.policy_of(guild).rules
        names = names_of(payload, guild, at)

        return names if rules.names.enabled and detect(Reading(message=names), rules) else None
