"""Behaviour: how a member acts, apart from what this one message says (ST-030, ST-031).

Four factors in [0, 1], each visible alone. Their weights are chosen so that a member with nothing
on record and no heated messages stays below 0.3: being new and writing fast is never enough for an
action (0.4 · 0.3 = 0.12, and the lowest threshold is 0.35).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.action import Risk, risk_of
from app.domain.ids import ChannelId, MessageId
from app.domain.standing import Standing

VELOCITY_WINDOW = timedelta(seconds=60)
CALM_RATE = 8
"""Messages a minute that a lively conversation reaches; below it velocity is 0."""
FLOOD_RATE = 30
"""Messages a minute, one every two seconds, that nobody types by hand; velocity is 1."""

HEATED = 0.5
"""Toxicity from which a message counts as heated."""
MIN_TREND = 3
"""Fewer recent messages show no trend."""
TREND_LENGTH = 10

NEW_ACCOUNT = timedelta(days=30)
NEW_MEMBER = timedelta(days=7)

_WEIGHTS = {"velocity": 0.15, "escalation": 0.35, "history": 0.35, "age": 0.15}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recent:
    """One recent message of a member: a window holds these, never text."""

    message: MessageId
    at: datetime
    channel: ChannelId
    fingerprint: str
    toxicity: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """The factors behind a member's behaviour score; an absent factor was not observable."""

    velocity: float | None = None
    escalation: float | None = None
    history: float = 0.0
    age: float = 0.0

    @property
    def score(self) -> float:
        """Weighted sum of the factors that are there, in [0, 1]."""
        total = (
            _WEIGHTS["velocity"] * (self.velocity or 0.0)
            + _WEIGHTS["escalation"] * (self.escalation or 0.0)
            + _WEIGHTS["history"] * self.history
            + _WEIGHTS["age"] * self.age
        )
        return min(1.0, total)

    @property
    def risk(self) -> Risk:
        return risk_of(self.score)


def assess(
    *,
    standing: Standing,
    recent: Sequence[Recent] | None,
    account_made_at: datetime,
    joined_at: datetime | None,
    now: datetime,
) -> Behaviour:
    """Judge behaviour from the record and the window of recent messages.

    Args:
        standing: what is on record.
        recent: the member's last messages before this one, oldest first; None when the window
            cannot be read, which leaves velocity and escalation out.
        account_made_at: the account's age comes from its id.
        joined_at: when the member joined, if known.
        now: when the words were said.
    """
    return Behaviour(
        velocity=None if recent is None else _velocity(recent, now),
        escalation=None if recent is None else _escalation(recent),
        history=_history(standing),
        age=_age(account_made_at, joined_at, now),
    )


def _velocity(recent: Sequence[Recent], now: datetime) -> float:
    """Messages in the last minute, this one included, between the calm and the flood rate."""
    rate = 1 + sum(1 for one in recent if now - VELOCITY_WINDOW < one.at <= now)
    return _between(rate, CALM_RATE, FLOOD_RATE)


def _escalation(recent: Sequence[Recent]) -> float:
    """Share of heated messages among the last ten, more when the newer half is hotter (ST-033)."""
    scores = [one.toxicity for one in recent if one.toxicity is not None][-TREND_LENGTH:]
    if len(scores) < MIN_TREND:
        return 0.0
    half = len(scores) // 2
    older, newer = scores[:half], scores[half:]
    hot = sum(1 for score in scores if score >= HEATED) / len(scores)
    rising = sum(newer) / len(newer) > sum(older) / len(older)

    return hot if rising else 0.6 * hot


def _history(standing: Standing) -> float:
    """What is on record, saturating: a warning counts half an offence, a ban three."""
    weight = (
        0.5 * standing.warnings + standing.timeouts + 2.0 * standing.kicks + 3.0 * standing.bans
    )
    return float(1.0 - 0.5**weight)


def _age(account_made_at: datetime, joined_at: datetime | None, now: datetime) -> float:
    """Newness: the mean of account (30 days) and membership (7 days), 1 for brand new."""
    account = 1.0 - _between((now - account_made_at) / NEW_ACCOUNT, 0, 1)
    if joined_at is None:
        return account / 2
    member = 1.0 - _between((now - joined_at) / NEW_MEMBER, 0, 1)

    return (account + member) / 2


def _between(value: float, low: float, high: float) -> float:
    return min(1.0, max(0.0, (value - low) / (high - low)))
