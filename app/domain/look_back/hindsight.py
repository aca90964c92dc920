"""Hindsight: what people made of a decision afterwards. Numbers learn from it, never from words.

A decision is overturned when a moderator voided its case, granted an appeal against it, or
dismissed its flag; it is confirmed when an appeal was denied or its flag was acted on. Everything
else is open: silence is no judgement, so it counts for neither.
"""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.appeals.appeal import AppealStatus
from app.domain.decision import Decision
from app.domain.evidence import Evidence
from app.domain.ids import UserId
from app.domain.record.case import Outcome
from app.domain.record.flag import FlagStatus


class Hindsight(StrEnum):
    """What people said of it."""

    OPEN = "open"
    OVERTURNED = "overturned"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A decision as it was stored: what it was a function of, and what became of it.

    `case` is the number of its case; None for flags and for what called for nothing.
    """

    evidence: Evidence
    decision: Decision
    hindsight: Hindsight = Hindsight.OPEN
    case: int | None = None


def of_case(
    outcome: Outcome, voided_by: UserId | None, appeals: tuple[AppealStatus, ...] = ()
) -> Hindsight:
    """What people made of a case, with the states of its appeals."""
    if AppealStatus.APPROVED in appeals or (outcome is Outcome.VOIDED and voided_by is not None):
        return Hindsight.OVERTURNED
    if AppealStatus.DENIED in appeals:
        return Hindsight.CONFIRMED

    return Hindsight.OPEN


def of_flag(status: FlagStatus) -> Hindsight:
    """What people made of a flag."""
    return {
        FlagStatus.PENDING: Hindsight.OPEN,
        FlagStatus.LAPSED: Hindsight.OPEN,
        FlagStatus.ACTED: Hindsight.CONFIRMED,
        FlagStatus.DISMISSED: Hindsight.OVERTURNED,
    }[status]


def together(*found: Hindsight) -> Hindsight:
    """Of a case and its flag: what was overturned anywhere is overturned."""
    for one in (Hindsight.OVERTURNED, Hindsight.CONFIRMED):
        if one in found:
            return one

    return Hindsight.OPEN
