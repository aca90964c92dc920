"""Think about one message: from what was gathered to evidence. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from app.domain.behaviour import Recent, assess
from app.domain.context import MEMORY, context_of
from app.domain.detectors import detect
from app.domain.detectors.reading import Reading
from app.domain.evidence import Evidence
from app.domain.ids import made_at
from app.domain.message import Message
from app.domain.policy import Policy
from app.domain.scores import Scores
from app.domain.signal import CLASSIFIER, Signal
from app.domain.standing import Standing
from app.ports.members import MemberKey
from app.services.gather import Known, channel_of, member_of

Written = Sequence[tuple[MemberKey, Recent]]
"""What this batch has judged so far: it belongs to the windows, but is not in them yet."""


def think(
    message: Message, known: Known, written: Written, now: datetime
) -> tuple[Evidence, Recent]:
    """The evidence on a message, and its own entry for the windows.

    Args:
        message: what is judged.
        known: what was gathered.
        written: earlier messages of the same batch.
        now: the moment of judging.
    """
    policy = known.policy_for(message)
    standing = known.standings.get(member_of(message), Standing())
    earlier = _recent(message, known, written)
    reading = Reading(message=message, recent=earlier)
    scores = known.scores.get(message.own_words)
    seen = () if message.is_system else detect(reading, policy.rules)
    signals = (*_heard(scores, known.model), *seen)
    evidence = Evidence(
        guild=message.guild,
        channel=message.channel,
        message=message.id,
        revision=message.revision,
        subject=known.subject_of(message),
        spoken_at=message.spoken_at,
        judged_at=now,
        signals=signals,
        behaviour=assess(
            standing=standing,
            recent=earlier,
            account_made_at=made_at(message.author.id),
            joined_at=message.author.joined_at,
            now=message.spoken_at,
        ),
        context=context_of(known.view.heat.get(channel_of(message), ()), message.spoken_at),
        standing=standing,
        degraded=known.degraded,
        language_supported=scores.language_supported if scores else True,
    )
    recent = Recent(
        message=message.id,
        at=message.spoken_at,
        channel=message.channel,
        fingerprint=reading.fingerprint if message.edited_at is None else "",
        toxicity=_toxicity(signals, policy),
    )
    return evidence, recent


def _recent(message: Message, known: Known, written: Written) -> list[Recent] | None:
    """What the member wrote shortly before this message; None when nobody could look."""
    if known.degraded:
        return None
    member = member_of(message)
    before = [*known.view.recent.get(member, ()), *(one for who, one in written if who == member)]
    since = message.spoken_at - MEMORY

    return [one for one in before if one.message != message.id and one.at >= since]


def _heard(scores: Scores | None, version: str) -> Iterator[Signal]:
    """The classifier's labels; none where it does not know the language."""
    if scores is None or not scores.language_supported:
        return
    for label, score in scores.labels.items():
        yield Signal(source=CLASSIFIER, label=label, score=round(score, 6), version=version)


def _toxicity(signals: Sequence[Signal], policy: Policy) -> float | None:
    heard = [one.score for one in signals if not one.is_rule and one.label in policy.labels]
    return max(heard, default=None)
