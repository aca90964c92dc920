"""A flag: a message that a person should look at; one per message and wording (IS-094)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.case import Place
from app.domain.decision import Decision
from app.domain.evidence import Evidence
from app.domain.ids import GuildId, UserId


class FlagStatus(StrEnum):
    """Where the review stands."""

    PENDING = "pending"
    ACTED = "acted"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """An entry of the review queue. With a `case`, an interim action is already in force."""

    guild: GuildId
    member: UserId
    source: Place
    made_at: datetime
    evidence: Evidence
    decision: Decision
    case: int | None = None
    text: str | None = None
    text_until: datetime | None = None
    status: FlagStatus = FlagStatus.PENDING
    decided_by: UserId | None = None
    card: Place | None = None
