"""What services need to put on record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.domain.decision import Decision
from app.domain.evidence import Evidence
from app.domain.ids import GuildId
from app.domain.order import Order
from app.domain.record.case import Case
from app.domain.record.flag import Flag
from app.domain.record.standing import Standing
from app.ports.members import MemberKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A message's evidence and what was decided on it."""

    evidence: Evidence
    decision: Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """Everything that one decision puts on record, in one transaction or not at all.

    `once` names the message in its wording. `standing` replaces the member's record, which must
    still be at `expected_version`; time alone changes it next at `due_at`.
    """

    once: str
    member: MemberKey
    standing: Standing
    expected_version: int
    order: Order
    case: Case | None = None
    flag: Flag | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """An event that could not be understood, kept as it came."""

    key: str
    raw: str
    fault: str


class Records(Protocol):
    """The record of what was judged and decided."""

    def is_decided(self, once: str) -> bool:
        """Whether a ruling with this key stands already."""

    def next_case_number(self, guild: GuildId) -> int:
        """A number never given before; a gap stays when it is not used."""

    def commit(self, ruling: Ruling) -> None:
        """Write the ruling as a whole.

        Raises:
            Conflict: the member's record moved on; gather and decide again.
            AlreadyDecided: the same message in the same wording was decided before.
        """

    def file_page(self, page: str, guild: GuildId, at: datetime, judged: Sequence[Judged]) -> None:
        """Keep what clean messages were judged on. The same page twice is written once."""

    def quarantine(self, events: Sequence[Unreadable], at: datetime) -> None:
        """Put events aside that nobody could read. The same event twice is kept once."""
