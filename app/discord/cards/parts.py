"""Parts that several cards have: who, where, why, how sure."""

from collections.abc import Iterable, Iterator

from app.discord.cards.explanation import grounds, short_lines
from app.discord.cards.look import RISK_ICONS, Say, bar, out_of_100, tell
from app.discord.components import MAX_FIELD_VALUE, Payload, field
from app.discord.escape import fitted, safe, width
from app.domain.decision import Decision
from app.domain.ids import GuildId, UserId
from app.domain.kind import Kind
from app.domain.look_back.explanation import Explanation
from app.domain.notice import Notice
from app.domain.place import NOWHERE, Place

MAX_REASONS = 6
MAX_REASON = 300
HIGH, MEDIUM = 0.9, 0.8


def member_field(user: UserId, say: Say) -> Payload:
    """The mention to click, and the id to copy."""
    return field(tell(say, "card.member"), f"<@{user}>\n`{user}`", inline=True)


def jump_link(guild: GuildId, place: Place, say: Say) -> str:
    """To the message, and the channel's name."""
    url = f"https://discord.com/channels/{guild}/{place.channel}/{place.message}"

    return f"[{tell(say, 'card.jump')}]({url}) · <#{place.channel}>"


def whereabouts(guild: GuildId, place: Place, kind: Kind, say: Say) -> str:
    """A link to the message; what is no message is named, with its channel where there is one."""
    if kind in (Kind.MESSAGE, Kind.TITLE):
        return jump_link(guild, place, say)
    named = tell(say, f"kind.{kind}")

    return named if place.channel == NOWHERE else f"{named} · <#{place.channel}>"


def reasons_text(reasons: Iterable[Notice], say: Say, *, prefix: str = "reason") -> str:
    """One line a reason, the weightiest first; `prefix` picks the words for the reader."""
    lines = [f"- {fitted(say(safe(_for(prefix, one))), MAX_REASON)}" for one in reasons]
    shown = lines[:MAX_REASONS]
    if len(lines) > MAX_REASONS:
        shown.append(f"- {tell(say, 'card.more', count=len(lines) - MAX_REASONS)}")

    return "\n".join(shown)


def score_field(decision: Decision, say: Say, why: Explanation | None) -> Payload:
    """The score as a bar, its parts, and how far it is from where actions begin."""
    verdict = decision.verdict
    first = f"{RISK_ICONS[verdict.risk]} {bar(verdict.final)} ({tell(say, f'risk.{verdict.risk}')})"
    if why:
        return field(tell(say, "card.score"), lines_within([first, *short_lines(why, say)]))
    parts = tell(
        say,
        "card.score.parts",
        toxicity=out_of_100(verdict.toxicity),
        behaviour=out_of_100(verdict.behaviour),
        context=out_of_100(verdict.context),
    )

    return field(tell(say, "card.score"), f"{first}\n{parts}")


def why_fields(why: Explanation | None, say: Say) -> Iterator[Payload]:
    """What led there besides the words; nothing when nothing did."""
    text = lines_within(grounds(why, say)) if why else ""
    if text:
        yield field(tell(say, "why.title"), text)


def limits_text(decision: Decision, say: Say) -> str:
    """Why it is milder than what was called for; empty when it is not."""
    return ", ".join(tell(say, f"limit.{limit}") for limit in decision.limits)


def confidence_text(decision: Decision, say: Say) -> str:
    """High above 0.9, medium from 0.8, low below (AC-012)."""
    if decision.confidence > HIGH:
        return tell(say, "confidence.high")

    return tell(say, "confidence.medium" if decision.confidence >= MEDIUM else "confidence.low")


def failure_text(code: str, say: Say) -> str:
    """Why it was not done, in words; a code without words is shown as it is."""
    key = f"failure.{code}"
    text = tell(say, key)

    return text if text != key else tell(say, "reason.given", text=code)


def lines_within(lines: Iterable[str], limit: int = MAX_FIELD_VALUE) -> str:
    """Whole lines as long as they fit."""
    kept: list[str] = []
    used = 0
    for line in lines:
        used += width(line) + 1
        if used > limit:
            break
        kept.append(line)

    return "\n".join(kept)


def _for(prefix: str, reason: Notice) -> Notice:
    _, _, rest = reason.key.partition(".")

    return Notice(f"{prefix}.{rest}", reason.params)
