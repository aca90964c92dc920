"""The card of a case in the log: posted once, edited after; no message text, since cards stay."""

from collections.abc import Iterator
from datetime import datetime

from app.discord.cards.look import COLOURS, OUTCOME_ICONS, QUIET, Say, named, tell
from app.discord.cards.parts import (
    failure_text,
    limits_text,
    member_field,
    reasons_text,
    score_field,
    whereabouts,
    why_fields,
)
from app.discord.components import Payload, embed, field, message
from app.discord.escape import on_one_line
from app.domain.kind import Kind
from app.domain.look_back.explanation import Explanation
from app.domain.record.case import Case, Outcome

MAX_VOID_REASON = 500
MAX_CHANNELS = 20
"""Channels that a card names; a member's window remembers 50 messages."""
_OVER = frozenset({Outcome.DONE, Outcome.VOIDED})


def case_card(case: Case, *, say: Say, now: datetime, why: Explanation | None = None) -> Payload:
    """What happened, why, and what became of it (IS-112, ST-120)."""
    return message(embeds=[case_embed(case, say=say, now=now, why=why)])


def case_embed(case: Case, *, say: Say, now: datetime, why: Explanation | None = None) -> Payload:
    """The card itself, without what makes it a message."""
    reasons = reasons_text(case.reasons, say) or tell(say, "card.no_reason")
    footer = case.decision and tell(say, "card.footer", version=case.decision.policy_version)

    return embed(
        colour=QUIET if case.outcome is Outcome.VOIDED else COLOURS[case.action],
        title=f"{_what(case, say)} · {tell(say, 'case.title', number=case.number)}",
        description=reasons,
        fields=_fields(case, say, now, why),
        footer=footer or "",
        at=case.made_at,
    )


def erased_embed(case: Case, *, say: Say) -> Payload:
    """What remains of an erased case."""
    by = "" if case.erased_by else ".operator"
    at = int((case.erased_at or case.made_at).timestamp())

    return embed(
        colour=QUIET,
        title=tell(say, "case.title", number=case.number),
        description=tell(
            say,
            f"case.erased{by}",
            user=case.erased_by or 0,
            at=at,
            action=_what(case, say),
            made=int(case.made_at.timestamp()),
        ),
    )


def _what(case: Case, say: Say) -> str:
    return f"↩️ {tell(say, f'lifted.{case.action}')}" if case.lifts else named(say, case.action)


def _fields(case: Case, say: Say, now: datetime, why: Explanation | None) -> Iterator[Payload]:
    yield member_field(case.member, say)
    by = f"<@{case.moderator}>" if case.moderator else f"🤖 {tell(say, 'case.automatic')}"
    yield field(tell(say, "card.by"), by, inline=True)
    if case.ends_at and case.outcome is not Outcome.VOIDED:
        ends = int(case.ends_at.timestamp())
        yield field(tell(say, "card.ends"), f"<t:{ends}:f>\n<t:{ends}:R>", inline=True)
    if case.warnings_after:
        count = f"{case.warnings_before or 0} → {case.warnings_after}"
        yield field(tell(say, "card.warnings"), count, inline=True)
    if case.decision:
        yield score_field(case.decision, say, why)
        yield from why_fields(why, say)
    yield from _source(case, say, now)
    yield field(tell(say, "card.outcome"), "\n".join(_outcome(case, say)))


def _source(case: Case, say: Say, now: datetime) -> Iterator[Payload]:
    if case.source is None:
        return
    kind = case.evidence.kind if case.evidence else Kind.MESSAGE
    lines = [whereabouts(case.guild, case.source, kind, say)]
    if case.decision and case.decision.delete and case.text_until and case.text_at(now):
        until = int(case.text_until.timestamp())
        lines.append(tell(say, "case.text_kept", until=until))
    lines += _copies(case, say)
    yield field(tell(say, "card.message"), "\n".join(lines))


def _copies(case: Case, say: Say) -> Iterator[str]:
    """Where else the same was written by a stolen account, and removed with the message."""
    if not (case.evidence and case.evidence.copies and case.decision and case.decision.victim):
        return
    copies = case.evidence.copies
    channels = list(dict.fromkeys(f"<#{copy.channel}>" for copy in copies))
    yield f"{tell(say, 'case.copies', count=len(copies))} {' '.join(channels[:MAX_CHANNELS])}"


def _became(case: Case, say: Say) -> str:
    if case.outcome is Outcome.VOIDED and case.voided_by:
        return tell(say, "card.voided", user=case.voided_by)
    word = tell(say, f"outcome.{case.outcome}")

    return f"{word}: {failure_text(case.outcome_reason, say)}" if case.outcome_reason else word


def _outcome(case: Case, say: Say) -> Iterator[str]:
    yield f"{OUTCOME_ICONS[case.outcome]} {_became(case, say)}"
    if case.voided_reason:
        yield f"> {on_one_line(case.voided_reason, MAX_VOID_REASON)}"
    if case.decision and (limits := limits_text(case.decision, say)):
        yield (
            tell(
                say,
                "numbers.wanted",
                action=tell(say, f"action.{case.decision.wanted}"),
            )
            + f" ({limits})"
        )
    if case.dm:
        yield f"📨 {tell(say, 'card.told')}"
    elif case.outcome in _OVER and case.decision and case.decision.notify:
        yield f"✉️ {tell(say, 'card.not_told')}"
