"""What services need to keep of raids, and to know of the last minutes of a guild."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.domain.ids import GuildId, UserId
from app.domain.order import Order
from app.domain.raids.alert import Alert
from app.domain.raids.raid import Raid
from app.domain.raids.scene import Joined, Voice
from app.ports.windows import Alarm


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRaid:
    """A raid and the version under which it is stored."""

    raid: Raid
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RaidChange:
    """What is written as a whole, over what was read.

    `expected` is the stored version of the raid, None for a new one. `alert` must be one version
    after the one that was read.
    """

    raid: Raid
    expected: int | None
    alert: Alert
    order: Order | None = None


class RaidFiles(Protocol):
    """Raids on record, as far as carrying out an order reads and completes them."""

    def raid(self, guild: GuildId, identity: str) -> StoredRaid | None:
        """The raid as it stands now."""

    def change(self, guild: GuildId, identity: str, change: Callable[[Raid], Raid]) -> None:
        """Complete the record. `change` may be asked several times and must be pure.

        Raises:
            Unavailable: not now.
        """


class Raids(RaidFiles, Protocol):
    """Raids and alerts of all guilds. Every method may raise `Unavailable`."""

    def alert_of(self, guild: GuildId) -> Alert:
        """The guild's alert; may be 15 seconds old, but knows what this instance wrote."""

    def alert_now(self, guild: GuildId) -> Alert:
        """The guild's alert as it stands now."""

    def suspects_of(self, guild: GuildId, identity: str) -> frozenset[UserId]:
        """The suspects of a raid; may be 15 seconds old."""

    def next_number(self, guild: GuildId) -> int:
        """A number never given before, from those of the guild's cases."""

    def write(self, change: RaidChange) -> None:
        """Put it on record as a whole.

        Raises:
            Conflict: the raid or the alert moved on; read and decide again.
        """

    def announce(self, guild: GuildId, alert: Alert) -> None:
        """Replace the alert alone.

        Raises:
            Conflict: it moved on.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Lately:
    """What happened on a guild in the last minutes, and joins by hour of the days before.

    `hours` has full hours (UTC) since the first that is known.
    """

    joins: Sequence[Joined]
    voices: Sequence[Voice]
    hours: Mapping[datetime, int]


class GuildWindows(Protocol):
    """The last minutes of a guild as a whole. Every method may raise `Unavailable`."""

    def join(self, guild: GuildId, joined: Joined) -> int:
        """Put a join into the window; about how many are in it."""

    def hear(self, voices: Sequence[tuple[GuildId, Voice]]) -> Mapping[GuildId, int]:
        """Put voices into their windows; about how many are in each."""

    def raise_alarm(self, guild: GuildId, alarm: Alarm) -> None:
        """Let every instance know of a raid at once, until it ends; `Windows.look` tells of it."""

    def lately(self, guild: GuildId, now: datetime) -> Lately:
        """Everything that is in the windows."""
