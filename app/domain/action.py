"""What can be done about a message or a member, from mildest to hardest."""

from enum import StrEnum


class Action(StrEnum):
    """The rungs of the ladder. `flag` asks moderators to look; `delete` only removes a message."""

    NONE = "none"
    FLAG = "flag"
    DELETE = "delete"
    WARN = "warn"
    TIMEOUT = "timeout"
    KICK = "kick"
    BAN = "ban"

    severity: int
    """Its rank, from 0; kept on the member, since every decision asks for it many times."""

    def __init__(self, _word: str) -> None:
        self.severity = len(type(self).__members__)

    @property
    def punishes(self) -> bool:
        """Whether it goes on the member's record."""
        return self.severity >= Action.WARN.severity

    @property
    def is_felt(self) -> bool:
        """Whether the member notices it, and so must be told why."""
        return self.severity >= Action.DELETE.severity

    def harder(self) -> "Action":
        """Exactly one rung up for a punishment; anything milder and a ban stay (AC-009, AC-023)."""
        return _HARDER.get(self, self)


_HARDER = {
    Action.WARN: Action.TIMEOUT,
    Action.TIMEOUT: Action.KICK,
    Action.KICK: Action.BAN,
}


def hardest(*actions: Action) -> Action:
    """The stronger of several; nothing when there are none."""
    return max(actions, key=lambda action: action.severity, default=Action.NONE)


class Mode(StrEnum):
    """How far a policy reaches: it acts, only counts, or leaves all to people."""

    ENFORCE = "enforce"
    SHADOW = "shadow"
    REVIEW = "review"


class Risk(StrEnum):
    """A score in four colours (ST-032; IS-062 calls them info, low, medium and high)."""

    GREEN = "green"
    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"


def risk_of(score: float) -> Risk:
    """Quarters of [0, 1], lower bound inclusive."""
    if score >= 0.75:  # noqa: PLR2004 — the quarter is named by the docstring
        return Risk.RED
    if score >= 0.5:  # noqa: PLR2004
        return Risk.ORANGE
    if score >= 0.25:  # noqa: PLR2004
        return Risk.YELLOW

    return Risk.GREEN
