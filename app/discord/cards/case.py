"""The card of a case in the log: posted once, edited after; no message text, since cards stay."""

from collections.abc import Iterator
from datetime import datetime

from app.discord.cards.look import COLOURS, OUTCOME_ICONS, QUIET, Say, named, tell
from app.discord.cards.parts import (
    failure_text,
    jump_link,
    limits_text,
    member_field,
    reasons_text,
    score_field,
)
from app.discord.components import Payload, embed, field, message
from app.discord.escape import on_one_line
from app.domain.case import Case, Outcome
from app.domain.policy import Thresholds

MAX_VOID_REASON = 500
_OVER = frozenset({Outcome.DONE, Outcome.VOIDED})


def case_card(
    case: Case, *, say: Say, now: datetime, thresholds: Thresholds | None = None
) -> Payload:
    """What happened, why, and what became of it (IS-112, ST-120)."""
    return message(embeds=[case_embed(case, say=say, now=now, thresholds=thresholds)])


def case_embed(
    case: Case, *, say: Say, now: datetime, thresholds: Thresholds | None = None
) -> Payload:
    """The card itself, without what makes it a message."""
    reasons = reasons_text(case.reasons, say) or tell(say, "card.no_reason")
    footer = case.decision and tell(say, "card.footer", version=case.decision.policy_version)

    return embed(
        colour=QUIET if case.outcome is Outcome.VOIDED else COLOURS[case.action],
        title=f"{named(say, case.action)} · {tell(say, 'case.title', number=case.number)}",
        description=reasons,
        fields=_fields(case, say, now, thresholds),
        footer=footer or "",
        at=case.made_at,
    )


def _fields(
    case: Case, say: Say, now: datetime, thresholds: Thresholds | None
) -> Iterator[Payload]:
    yield member_field(case.member, say)
    by = f"<@{case.moderator}>" if case.moderator else f"🤖 {tell(say, 'case.automatic')}"
    yield field(tell(say, "card.by"), by, inline=True)
    if case.ends_at and case.outcome is not Outcome.VOIDED:
        ends = int(case.ends_at.timestamp())
        yield field(tell(say, "card.ends"), f"<t:{ends}:f>\n<t:{ends}:R>", inline=True)
    if case.decision:
        yield score_field(case.decision, say, thresholds)
    yield from _source(case, say, now)
    yield field(tell(say, "card.outcome"), "\n".join(_outcome(case, say)))


def _source(case: Case, say: Say, now: datetime) -> Iterator[Payload]:
    if case.source is None:
        return
    lines = [jump_link(case.guild, case.source, say)]
    if case.decision and case.decision.delete and case.text_until and case.text_at(now):
        until = int(case.text_until.timestamp())
        lines.append(tell(say, "case.text_kept", until=until))
    yield field(tell(say, "card.message"), "\n".join(lines))


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
