"""A case: the numbered, immutable record of one decision, and what became of it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.action import Action
from app.domain.decision import Decision
from app.domain.evidence import Evidence
from app.domain.ids import GuildId, UserId
from app.domain.notice import Notice
from app.domain.place import Place


class Outcome(StrEnum):
    """What became of the case's order."""

    PENDING = "pending"
    DONE = "done"
    FAILED = "failed"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    VOIDED = "voided"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One entry of the audit record (ST-017, IS-110, IS-111).

    `moderator` is None for an automatic case. `text` is the message as written, kept only until
    `text_until`; readers must not show it later. `log` is the mod-log card, posted once and edited
    after; `dm` is where the member was told. Automatic cases have `decision` and `evidence`.

    `warnings_before` and `warnings_after` are the member's count on the warning ladder around the
    decision (IS-091). `lifts` says that a moderator took such an action back. Of an erased case
    nothing is left but that there was one (see `erasure`).
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
    warnings_before: int | None = None
    warnings_after: int | None = None
    lifts: bool = False
    erased_at: datetime | None = None
    erased_by: UserId | None = None

    def text_at(self, now: datetime) -> str | None:
        """The words, as long as they may be kept (T-19; TTL deletes late)."""
        return self.text if self.text_until and now < self.text_until else None

    @property
    def is_void(self) -> bool:
        """Whether it does not count any more: its appeal was approved, or its review lapsed."""
        return self.outcome is Outcome.VOIDED

    @property
    def is_erased(self) -> bool:
        return self.erased_at is not None

    @property
    def counts(self) -> bool:
        """Whether it is an offence of its member."""
        offence = self.action.punishes and not self.lifts and not self.is_erased
        return offence and not self.is_void and (self.decision is None or self.decision.counts)

    @property
    def words_due_at(self) -> datetime | None:
        """When the words must go."""
        return self.text_until if self.text is not None else None

    def without_words(self) -> "Case":
        """The same with its words gone; what was decided stays (T-19)."""
        return replace(self, text=None)

    @property
    def ends_at(self) -> datetime | None:
        return self.made_at + self.duration if self.duration else None
