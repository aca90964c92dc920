"""How things look everywhere: colour for severity, never alone, always with an icon and a word."""

from collections.abc import Callable

from app.discord.escape import safe
from app.domain.action import Action, Risk
from app.domain.appeals.appeal import AppealStatus
from app.domain.notice import Notice
from app.domain.order import EffectState
from app.domain.record.case import Outcome

Say = Callable[[Notice], str]
"""Turns a notice into words of one language (`app.i18n.words`)."""

PERCENT = 100
CELLS = 10
QUIET = 0x99AAB5

COLOURS = {
    Action.NONE: QUIET,
    Action.FLAG: 0x3498DB,
    Action.DELETE: 0x7F8C8D,
    Action.WARN: 0xDAE622,
    Action.TIMEOUT: 0xE6B122,
    Action.KICK: 0xE67E22,
    Action.BAN: 0xCB4314,
}
ICONS = {
    Action.NONE: "▫️",
    Action.FLAG: "🚩",
    Action.DELETE: "🗑️",
    Action.WARN: "⚠️",
    Action.TIMEOUT: "⏳",
    Action.KICK: "👢",
    Action.BAN: "🔨",
}
RISK_COLOURS = {
    Risk.GREEN: 0x57F287,
    Risk.YELLOW: 0xFEE75C,
    Risk.ORANGE: 0xE67E22,
    Risk.RED: 0xED4245,
}
RISK_ICONS = {Risk.GREEN: "🟢", Risk.YELLOW: "🟡", Risk.ORANGE: "🟠", Risk.RED: "🔴"}
OUTCOME_ICONS = {
    Outcome.PENDING: "🕓",
    Outcome.DONE: "✅",
    Outcome.FAILED: "❌",
    Outcome.EXPIRED: "⌛",
    Outcome.SUPERSEDED: "↪️",
    Outcome.VOIDED: "↩️",
}
STATE_ICONS = {
    EffectState.PLANNED: "🕓",
    EffectState.SENT: "🕓",
    EffectState.CONFIRMED: "✅",
    EffectState.FAILED: "❌",
    EffectState.UNKNOWN: "❔",
    EffectState.SKIPPED: "▫️",
}
APPEAL_COLOURS = {
    AppealStatus.PENDING: 0x5865F2,
    AppealStatus.APPROVED: 0x57F287,
    AppealStatus.DENIED: 0xED4245,
}
APPEAL_ICONS = {
    AppealStatus.PENDING: "🕓",
    AppealStatus.APPROVED: "✅",
    AppealStatus.DENIED: "❌",
}


def tell(say: Say, key: str, **params: str | float) -> str:
    """One text of the catalogue, every text parameter made harmless."""
    return say(safe(Notice(key, params)))


def named(say: Say, action: Action) -> str:
    """`⏳ Timeout`."""
    return f"{ICONS[action]} {tell(say, f'action.{action}')}"


def out_of_100(score: float) -> int:
    """Scores are kept in [0, 1] and shown in [0, 100] (ruling C4)."""
    return round(score * PERCENT)


def bar(score: float) -> str:
    """`▰▰▰▰▰▰▱▱▱▱ **62**`."""
    full = min(CELLS, max(0, round(score * CELLS)))

    return f"{'▰' * full}{'▱' * (CELLS - full)} **{out_of_100(score)}**"
