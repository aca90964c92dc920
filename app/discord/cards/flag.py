"""The card of a flagged message: what a moderator needs to decide, on one screen."""

from collections.abc import Iterator
from datetime import datetime

from app.discord.cards.look import RISK_COLOURS, Say, named, tell
from app.discord.cards.parts import (
    confidence_text,
    limits_text,
    member_field,
    reasons_text,
    score_field,
    whereabouts,
    why_fields,
)
from app.discord.components import MAX_FIELD_VALUE, Payload, embed, field, message
from app.discord.escape import spoiler
from app.domain.action import Action
from app.domain.ids import made_at
from app.domain.look_back.explanation import Explanation
from app.domain.reason import reasons_of
from app.domain.record.flag import Flag, FlagStatus


def flag_card(flag: Flag, *, say: Say, now: datetime, why: Explanation | None = None) -> Payload:
    """Who wrote what, why it is here, what is recommended and what holds until then."""
    decision = flag.decision
    card = embed(
        colour=RISK_COLOURS[decision.verdict.risk],
        title=f"🚩 {tell(say, 'flag.title')}",
        description=reasons_text(reasons_of(decision), say) or tell(say, "card.no_reason"),
        fields=_fields(flag, say, now, why),
        footer=tell(say, "card.footer", version=decision.policy_version),
        at=flag.made_at,
    )

    return message(embeds=[card])


def _fields(flag: Flag, say: Say, now: datetime, why: Explanation | None) -> Iterator[Payload]:
    decision = flag.decision
    yield member_field(flag.member, say)
    age = f"<t:{int(made_at(flag.member).timestamp())}:R>"
    yield field(tell(say, "flag.account"), age, inline=True)
    yield score_field(decision, say, why)
    yield from why_fields(why, say)
    yield field(
        tell(say, "card.message"), whereabouts(flag.guild, flag.source, flag.evidence.kind, say)
    )
    if flag.text and flag.text_until and now < flag.text_until:
        yield field(tell(say, "card.quote"), spoiler(flag.text, MAX_FIELD_VALUE) or "…")
    recommended = f"{named(say, decision.wanted)} · {confidence_text(decision, say)}"
    yield field(tell(say, "flag.recommended"), recommended, inline=True)
    if limits := limits_text(decision, say):
        yield field(tell(say, "flag.because"), limits, inline=True)
    if flag.case is not None:
        yield field(tell(say, "flag.interim"), _interim(flag, flag.case, say))
    if flag.status is FlagStatus.PENDING and flag.lapses_at:
        at = int(flag.lapses_at.timestamp())
        yield field(tell(say, "flag.deadline"), tell(say, "flag.lapses", at=at))
    if flag.status is FlagStatus.LAPSED:
        yield field(tell(say, "card.outcome"), tell(say, "flag.lapsed"))
    elif flag.decided_by and flag.status is not FlagStatus.PENDING:
        decided = tell(say, f"flag.{flag.status}", user=flag.decided_by)
        yield field(tell(say, "card.outcome"), decided)
    elif flag.status is FlagStatus.ACTED:
        yield field(tell(say, "card.outcome"), tell(say, "flag.acted.elsewhere"))


def _interim(flag: Flag, case: int, say: Say) -> str:
    if flag.decision.action is Action.TIMEOUT and flag.decision.duration:
        until = int((flag.made_at + flag.decision.duration).timestamp())
        return tell(say, "flag.interim.timeout", until=until, case=case)

    return f"{named(say, flag.decision.action)} · {tell(say, 'flag.interim.case', case=case)}"
