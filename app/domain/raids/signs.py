"""Signs of a raid, and what they amount to: what detection finds, and a raid's record keeps."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from app.domain.ids import MessageId, UserId
from app.domain.raids.level import Level


class SignKind(StrEnum):
    """What was seen."""

    JOINS = "joins"
    KIN = "kin"
    ECHO = "echo"
    SLOW_ECHO = "slow_echo"
    OUTBURST = "outburst"
    TARGET = "target"


class Part(StrEnum):
    """Why somebody is a suspect, the weightiest first."""

    ECHO = "echo"
    TARGET = "target"
    OUTBURST = "outburst"
    KIN = "kin"
    JOINED = "joined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """One thing that was seen: how many members, where `needed` make a raid of it.

    `usual` is what the guild is used to, for joins; `target` the member they went for.
    """

    kind: SignKind
    members: int
    needed: int
    level: Level
    at: datetime
    usual: float | None = None
    target: UserId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What the scene amounts to. Suspects only from the level `raid` on.

    `at` is when the last of what stands out happened, None when nothing does.
    """

    level: Level = Level.CALM
    at: datetime | None = None
    signs: tuple[Sign, ...] = ()
    suspects: Mapping[UserId, Part] = field(default_factory=dict)
    messages: frozenset[MessageId] = frozenset()
