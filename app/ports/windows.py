"""What services need to know of the last minutes. A window, never the truth."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.domain.behaviour import Recent
from app.domain.ids import ChannelId, GuildId
from app.ports.members import MemberKey

ChannelKey = tuple[GuildId, ChannelId]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The windows as they were before a batch: per member oldest first, toxicity per channel."""

    recent: Mapping[MemberKey, Sequence[Recent]]
    heat: Mapping[ChannelKey, Sequence[tuple[datetime, float]]]


class Windows(Protocol):
    """Short-lived memory shared by all instances. Every method may raise `Unavailable`."""

    def claim(self, keys: Sequence[str], holder: str) -> Sequence[bool]:
        """Which keys are `holder`'s: unclaimed so far, or claimed by the same holder before."""

    def look(self, members: Collection[MemberKey], channels: Collection[ChannelKey]) -> View:
        """What was written by these members and in these channels in the last minutes."""

    def add(self, written: Sequence[tuple[MemberKey, Recent]]) -> None:
        """Put messages into their windows. The same message twice counts once."""
