"""Targeting: many members with heated words at one of them (ST-042)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.ids import MessageId, UserId
from app.domain.raids.scene import Voice


@dataclass(frozen=True, slots=True, kw_only=True)
class Mob:
    """One member, who goes for them, and when the last of them did."""

    target: UserId
    users: frozenset[UserId]
    messages: frozenset[MessageId]
    at: datetime

    @property
    def size(self) -> int:
        return len(self.users)


def mob_of(voices: Iterable[Voice], *, window: timedelta) -> Mob | None:
    """The largest group with heated words at one member within the window before its last word."""
    heated = sorted(
        {one for one in voices if one.is_heated and one.at_members},
        key=lambda one: (one.at, one.message),
    )
    mobs = [
        _mob(target, last.at, [one for one in heated if last.at - window < one.at <= last.at])
        for last in heated
        for target in set(last.at_members) - {last.user}
    ]

    return max(mobs, key=lambda mob: (mob.size, len(mob.messages), mob.target), default=None)


def _mob(target: UserId, at: datetime, voices: Iterable[Voice]) -> Mob:
    """Who of them speaks to the target; the target's own answers are none of it."""
    at_target = [one for one in voices if target in one.at_members and one.user != target]

    return Mob(
        target=target,
        users=frozenset(one.user for one in at_target),
        messages=frozenset(one.message for one in at_target),
        at=at,
    )
