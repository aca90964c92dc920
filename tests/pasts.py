"""Stored decisions, as tests of looking back need them."""

from datetime import timedelta
from typing import Any

from app.domain.behaviour import Behaviour
from app.domain.decide import decide
from app.domain.evidence import Subject
from app.domain.ids import MessageId, UserId
from app.domain.look_back.hindsight import Hindsight, Past
from app.domain.policies.policy import Policy
from tests.factories import NOW, evidence


def a_past(
    final: float = 0.0,
    *,
    policy: Policy | None = None,
    user: int = 4242,
    after: float = 0.0,
    hindsight: Hindsight = Hindsight.OPEN,
    case: int | None = None,
    **changes: Any,
) -> Past:
    """A decision on a message whose final score is `final`: by its words, above 0.6 by behaviour.

    It was written at NOW and `after` seconds, and decided a second later.
    """
    at = NOW + timedelta(seconds=after)
    toxicity = min(1.0, round(final / 0.6, 12))
    rest = max(0.0, round((final - 0.6 * toxicity) / 0.4, 12))
    changes.setdefault(
        "behaviour",
        Behaviour(velocity=rest, escalation=rest, history=rest, age=rest, membership=rest),
    )
    found = evidence(
        toxicity,
        message=MessageId((1 << 60) + int(after * 1000)),
        subject=changes.pop("subject", Subject(user=UserId(user))),
        spoken_at=at,
        judged_at=at + timedelta(seconds=1),
        **changes,
    )
    return Past(
        evidence=found,
        decision=decide(found, policy or Policy()),
        hindsight=hindsight,
        case=case,
    )
