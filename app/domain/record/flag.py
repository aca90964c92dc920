"""A flag: a message that a person should look at; one per message and wording (IS-094)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.decision import Decision
from app.domain.evidence import Evidence
from app.domain.ids import GuildId, UserId
from app.domain.place import Place


class FlagStatus(StrEnum):
    """Where the review stands."""

    PENDING = "pending"
    ACTED = "acted"
    DISMISSED = "dismissed"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """An entry of the review queue. With a `case`, an interim action is already in force.

    When nobody decided it by `lapses_at`, it ends in the member's favour.
    """

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
    lapses_at: datetime | None = None

    @property
    def due_at(self) -> datetime | None:
        """When time changes it next: it lapses, or its words must go."""
        lapses_at = self.lapses_at if self.status is FlagStatus.PENDING else None
        words_until = self.text_until if self.text is not None else None

        return min((at for at in (lapses_at, words_until) if at), default=None)
