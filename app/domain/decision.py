"""The decision: what we do about a message under one version of a policy. `decide` makes it."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from app.domain.action import Action
from app.domain.exemption import Exemption
from app.domain.verdict import Verdict


class Limit(StrEnum):
    """Why a decision is milder than what was called for, or asks for a person."""

    OFF = "off"
    EXEMPT = "exempt"
    SHADOW = "shadow"
    REVIEW_MODE = "review_mode"
    LATE = "late"
    BURST = "burst"
    CEILING = "ceiling"
    LOW_CONFIDENCE = "low_confidence"
    LADDER_FULL = "ladder_full"


class Ladder(StrEnum):
    """What called for the action: a score, a broken rule, or something on record (ruling C3)."""

    SCORE = "score"
    RULE = "rule"
    REPEAT = "repeat"
    WARNINGS = "warnings"
    VIOLATIONS = "violations"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What is done, and everything needed to explain it (AC-028).

    `wanted` is what score, rules and ladders called for before any limit. `warned` says that one
    warning goes on record. `escalated`: the record made it harder than the words alone, by the
    `ladder`. `escalating`: the member is heating up or has offended before (ST-033).
    `confidence` is in [0, 1]. `review` puts it before moderators.

    `victim`: others write with the account, so nothing counts against its owner; with `softban`,
    the kick is a ban that is lifted at once. `silent`: something is removed without a case.
    """

    verdict: Verdict
    wanted: Action
    action: Action
    duration: timedelta | None = None
    delete: bool = False
    notify: bool = False
    warned: bool = False
    escalated: bool = False
    escalating: bool = False
    ladder: Ladder = Ladder.SCORE
    review: bool = False
    confidence: float = 1.0
    limits: tuple[Limit, ...] = ()
    exemption: Exemption | None = None
    policy_version: int = 1
    victim: bool = False
    softban: bool = False
    silent: bool = False

    @property
    def does_something(self) -> bool:
        return self.action is not Action.NONE

    @property
    def opens_case(self) -> bool:
        """Whether it gets a number in the audit record."""
        return self.action.is_felt and not self.silent

    @property
    def leaves_papers(self) -> bool:
        """Whether a case or a flag keeps the evidence; what leaves none is filed with the rest."""
        return self.opens_case or self.review

    @property
    def counts(self) -> bool:
        """Whether what was done counts on the member's record as an offence."""
        return not (self.victim or self.silent)
