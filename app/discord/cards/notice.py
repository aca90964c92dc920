"""What a member reads in a DM: what happened, why, until when, and how to object."""

from collections.abc import Iterator
from datetime import datetime

from app.discord.cards.look import COLOURS, ICONS, QUIET, Say, tell
from app.discord.cards.parts import reasons_text
from app.discord.components import ButtonStyle, Payload, button, embed, field, message
from app.discord.escape import escaped, fitted, on_one_line, safe, spoiler
from app.domain.action import Action
from app.domain.notice import Notice
from app.domain.record.case import Case

MAX_GUILD_NAME = 100
MAX_QUOTE = 1000
MAX_ANSWER = 1000
_STOLEN = "dm.stolen"
APPROVED, DENIED = 0x57F287, 0xED4245


def notice_message(
    notice: Notice,
    case: Case | None,
    *,
    say: Say,
    guild_name: str,
    now: datetime,
    appeal_custom_id: str | None = None,
    appeal_until: datetime | None = None,
    warning_until: datetime | None = None,
) -> Payload:
    """A DM about a case, never with a moderator's name (AC-026, ST-056).

    Args:
        notice: what happened: `dm.<action>` for a new case; anything else replaces it.
        case: what it is about.
        say: the member's language.
        guild_name: where it happened.
        now: the member's own words are quoted only as long as they may be kept.
        appeal_custom_id: with it the DM has the button to appeal.
        appeal_until: when the time to appeal is over.
        warning_until: when one of the member's warnings expires.
    """
    icon, colour = _look(notice, case)
    heading = f"{icon} **{on_one_line(guild_name, MAX_GUILD_NAME) or '…'}**"
    what = say(safe(notice))
    if case is not None and _announces(notice, case):
        what = f"{what}{_removal(notice, case, say)}"
        heading = f"{heading} · {tell(say, f'action.{case.action}')}"
    footer = tell(say, "dm.footer", number=case.number) if case else tell(say, "dm.footer_alone")
    card = embed(
        colour=colour,
        description=f"{heading}\n{fitted(what, MAX_QUOTE * 2)}",
        fields=[
            *_fields(notice, case, say, now),
            *_outlook(notice, case, say, warning_until),
            *(_way_back(say, appeal_until) if appeal_custom_id is not None else ()),
        ],
        footer=footer,
    )

    return message(embeds=[card], buttons=tuple(_buttons(appeal_custom_id, say)))


def reply_message(notice: Notice, *, say: Say) -> Payload:
    """A reply in words alone, for one person."""
    return message(content=say(safe(notice)))


def _announces(notice: Notice, case: Case) -> bool:
    """Whether it tells of the case itself, and not of what became of it."""
    announcing = (f"dm.{case.action}", f"dm.{case.action}.until", f"{_STOLEN}.{case.action}")
    return notice.key in announcing


def _look(notice: Notice, case: Case | None) -> tuple[str, int]:
    if notice.key.startswith("dm.appeal_approved"):
        return "✅", APPROVED
    if notice.key.startswith("dm.appeal_denied"):
        return "❌", DENIED
    if case is not None and _announces(notice, case):
        return ICONS[case.action], COLOURS[case.action]

    return "ℹ️", QUIET  # noqa: RUF001 — the sign is meant


def _removal(notice: Notice, case: Case, say: Say) -> str:
    """That the message went, too, where the words of the notice do not say so themselves."""
    told = notice.key.startswith((f"dm.{Action.DELETE}", _STOLEN))
    removed = case.decision is not None and case.decision.delete

    return f" {tell(say, 'dm.delete')}" if removed and not told else ""


def _fields(notice: Notice, case: Case | None, say: Say, now: datetime) -> Iterator[Payload]:
    answer = notice.params.get("answer")
    if isinstance(answer, str) and (shown := escaped(answer, MAX_ANSWER)):
        yield field(tell(say, "dm.answer"), shown)
    if case is None or not _announces(notice, case):
        return
    if why := reasons_text(case.reasons, say, prefix="told"):
        yield field(tell(say, "dm.why"), why)
    if notice.key.startswith(_STOLEN):
        yield field(tell(say, "dm.what_to_do"), tell(say, "dm.stolen.help"))
    if quote := spoiler(case.text_at(now) or "", MAX_QUOTE):
        yield field(tell(say, "dm.quote"), quote)


def _outlook(
    notice: Notice, case: Case | None, say: Say, until: datetime | None
) -> Iterator[Payload]:
    """How many warnings there are now, and when one of them goes by itself."""
    if case is None or until is None or not _announces(notice, case):
        return
    count = case.warnings_after or 0
    if count > (case.warnings_before or 0):
        text = tell(say, "dm.warnings", count=count, until=int(until.timestamp()))
        yield field(tell(say, "card.warnings"), text)


def _way_back(say: Say, until: datetime | None) -> Iterator[Payload]:
    """How to object, and by when."""
    how = (
        tell(say, "dm.how_to_appeal.until", until=int(until.timestamp()))
        if until
        else tell(say, "dm.how_to_appeal")
    )
    yield field(tell(say, "dm.wrong"), how)


def _buttons(custom_id: str | None, say: Say) -> Iterator[Payload]:
    if custom_id is not None:
        yield button(tell(say, "dm.button.appeal"), custom_id, style=ButtonStyle.PRIMARY, emoji="⚖️")
