"""Read the titles of threads as the rules of words, patterns, invites and links read texts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.discord.beside import title_of
from app.domain.detectors import detect
from app.domain.detectors.reading import Reading
from app.domain.ids import GuildId
from app.domain.message import Message
from app.ports.guilds import Guilds


class ReadTitles:
    """Handles THREAD_CREATE and THREAD_UPDATE; being let into an old thread is no news."""

    EVENTS = frozenset({"THREAD_CREATE", "THREAD_UPDATE"})

    def __init__(self, *, guilds: Guilds) -> None:
        self._guilds = guilds

    def __call__(
        self, event: str, guild: GuildId, payload: Mapping[str, Any], at: datetime
    ) -> Message | None:
        """The title to be judged, if it breaks a rule: the same title is judged once.

        Raises:
            Malformed: the payload is no thread.
            Unavailable: the policy cannot be read.
        """
        if event == "THREAD_CREATE" and payload.get("newly_created") is not True:
            return None
        rules = self._guilds.policy_of(guild).rules
        title = title_of(payload, guild, at)

        return title if rules.titles.enabled and detect(Reading(message=title), rules) else None
