"""The card of a raid: what was seen, who seems to take part, what was done, and the buttons."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from app.discord.cards.look import COLOURS, QUIET, Say, tell
from app.discord.cards.parts import failure_text, jump_link, lines_within
from app.discord.components import ButtonStyle, Payload, button, embed, field, message
from app.discord.custom_id import CustomIds
from app.discord.escape import on_one_line
from app.domain.action import Action
from app.domain.order import EffectState, Order
from app.domain.raids.effects import ON_MEMBERS
from app.domain.raids.level import Level
from app.domain.raids.raid import Fate, Raid, Suspect
from app.domain.raids.signs import Sign, SignKind

RAID_BAN, RAID_BAN_SURE = "raid_ban", "raid_ban_sure"
RAID_MUTE, RAID_MUTE_SURE = "raid_mute", "raid_mute_sure"
RAID_END = "raid_end"
RAID_UNDO, RAID_UNDO_SURE = "raid_undo", "raid_undo_sure"
RAID_LIST = "raid_list"
"""What the buttons ask for."""

RAID_BUTTON_LIFE = timedelta(days=30)
"""A raid can be undone for so long."""
NAMES_SHOWN = 12
PAGE = 25
"""Suspects on one page of the list."""
MAX_NAME = 40

LEVEL_ICONS = {Level.CALM: "🟢", Level.WATCH: "👁️", Level.RAID: "🛡️", Level.SIEGE: "🚨"}
_LEVEL_COLOURS = {
    Level.CALM: QUIET,
    Level.WATCH: COLOURS[Action.FLAG],
    Level.RAID: COLOURS[Action.KICK],
    Level.SIEGE: COLOURS[Action.BAN],
}
_OVER = 0x57F287


def raid_card(
    raid: Raid, *, say: Say, custom_ids: CustomIds, order: Order | None = None
) -> Payload:
    """The card as it should be now; `order` is what is being carried out."""
    over = raid.ended_at is not None or raid.undone_at is not None
    card = embed(
        colour=_OVER if over else _LEVEL_COLOURS[raid.level],
        title=f"{LEVEL_ICONS[raid.level]} {tell(say, 'raid.title', number=raid.number or 0)}",
        description=signs_text(raid, say),
        fields=_fields(raid, order, say),
        footer=tell(say, "raid.footer"),
        at=raid.began_at,
    )

    return message(embeds=[card], buttons=list(raid_buttons(raid, say, custom_ids)))


def raid_custom_id(custom_ids: CustomIds, operation: str, raid: Raid, page: int = 0) -> str:
    """A button about a raid; of a list with its page."""
    subject = f"{raid.id}.{page}" if operation == RAID_LIST else raid.id

    return custom_ids.sign(operation, raid.guild, subject, raid.began_at + RAID_BUTTON_LIFE)


def raid_buttons(raid: Raid, say: Say, custom_ids: CustomIds) -> Iterator[Payload]:
    """What a moderator can do now; nothing but the list once it was undone."""

    def one(operation: str, style: ButtonStyle) -> Payload:
        label = tell(say, f"raid.button.{operation.removeprefix('raid_')}")
        return button(label, raid_custom_id(custom_ids, operation, raid), style=style)

    if raid.undone_at is None:
        fates = {suspect.fate for suspect in raid.suspects}
        if fates & {Fate.FREE, Fate.TIMED_OUT, Fate.LEFT}:
            yield one(RAID_BAN, ButtonStyle.DANGER)
        if Fate.FREE in fates:
            yield one(RAID_MUTE, ButtonStyle.PRIMARY)
        if raid.ended_at is None:
            yield one(RAID_END, ButtonStyle.SECONDARY)
        yield one(RAID_UNDO, ButtonStyle.SECONDARY)
    if raid.suspects:
        yield one(RAID_LIST, ButtonStyle.SECONDARY)


def signs_text(raid: Raid, say: Say) -> str:
    """What was seen, one line a sign."""
    lines = [f"- {_sign_text(sign, say)}" for sign in raid.signs]
    if raid.raised_by:
        lines.append(f"- {tell(say, 'raid.raised_by', user=raid.raised_by)}")

    return "\n".join(lines)


def status_text(raid: Raid, say: Say) -> str:
    """Whether it is on, and who ended it."""
    if raid.undone_at and raid.undone_by:
        at = int(raid.undone_at.timestamp())
        return tell(say, "raid.undone", user=raid.undone_by, at=at)
    if raid.ended_at and raid.ended_by:
        at = int(raid.ended_at.timestamp())
        return tell(say, "raid.ended_by", user=raid.ended_by, at=at)
    if raid.ended_at:
        return tell(say, "raid.ended", at=int(raid.ended_at.timestamp()))
    until = int(raid.until.timestamp())

    return tell(say, "raid.on", level=tell(say, f"raid.level.{raid.level}"), until=until)


def suspects_page(raid: Raid, page: int, say: Say) -> str:
    """One page of all suspects: who, why, what became of them."""
    return "\n".join(
        _suspect_line(one, say) for one in raid.suspects[page * PAGE : (page + 1) * PAGE]
    )


def pages_of(raid: Raid) -> int:
    """How many pages the list has, at least one."""
    return max(1, -(-len(raid.suspects) // PAGE))


def _fields(raid: Raid, order: Order | None, say: Say) -> Iterator[Payload]:
    yield field(tell(say, "raid.state"), status_text(raid, say))
    if raid.suspects:
        yield field(
            tell(say, "raid.suspects", count=len(raid.suspects)),
            lines_within([*_counts(raid, say), _names(raid, say)]),
        )
    if raid.messages:
        first = jump_link(raid.guild, raid.messages[0], say)
        yield field(tell(say, "raid.messages", count=len(raid.messages)), first)
    if measures := list(_measures(raid, say)):
        yield field(tell(say, "raid.measures"), lines_within(measures))
    if order and (troubles := list(_troubles(order, say))):
        yield field(tell(say, "raid.troubles"), lines_within(troubles))


def _sign_text(sign: Sign, say: Say) -> str:
    params: dict[str, str | float] = {"count": sign.members, "needed": sign.needed}
    if sign.kind is SignKind.JOINS:
        params["usual"] = round(sign.usual or 0.0, 1)
    if sign.target is not None:
        params["user"] = sign.target

    return tell(say, f"raid.sign.{sign.kind}", **params)


def _counts(raid: Raid, say: Say) -> Iterator[str]:
    counts = Counter(one.fate for one in raid.suspects)
    for fate in Fate:
        if counts[fate]:
            yield f"- {tell(say, f'raid.fate.{fate}', count=counts[fate])}"


def _names(raid: Raid, say: Say) -> str:
    shown = ", ".join(_named(one) for one in raid.suspects[:NAMES_SHOWN])
    more = len(raid.suspects) - NAMES_SHOWN

    return f"{shown} {tell(say, 'raid.more', count=more)}" if more > 0 else shown


def _named(suspect: Suspect) -> str:
    return on_one_line(suspect.name, MAX_NAME) or f"<@{suspect.user}>"


def _suspect_line(suspect: Suspect, say: Say) -> str:
    part = tell(say, f"raid.part.{suspect.part}")
    fate = tell(say, f"raid.is.{suspect.fate}")

    return f"- {_named(suspect)} `{suspect.user}` · {part} · {fate}"


def _measures(raid: Raid, say: Say) -> Iterator[str]:
    if raid.paused_until and raid.ended_at is None:
        until = int(raid.paused_until.timestamp())
        yield f"- {tell(say, 'raid.measure.paused', until=until)}"
    if raid.ended_at is None:
        for one in raid.channels:
            if one.locked:
                yield f"- {tell(say, 'raid.measure.locked', channel=one.channel)}"
            elif one.slowmode is not None:
                yield f"- {tell(say, 'raid.measure.slowed', channel=one.channel)}"
    if raid.banned_by:
        yield f"- {tell(say, 'raid.measure.banned', user=raid.banned_by)}"
    if raid.silenced_by:
        yield f"- {tell(say, 'raid.measure.silenced', user=raid.silenced_by)}"
    if raid.retry_at:
        yield f"- {tell(say, 'raid.measure.retry', at=int(raid.retry_at.timestamp()))}"


def _troubles(order: Order, say: Say) -> Iterator[str]:
    """What could not be done, and how far an order on many members is."""
    pairs = list(zip(order.effects, order.ledger, strict=True))
    for effect, entry in pairs:
        if entry.error and entry.state in (EffectState.FAILED, EffectState.SKIPPED):
            what = tell(say, f"raid.effect.{effect.kind}")
            yield f"- {what}: {failure_text(entry.error, say)}"
    parts = [entry for effect, entry in pairs if isinstance(effect, ON_MEMBERS)]
    done = sum(entry.state.is_final for entry in parts)
    if done < len(parts):
        yield f"- {tell(say, 'raid.progress', done=done, parts=len(parts))}"
