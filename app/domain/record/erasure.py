"""Erasure: what a guild's records hold about people goes; that there was a record stays (C10).

Nothing is deleted: a record is emptied of whom it was about, of words and of reasons, so that
numbers are never given twice and nothing that was decided once is decided again. It is recorded
before it begins and goes on in portions, each written as a whole with how far it came.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.ids import GuildId, UserId
from app.domain.record.case import Case, Outcome
from app.domain.record.standing import Standing

NOBODY = UserId(0)
"""Whom an erased record is about."""
CARRIED_OUT_WITHIN = timedelta(hours=1)
"""For so long after it was asked for, cases whose orders are open are waited for."""


class Scope(StrEnum):
    """What is erased: everybody's reputation alone, or all that is on record about people."""

    REPUTATION = "reputation"
    RECORDS = "records"


class Stage(StrEnum):
    """One kind of record, erased after the other."""

    CASES = "cases"
    FLAGS = "flags"
    APPEALS = "appeals"
    REPUTATIONS = "reputations"


STAGES: Mapping[Scope, tuple[Stage, ...]] = {
    Scope.REPUTATION: (Stage.REPUTATIONS,),
    Scope.RECORDS: tuple(Stage),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """What somebody wants erased on a guild, and how far it came.

    `by` is None for the operator's shell. What was made after `asked_at` stays. `stages` are still
    to be done, the first one up to the key `after`; `erased` counts what is done. `revision` moves
    with every write, for optimistic locking.
    """

    guild: GuildId
    scope: Scope
    asked_at: datetime
    by: UserId | None = None
    stages: tuple[Stage, ...]
    after: str = ""
    erased: Mapping[Stage, int] = field(default_factory=dict)
    finished_at: datetime | None = None
    revision: int = 0

    @property
    def stage(self) -> Stage | None:
        """What is being erased; None when all of it is."""
        return self.stages[0] if self.stages else None

    def counted(self, count: int, after: str) -> "Erasure":
        """So many more of the stage are erased, up to that key."""
        if self.stage is None:
            return self
        erased = {**self.erased, self.stage: self.erased.get(self.stage, 0) + count}

        return replace(self, erased=erased, after=after)

    def past_stage(self, now: datetime) -> "Erasure":
        """Nothing of the stage is left; with the last one it is finished."""
        rest = self.stages[1:]
        finished_at = self.finished_at if rest else self.finished_at or now

        return replace(self, stages=rest, after="", finished_at=finished_at)


def erasure_of(guild: GuildId, scope: Scope, *, by: UserId | None, now: datetime) -> Erasure:
    """An erasure, nothing of it begun."""
    return Erasure(guild=guild, scope=scope, by=by, asked_at=now, stages=STAGES[scope])


def waits(case: Case, erasure: Erasure, now: datetime) -> bool:
    """Whether the case is being carried out just now, and will soon be over."""
    return case.outcome is Outcome.PENDING and now < erasure.asked_at + CARRIED_OUT_WITHIN


def erased_case(case: Case, by: UserId | None, now: datetime) -> Case:
    """What remains of a case: its number, its times, what was done and whether that holds."""
    return Case(
        guild=case.guild,
        number=case.number,
        action=case.action,
        member=NOBODY,
        made_at=case.made_at,
        duration=case.duration,
        outcome=case.outcome,
        lifts=case.lifts,
        erased_at=now,
        erased_by=by,
    )


def erased_standing(standing: Standing) -> Standing:
    """What remains of a member's record: what is in force, until it ends by itself.

    Without the deadline nobody would lift a mute or a ban any more. That a person acted on the
    member is a fence for orders under way, and says nothing of what the member did.
    """
    bare = Standing(
        first_seen=standing.first_seen,
        mute=standing.mute,
        ban=standing.ban,
        human_action_at=standing.human_action_at,
        version=standing.version,
    )
    return standing if bare == standing else replace(bare, version=standing.version + 1)
