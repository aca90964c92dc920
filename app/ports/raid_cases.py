"""Cases as far as a raid's Undo makes them void."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.domain.ids import GuildId, UserId
from app.domain.order import Order
from app.domain.record.standing import Standing
from app.ports.case_files import StoredCase


@dataclass(frozen=True, slots=True, kw_only=True)
class Clearing:
    """A void case over the version that was read, and all that follows: all of it, or nothing.

    `standing` is the member's record without the case; it must still be one version before.
    """

    case: StoredCase
    standing: Standing
    due_at: datetime | None
    order: Order
    at: datetime


class RaidCases(Protocol):
    """Every method may raise `Unavailable`."""

    def of_member(self, guild: GuildId, member: UserId) -> Sequence[StoredCase]:
        """The member's cases, oldest first; the last seconds may be missing."""

    def clear(self, clearing: Clearing) -> None:
        """Write it as a whole.

        Raises:
            Conflict: the case or the member's record moved on.
            AlreadyDecided: it was done before.
        """
