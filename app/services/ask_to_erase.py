"""The owner of a guild asks to erase what is on record there (C10). The sweep carries it out."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from app.domain.errors import Refused
from app.domain.guild import GuildFacts
from app.domain.ids import GuildId, UserId
from app.domain.notice import Notice
from app.domain.record.erasure import Erasure, Scope, erasure_of
from app.ports.erasures import Erasures
from app.ports.guilds import Guilds


class AskToErase:
    """Puts erasures on record. Asking again while one is under way changes nothing."""

    def __init__(
        self, *, erasures: Erasures, guilds: Guilds, clock: Callable[[], datetime]
    ) -> None:
        self._erasures = erasures
        self._guilds = guilds
        self._clock = clock

    def check(self, guild: GuildId, by: UserId) -> GuildFacts:
        """The guild as Discord described it, if this is its owner.

        Raises:
            Refused: it is somebody else, or nobody knows whose the guild is.
        """
        facts = self._guilds.facts_of(guild)
        if facts is None:
            raise Refused(Notice("error.owner_unknown"))
        if facts.owner != by:
            raise Refused(Notice("error.owner_only", {"user": facts.owner}))

        return facts

    def by_owner(self, guild: GuildId, by: UserId, name: str) -> Erasure:
        """Begin to erase all records; `name` is what they typed as the guild's.

        Raises:
            Refused: as `check`; or the guild has another name.
            Conflict: twice at the same moment.
        """
        facts = self.check(guild, by)
        if _plain(name) != _plain(facts.name):
            raise Refused(Notice("error.other_name", {"name": facts.name}))

        return self.begin(guild, Scope.RECORDS, by)

    def begin(self, guild: GuildId, scope: Scope, by: UserId | None) -> Erasure:
        """Begin one, unless one of the scope is under way.

        Raises:
            Conflict: twice at the same moment.
        """
        last = self._erasures.of(guild, scope)
        if last is not None and last.stage is not None:
            return last
        now = self._clock()
        erasure = replace(
            erasure_of(guild, scope, by=by, now=now), revision=last.revision if last else 0
        )
        self._erasures.begin(erasure, now)

        return erasure

    def status(self, guild: GuildId, scope: Scope = Scope.RECORDS) -> Erasure | None:
        """The last one, and how far it came."""
        return self._erasures.of(guild, scope)


def _plain(name: str) -> str:
    """A name as people type it: with one kind of space, and capitals as they come."""
    return " ".join(name.split()).casefold()
