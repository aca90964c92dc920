"""What changes on record by time alone: members, flags and cases, each over the version read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.domain.ids import GuildId
from app.domain.order import Order
from app.domain.record.case import Case
from app.domain.record.flag import Flag
from app.domain.record.standing import Standing
from app.ports.case_files import StoredCase
from app.ports.deadlines import Due
from app.ports.members import MemberKey


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredStanding:
    """A member's record. `due_at` is the deadline it stands under."""

    member: MemberKey
    standing: Standing
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFlag:
    """A flag and the version under which it is stored."""

    due: Due
    flag: Flag
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Aged:
    """A member's record as time left it, which must still be at `expected_version`."""

    member: MemberKey
    standing: Standing
    expected_version: int
    due_at: datetime | None
    orders: tuple[Order, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LapsedFlag:
    """A flag that nobody decided until `at`, and what follows: all of it is written, or nothing.

    `case` is the interim case, void now. `aged` is the member's record without it.
    """

    at: datetime
    flag: StoredFlag
    order: Order | None = None
    case: StoredCase | None = None
    aged: Aged | None = None


class Upkeep(Protocol):
    """Every read is consistent; every method may raise `Unavailable`, every write `Conflict`."""

    def standing(self, due: Due) -> StoredStanding | None:
        """The member's record behind a deadline; None when there is none."""

    def case(self, guild: GuildId, number: int) -> StoredCase | None:
        """A case of the guild."""

    def case_of(self, due: Due) -> StoredCase | None:
        """The case behind a deadline."""

    def flag(self, due: Due) -> StoredFlag | None:
        """The flag behind a deadline."""

    def age(self, aged: Aged) -> None:
        """Write a member's record with its next deadline and its orders."""

    def lapse(self, lapsed: LapsedFlag) -> None:
        """Write a flag that lapsed."""

    def keep_flag(self, stored: StoredFlag) -> None:
        """Write a flag with its next deadline."""

    def keep_case(self, due: Due, case: Case, version: int) -> None:
        """Write a case with its next deadline."""
