"""What services need to erase a guild's records, a portion at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.domain.ids import GuildId
from app.domain.record.erasure import Erasure, Scope, Stage
from app.ports.case_files import StoredCase
from app.ports.upkeep import Aged


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A flag or an appeal as it is found: its key, when it was made, the version it is stored in.

    `stage` says which of both. `made_at` is None for what is erased already.
    """

    stage: Stage
    key: str
    made_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """What is emptied together, and how far the erasure came with it: all of it, or nothing.

    Cases and members' records are as they shall be, over the versions they were read in. `next_at`
    is when the erasure goes on, None once it is finished.
    """

    erasure: Erasure
    next_at: datetime | None
    cases: Sequence[StoredCase] = ()
    standings: Sequence[Aged] = ()
    papers: Sequence[Paper] = ()


class Erasures(Protocol):
    """Erasures of all guilds, at most one of each scope. Every method may raise `Unavailable`."""

    def of(self, guild: GuildId, scope: Scope) -> Erasure | None:
        """The last one that was asked for, as it stands now."""

    def begin(self, erasure: Erasure, next_at: datetime) -> None:
        """Put one on record over the last one, in the revision that was read.

        Raises:
            Conflict: somebody else began one meanwhile.
        """


class Erasable(Protocol):
    """A guild's records, as far as they are erased. Every method may raise `Unavailable`."""

    def cases(self, guild: GuildId, after: str, limit: int) -> Sequence[StoredCase]:
        """The guild's next cases after that number; empty for the first ones."""

    def papers(self, guild: GuildId, stage: Stage, after: str, limit: int) -> Sequence[Paper]:
        """The guild's next flags or appeals after that key; empty for the first ones."""

    def empty(self, portion: Portion) -> None:
        """Write a portion.

        Raises:
            Conflict: the erasure or one of its records moved on; read them again.
        """
