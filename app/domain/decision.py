"""The decision: what we do about a message under one version of a policy. `decide` makes it."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from app.domain.action import Action
from app.domain.exemption import Exemption
from app.domain.verdict import Verdict


class Limit(StrEnum):
    """Why a decision is milder than what was called for, or asks for a person."""

    EXEMPT = "exempt"
    SHADOW = "shadow"
    REVIEW_MODE = "review_mode"
    LATE = "late"
    BURST = "burst"
    CEILING = "ceiling"
    LOW_CONFIDENCE = "low_confidence"
    LADDER_FULL = "ladder_full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What is done, and everything needed to explain it (AC-028).

    `wanted` is what score, rules and ladders called for before any limit. `warned` says that one
    warning goes on record. `confidence` is in [0, 1]. `review` puts it before moderators.
    """

    verdict: Verdict
    wanted: Action
    action: Action
    duration: timedelta | None = None
    delete: bool = False
    notify: bool = False
    warned: bool = False
    escalated: bool = False
    review: bool = False
    confidence: float = 1.0
    limits: tuple[Limit, ...] = ()
    exemption: Exemption | None = None
    policy_version: int = 1

    @property
    def does_something(self) -> bool:
        return self.action is not Action.NONE
