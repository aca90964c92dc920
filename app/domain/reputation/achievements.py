"""Achievements: awarded once, when a count first reaches its threshold (LK-023)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.reputation.policy import ReputationPolicy
from app.domain.reputation.record import Reputation


class Measure(StrEnum):
    """What is counted for an achievement."""

    HELPFUL = "helpful"
    MESSAGES = "messages"
    ACTIVE_DAYS = "active_days"
    CLEAN_WEEKS = "clean_weeks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Achievement:
    """`key` is for good: it stands in records and names the texts `achievement.<key>`."""

    key: str
    measure: Measure
    at: int


ACHIEVEMENTS = (
    Achievement(key="first_thanks", measure=Measure.HELPFUL, at=1),
    Achievement(key="helper", measure=Measure.HELPFUL, at=10),
    Achievement(key="mentor", measure=Measure.HELPFUL, at=50),
    Achievement(key="pillar", measure=Measure.HELPFUL, at=250),
    Achievement(key="talkative", measure=Measure.MESSAGES, at=1000),
    Achievement(key="regular", measure=Measure.ACTIVE_DAYS, at=30),
    Achievement(key="veteran", measure=Measure.ACTIVE_DAYS, at=365),
    Achievement(key="good_month", measure=Measure.CLEAN_WEEKS, at=4),
    Achievement(key="good_year", measure=Measure.CLEAN_WEEKS, at=52),
)
"""From what a newcomer reaches in days to what takes years; nothing that flooding alone brings."""


def earned(record: Reputation, policy: ReputationPolicy, today: date) -> Iterator[Achievement]:
    """Achievements that are reached and not awarded yet."""
    counts = {
        Measure.HELPFUL: record.all_helpful(policy),
        Measure.MESSAGES: record.all_messages,
        Measure.ACTIVE_DAYS: record.active_days,
        Measure.CLEAN_WEEKS: record.clean_weeks(today),
    }
    for one in ACHIEVEMENTS:
        if counts[one.measure] >= one.at and one.key not in record.achievements:
            yield one
