"""A case: the numbered, immutable record of one decision, and what became of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.action import Action
from app.domain.decision import Decision
from app.domain.evidence import Evidence
from app.domain.ids import ChannelId, GuildId, MessageId, UserId
from app.domain.notice import Notice


class Outcome(StrEnum):
    """What became of the case's order."""

    PENDING = "pending"
    DONE = "done"
    FAILED = "failed"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    VOIDED = "voided"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A message somewhere: the accused one, or the bot's own card."""

    channel: ChannelId
    message: MessageId


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One entry of the audit record (ST-017, IS-110, IS-111).

    `moderator` is None for an automatic case. `text` is the message as written, kept only until
    `text_until`; readers must not show it later. `log` is the mod-log card, posted once and edited
    after; `dm` is where the member was told. Automatic cases have `decision` and `evidence`.
    """

    guild: GuildId
    number: int
    action: Action
    member: UserId
    made_at: datetime
    reasons: tuple[Notice, ...] = ()
    moderator: UserId | None = None
    duration: timedelta | None = None
    source: Place | None = None
    decision: Decision | None = None
    evidence: Evidence | None = None
    text: str | None = None
    text_until: datetime | None = None
    outcome: Outcome = Outcome.PENDING
    outcome_reason: str = ""
    order: str = ""
    log: Place | None = None
    dm: Place | None = None
    voided_by: UserId | None = None
    voided_reason: str = ""

    def text_at(self, now: datetime) -> str | None:
        """The words, as long as they may be kept (T-19; TTL deletes late)."""
        return self.text if self.text_until and now < self.text_until else None

    @property
    def ends_at(self) -> datetime | None:
        return self.made_at + self.duration if self.duration else None
