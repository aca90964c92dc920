"""What services need to keep and find of appeals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.domain.appeals.appeal import Appeal
from app.domain.ids import GuildId, UserId
from app.domain.order import Order
from app.domain.record.standing import Standing
from app.ports.case_files import StoredCase


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAppeal:
    """An appeal and the version under which it is stored."""

    appeal: Appeal
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """A new appeal. Until `quiet_until` the member can file no other on this guild."""

    appeal: Appeal
    quiet_until: datetime
    order: Order | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settling:
    """A decided appeal, which was pending at `expected_version`, and all that follows from it.

    With an approval come the voided case, which must still be at the version it was read in, and
    the member's record, which must still be at `standing.version - 1`; time alone changes it next
    at `due_at`.
    """

    appeal: Appeal
    expected_version: int
    order: Order
    case: StoredCase | None = None
    standing: Standing | None = None
    due_at: datetime | None = None


class Appeals(Protocol):
    """The appeals of all guilds. Every method may raise `Unavailable`."""

    def of_case(self, guild: GuildId, number: int) -> Sequence[Appeal]:
        """All appeals of a case as they stand now, oldest first."""

    def of_member(self, guild: GuildId, member: UserId) -> Sequence[Appeal]:
        """The member's appeals, oldest first; the last seconds may be missing."""

    def find(self, guild: GuildId, identity: str) -> StoredAppeal | None:
        """The appeal as it stands now."""

    def file(self, filing: Filing) -> None:
        """Put it on record as a whole.

        Raises:
            Conflict: the same appeal is there already, or the member filed another just now.
        """

    def settle(self, settling: Settling) -> None:
        """Write the decision as a whole.

        Raises:
            Conflict: appeal, case or record moved on; read and decide again.
        """
