"""The card of an appeal: the member's words, the case, and two buttons until it is decided."""

from collections.abc import Iterator

from app.discord.cards.buttons import APPROVE, DENY, decision_custom_id
from app.discord.cards.look import APPEAL_COLOURS, APPEAL_ICONS, Say, bar, named, tell
from app.discord.cards.parts import jump_link, member_field, reasons_text
from app.discord.components import (
    MAX_FIELD_VALUE,
    ButtonStyle,
    Payload,
    button,
    embed,
    field,
    message,
)
from app.discord.custom_id import CustomIds
from app.discord.escape import fitted, on_one_line, quoted
from app.domain.appeals.appeal import Appeal, AppealStatus
from app.domain.record.case import Case

MAX_WORDS = 3000
"""Of the card's 6000 characters; an appeal has at most 1000, up to three times that escaped."""
MAX_REASON = 900


def appeal_card(appeal: Appeal, case: Case, *, say: Say, custom_ids: CustomIds) -> Payload:
    """What is to be decided; once decided, by whom and why, and no buttons any more."""
    card = embed(
        colour=APPEAL_COLOURS[appeal.status],
        title=f"⚖️ {tell(say, 'appeal.title', number=appeal.case)}",
        description=quoted(appeal.text, MAX_WORDS),
        fields=_fields(appeal, case, say),
        at=appeal.made_at,
    )
    buttons = _buttons(appeal, say, custom_ids) if appeal.status is AppealStatus.PENDING else ()

    return message(embeds=[card], buttons=tuple(buttons))


def _fields(appeal: Appeal, case: Case, say: Say) -> Iterator[Payload]:
    yield member_field(appeal.member, say)
    yield field(tell(say, "appeal.about"), fitted("\n".join(_about(case, say)), MAX_FIELD_VALUE))
    yield field(tell(say, "card.outcome"), "\n".join(_status(appeal, say)))


def _about(case: Case, say: Say) -> Iterator[str]:
    by = f"<@{case.moderator}>" if case.moderator else f"🤖 {tell(say, 'case.automatic')}"
    yield f"{named(say, case.action)} · {by} · <t:{int(case.made_at.timestamp())}:R>"
    if case.decision:
        yield bar(case.decision.verdict.final)
    if case.source:
        yield jump_link(case.guild, case.source, say)
    yield reasons_text(case.reasons[:3], say) or tell(say, "card.no_reason")
    yield tell(say, "appeal.whole", number=case.number)


def _status(appeal: Appeal, say: Say) -> Iterator[str]:
    icon = APPEAL_ICONS[appeal.status]
    if appeal.decided_by is None or appeal.decided_at is None:
        yield f"{icon} {tell(say, 'appeal.pending')}"
        return
    at = int(appeal.decided_at.timestamp())
    yield f"{icon} {tell(say, f'appeal.{appeal.status}', user=appeal.decided_by, at=at)}"
    if appeal.reason:
        yield f"> {on_one_line(appeal.reason, MAX_REASON)}"


def _buttons(appeal: Appeal, say: Say, custom_ids: CustomIds) -> Iterator[Payload]:
    yield button(
        tell(say, "appeal.button.approve"),
        decision_custom_id(custom_ids, APPROVE, appeal),
        style=ButtonStyle.SUCCESS,
    )
    yield button(
        tell(say, "appeal.button.deny"),
        decision_custom_id(custom_ids, DENY, appeal),
        style=ButtonStyle.DANGER,
    )
