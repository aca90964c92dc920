"""Behaviour: how a member acts, apart from what this one message says (ST-030, ST-031).

Five factors in [0, 1], each visible alone; `behaviour_policy` holds their numbers and reasons:

- velocity: messages within the last minute, between a lively and an inhuman rate
- escalation: share of heated messages among the last ten, more while it rises
- history: what is on record, saturating
- age: how new the account is, in days
- membership: how new the member is on this server, in days

Evidence keeps the factors; the weights are the policy's and are applied when a decision is made.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.action import Risk, risk_of
from app.domain.ids import ChannelId, MessageId
from app.domain.letters.similarity import NO_SHAPE
from app.domain.policies.behaviour import (
    BehaviourPolicy,
    EscalationTerms,
    HistoryTerms,
    VelocityTerms,
)
from app.domain.record.standing import Standing

HEATED = 0.5
"""Toxicity from which words are named as a reason; the model's own middle."""
STANDARD = BehaviourPolicy()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recent:
    """One recent message of a member: a window holds these, never text.

    `fingerprint` names the exact words, `shape` (see `similarity`) what they are like,
    `attachments` what was attached; each is empty (or 0) when there was none.
    """

    message: MessageId
    at: datetime
    channel: ChannelId
    fingerprint: str
    toxicity: float | None = None
    shape: int = NO_SHAPE
    attachments: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """The factors behind a member's behaviour score; an absent factor was not observable.

    `membership` is absent only in older evidence, whose `age` stands for both. `goodwill`, in
    points of the score, is what a good reputation may take off it (ruling C9).
    """

    velocity: float | None = None
    escalation: float | None = None
    history: float = 0.0
    age: float = 0.0
    membership: float | None = None
    goodwill: float = 0.0

    def parts(self, terms: BehaviourPolicy = STANDARD) -> dict[str, float]:
        """What each factor adds to the score, and goodwill, negative, takes off it."""
        weights = terms.weights
        whole_age = weights.age + (weights.membership if self.membership is None else 0.0)
        return {
            "velocity": weights.velocity * (self.velocity or 0.0),
            "escalation": weights.escalation * (self.escalation or 0.0),
            "history": weights.history * self.history,
            "age": whole_age * self.age,
            "membership": weights.membership * (self.membership or 0.0),
            "goodwill": -min(self.goodwill, terms.max_goodwill),
        }

    def under(self, terms: BehaviourPolicy) -> float:
        """The score in [0, 1] with a policy's weights: the sum of what the factors add."""
        return min(1.0, max(0.0, sum(self.parts(terms).values())))

    @property
    def score(self) -> float:
        """The score with the standard weights."""
        return self.under(STANDARD)

    @property
    def risk(self) -> Risk:
        return risk_of(self.score)

    def escalates(self, terms: BehaviourPolicy) -> bool:
        """Whether the member is heating up (ST-033)."""
        return self.escalation is not None and self.escalation >= terms.escalation.alarm


def assess(
    *,
    standing: Standing,
    recent: Sequence[Recent] | None,
    account_made_at: datetime,
    joined_at: datetime | None,
    now: datetime,
    goodwill: float = 0.0,
    terms: BehaviourPolicy = STANDARD,
) -> Behaviour:
    """Judge behaviour from the record and the window of recent messages.

    Args:
        standing: what is on record.
        recent: the member's last messages before this one, oldest first; None when the window
            cannot be read, which leaves velocity and escalation out.
        account_made_at: the account's age comes from its id.
        joined_at: when the member joined; unknown counts as long ago, in the member's favour.
        now: when the words were said.
        goodwill: what the member's reputation may take off the score.
        terms: the policy's numbers.
    """
    return Behaviour(
        velocity=None if recent is None else _velocity(recent, now, terms.velocity),
        escalation=None if recent is None else _escalation(recent, terms.escalation),
        history=_history(standing, terms.history),
        age=_newness(now - account_made_at, terms.new_account),
        membership=0.0 if joined_at is None else _newness(now - joined_at, terms.new_member),
        goodwill=goodwill,
    )


def _velocity(recent: Sequence[Recent], now: datetime, terms: VelocityTerms) -> float:
    """Messages within the window, this one included, between the calm and the flood rate."""
    count = 1 + sum(1 for one in recent if now - terms.window < one.at <= now)
    return _clamped((count - terms.calm) / (terms.flood - terms.calm))


def _escalation(recent: Sequence[Recent], terms: EscalationTerms) -> float:
    """Share of heated messages among the last ones, more when the newer half is hotter (ST-033)."""
    scores = [one.toxicity for one in recent if one.toxicity is not None][-terms.length :]
    if len(scores) < terms.least:
        return 0.0
    half = len(scores) // 2
    older, newer = scores[:half], scores[half:]
    hot = sum(1 for score in scores if score >= terms.heated) / len(scores)
    rising = sum(newer) / len(newer) > sum(older) / len(older)

    return hot if rising else terms.cooling * hot


def _history(standing: Standing, terms: HistoryTerms) -> float:
    """What is on record, in timeouts; each of them takes half of what is left to 1."""
    weight = (
        terms.warning * standing.warnings
        + terms.timeout * standing.timeouts
        + terms.kick * standing.kicks
        + terms.ban * standing.bans
    )
    return float(1.0 - 0.5**weight)


def _newness(age: timedelta, new: timedelta) -> float:
    """1 for what was made just now, 0 from the age on at which it is new no more."""
    return 1.0 - _clamped(age / new)


def _clamped(value: float) -> float:
    return min(1.0, max(0.0, value))
