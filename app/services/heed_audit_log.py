"""Heed what moderators do themselves: an older automatic order must not undo or repeat it."""

from collections.abc import Mapping
from typing import Any

from app.discord.guilds import audit_entry_of
from app.domain.ids import GuildId, UserId
from app.ports.members import Members


class HeedAuditLog:
    """Handles GUILD_AUDIT_LOG_ENTRY_CREATE."""

    EVENTS = frozenset({"GUILD_AUDIT_LOG_ENTRY_CREATE"})

    def __init__(self, *, members: Members, own: UserId) -> None:
        self._members = members
        self._own = own

    def __call__(self, guild: GuildId, payload: Mapping[str, Any]) -> None:
        """Note that a person acted on a member; our own entries are no news.

        Raises:
            Malformed: the payload is no audit-log entry.
        """
        entry = audit_entry_of(payload)
        if entry and entry.actor != self._own:
            self._members.note_human_action((guild, entry.target), entry.at)
