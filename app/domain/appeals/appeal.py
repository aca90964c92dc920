"""An appeal: a member's word against a case, decided by a person with a reason."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.ids import GuildId, UserId
from app.domain.place import Place

MAX_LENGTH = 1000
"""Characters of an appeal (IS-051)."""


class AppealStatus(StrEnum):
    """Where an appeal stands (IS-056)."""

    PENDING = "pending"
    APPROVED = "approved"
    DENIED = "denied"


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal:
    """`id` is the case's number with the count of its appeals: one case, one open appeal."""

    guild: GuildId
    id: str
    case: int
    member: UserId
    text: str
    made_at: datetime
    locale: str = "en"
    status: AppealStatus = AppealStatus.PENDING
    decided_by: UserId | None = None
    decided_at: datetime | None = None
    reason: str = ""
    card: Place | None = None
