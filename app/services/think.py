"""Think about one message: from what was gathered to evidence. Pure."""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime

from app.domain.behaviour import Recent, assess
from app.domain.context import MEMORY, context_of
from app.domain.detectors import detect
from app.domain.detectors.copies import copies_of
from app.domain.detectors.reading import Reading
from app.domain.evidence import Evidence, Sight
from app.domain.ids import made_at
from app.domain.kind import Kind
from app.domain.letters.similarity import NO_SHAPE
from app.domain.look_back.shadow import Draft
from app.domain.message import Message
from app.domain.policies.policy import Policy
from app.domain.raids.share import context_in_raid
from app.domain.record.standing import Standing
from app.domain.reputation.goodwill import goodwill_of
from app.domain.reputation.thanks import thanked_by
from app.domain.scores import Scores
from app.domain.signal import CLASSIFIER, Signal
from app.ports.members import MemberKey
from app.services.gather import Known, channel_of, member_of

log = logging.getLogger(__name__)

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
    policy, share = known.policy_for(message), known.share_of(message)
    standing = known.standings.get(member_of(message), Standing())
    earlier = _recent(message, known, written)
    reading = Reading(
        message=message,
        recent=earlier,
        phishing=known.phishing,
        parent=known.parent_of(message),
    )
    scores = known.scores.get(message.own_words) if message.kind is Kind.MESSAGE else None
    seen = detect(reading, policy.rules)
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
            goodwill=goodwill_of(known.points.get(member_of(message), 0), policy.reputation),
            terms=policy.behaviour,
        ),
        context=context_in_raid(
            context_of(
                known.view.heat.get(channel_of(message), ()), message.spoken_at, policy.context
            ),
            share,
        ),
        standing=standing,
        degraded=known.degraded,
        raid=share,
        language_supported=scores.language_supported if scores else True,
        thanked=thanked_by(message) if policy.reputation.enabled else (),
        shadow=_seen_by_draft(reading, known.drafts.get(message.guild)),
        kind=message.kind,
        parent=reading.parent,
        copies=copies_of(reading, policy.rules, seen),
    )
    repeats = reading.is_new and message.kind is Kind.MESSAGE
    recent = Recent(
        message=message.id,
        at=message.spoken_at,
        channel=message.channel,
        fingerprint=reading.fingerprint if repeats else "",
        toxicity=_toxicity(signals, policy),
        shape=reading.shape if repeats else NO_SHAPE,
        attachments=reading.attachments if repeats else "",
    )
    return evidence, recent


def _seen_by_draft(reading: Reading, draft: Draft | None) -> Sight | None:
    """What the rules of a draft in shadow see; whatever goes wrong with them harms no message."""
    if draft is None:
        return None
    try:
        return Sight(rules=draft.sees, signals=detect(reading, draft.policy.rules))
    except Exception:
        log.exception("draft failed", extra={"guild": str(reading.message.guild)})
        return None


def _recent(message: Message, known: Known, written: Written) -> list[Recent] | None:
    """What the member wrote shortly before this message; None when nobody could look."""
    if known.degraded:
        return None
    member = member_of(message)
    before = [*known.view.recent.get(member, ()), *(one for who, one in written if who == member)]
    since = message.spoken_at - MEMORY

    return [one for one in before if one.at >= since and _is_before(one, message)]


def _is_before(one: Recent, message: Message) -> bool:
    """Whether it was there first; judged again, a message must not see what came after it."""
    if message.edited_at is None:
        return one.message < message.id

    return one.message != message.id and one.at <= message.edited_at


def _heard(scores: Scores | None, version: str) -> Iterator[Signal]:
    """The classifier's labels; none where it does not know the language."""
    if scores is None or not scores.language_supported:
        return
    spoke = scores.spoken_by(version)
    for label, score in scores.labels.items():
        yield Signal(source=CLASSIFIER, label=label, score=round(score, 6), version=spoke)


def _toxicity(signals: Sequence[Signal], policy: Policy) -> float | None:
    """How heated the message counts as; what AutoMod blocked as much as the policy says."""
    if any(one.source == "automod" for one in signals):
        return policy.rules.automod.heat
    heard = [one.score for one in signals if not one.is_rule and one.label in policy.labels]
    return max(heard, default=None)
