"""What services need to know of the last minutes. A window, never the truth."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto
from typing import Protocol

from app.domain.behaviour import Recent
from app.domain.ids import ChannelId, GuildId, UserId
from app.domain.raids.level import Level
from app.ports.members import MemberKey

ChannelKey = tuple[GuildId, ChannelId]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """A raid as some instance has just put it on record, under this version of the alert."""

    version: int
    level: Level
    until: datetime
    suspects: frozenset[UserId]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The windows as they were before a batch: per member oldest first, toxicity per channel.

    `alarms` are those of the guilds where a raid is on, as far as it was heard of.
    """

    recent: Mapping[MemberKey, Sequence[Recent]]
    heat: Mapping[ChannelKey, Sequence[tuple[datetime, float]]]
    alarms: Mapping[GuildId, Alarm] = field(default_factory=dict)


class Claim(Enum):
    """Whose a key is: claimed just now, claimed before by the same holder, or another's."""

    FRESH = auto()
    AGAIN = auto()
    TAKEN = auto()


class Windows(Protocol):
    """Short-lived memory shared by all instances. Every method may raise `Unavailable`."""

    def claim(self, keys: Sequence[str], holder: str) -> Sequence[Claim]:
        """Claim for `holder` the keys that nobody holds; whose each one is."""

    def look(self, members: Collection[MemberKey], channels: Collection[ChannelKey]) -> View:
        """What was written by these members and in these channels in the last minutes.

        With it come the alarms of their guilds.
        """

    def add(self, written: Sequence[tuple[MemberKey, Recent]]) -> None:
        """Put messages into their windows. The same message twice counts once."""
