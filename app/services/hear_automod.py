"""Hear what AutoMod did: what it blocked counts, and whom it timed out is not timed out again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.discord.beside import automod_act_of
from app.domain.ids import GuildId
from app.domain.message import Message
from app.ports.guilds import Guilds
from app.ports.members import Members


class HearAutoMod:
    """Handles AUTO_MODERATION_ACTION_EXECUTION: Discord sends one for each action of a rule."""

    EVENTS = frozenset({"AUTO_MODERATION_ACTION_EXECUTION"})

    def __init__(self, *, guilds: Guilds, members: Members) -> None:
        self._guilds = guilds
        self._members = members

    def __call__(
        self, _event: str, guild: GuildId, payload: Mapping[str, Any], at: datetime
    ) -> Message | None:
        """The blocked message, to be judged as such. A timeout stops our own orders of before.

        Raises:
            Malformed: the payload is no such event.
            Unavailable: the policy cannot be read, or the fence not be set.
        """
        act = automod_act_of(payload, guild, at)
        if act.timed_out:
            self._members.note_human_action((guild, act.user), at)

        return act.blocked if self._guilds.policy_of(guild).rules.automod.enabled else None
