"""A ruling: all that one decision puts on record, made before anything is written."""

from dataclasses import replace

from app.domain.action import Action
from app.domain.deadlines.elapse import next_deadline
from app.domain.decision import Decision, Limit
from app.domain.measures import ORDER_LIFETIME, effects_of
from app.domain.message import Message
from app.domain.order import plan
from app.domain.place import Place
from app.domain.policies.policy import Policy
from app.domain.reason import PERCENT, reasons_of
from app.domain.record.case import Case
from app.domain.record.flag import Flag
from app.domain.record.standing import Standing
from app.ports.records import Judged, Ruling

MAX_TEXT = 4000
"""Characters of a message that are kept; Discord allows no more."""


def ruling_of(
    message: Message, judged: Judged, *, number: int | None, once: str, policy: Policy
) -> Ruling:
    """What to write for a decision that does something.

    Args:
        message: what it is about.
        judged: evidence and decision.
        number: the case's number; None for a flag alone, which is no case.
        once: the key under which this is written at most once.
        policy: the policy as it holds in the message's channel.
    """
    evidence, decision = judged.evidence, judged.decision
    now = evidence.judged_at
    standing = _standing_after(judged, number)
    order = plan(
        id=f"m:{once}",
        guild=message.guild,
        effects=effects_of(decision, message, policy, now, copies=evidence.copies),
        decided_at=now,
        expires_at=now + ORDER_LIFETIME,
        audit_reason=_audit_reason(decision, number),
        user=message.author.id,
        case=number,
        flag=message.id if decision.review else None,
    )
    text, text_until = message.own_words[:MAX_TEXT] or None, now + policy.retention.text
    case = (
        None
        if number is None
        else Case(
            guild=message.guild,
            number=number,
            action=decision.action,
            member=message.author.id,
            made_at=now,
            reasons=reasons_of(decision),
            duration=decision.duration,
            source=Place(channel=message.channel, message=message.id),
            decision=decision,
            evidence=evidence,
            text=text,
            text_until=text_until,
            order=order.id,
            warnings_before=evidence.standing.warnings,
            warnings_after=standing.warnings,
        )
    )
    flag = (
        Flag(
            guild=message.guild,
            member=message.author.id,
            source=Place(channel=message.channel, message=message.id),
            made_at=now,
            evidence=evidence,
            decision=decision,
            case=number,
            text=text,
            text_until=text_until,
            lapses_at=now + policy.review_lapse if policy.review_lapse else None,
        )
        if decision.review
        else None
    )
    return Ruling(
        once=once,
        member=(message.guild, message.author.id),
        standing=standing,
        due_at=next_deadline(standing, policy),
        expected_version=evidence.standing.version,
        order=order,
        case=case,
        flag=flag,
    )


def _standing_after(judged: Judged, number: int | None) -> Standing:
    """The member's record; what was only removed, in a burst or silently, leaves no mark on it."""
    evidence, decision = judged.evidence, judged.decision
    if decision.silent or Limit.BURST in decision.limits:
        return replace(evidence.standing, version=evidence.standing.version + 1)
    after = evidence.standing.after(
        decision.action,
        warned=decision.warned,
        spoken_at=evidence.spoken_at,
        now=evidence.judged_at,
        duration=decision.duration,
        case=number,
    )

    return after if decision.counts else after.with_counts_of(evidence.standing)


def _audit_reason(decision: Decision, number: int | None) -> str:
    """What Discord's audit log says: the case first, so that it can be found again."""
    head = f"[Case #{number}]" if number is not None else "[Flag]"
    if decision.silent:
        head = "[Clean-up]"
    grounds = [f"rule {one.source}:{one.label}" for one in decision.verdict.broken]
    if decision.verdict.label and decision.action is not Action.NONE:
        score = round(decision.verdict.toxicity * PERCENT)
        grounds.append(f"{decision.verdict.label} {score} of 100")

    return f"{head} Automatic: {', '.join(grounds) or 'behaviour'}"
