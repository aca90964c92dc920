"""What services need to keep of members' reputation."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.domain.ids import GuildId, UserId
from app.domain.look_back.hindsight import Past
from app.domain.order import Order
from app.domain.reputation.counter import Counter
from app.domain.reputation.record import Reputation
from app.ports.deadlines import Due
from app.ports.members import MemberKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A member's record as it shall be, at the version it was read in, and what it leads to."""

    member: MemberKey
    record: Reputation
    points: int
    orders: tuple[Order, ...] = ()


@dataclass(frozen=True, slots=True)
class Rank:
    """One line of a guild's leaderboard."""

    user: UserId
    points: int


class Reputations(Protocol):
    """Members' reputation. Every method may raise `Unavailable`."""

    def of(self, members: Collection[MemberKey]) -> Mapping[MemberKey, Reputation]:
        """The records as they stand; an empty one for those who have none."""

    def points_of(self, members: Collection[MemberKey]) -> Mapping[MemberKey, int]:
        """Points alone, as last written; the last seconds may be missing. None are left out."""

    def keep(self, kept: Kept) -> None:
        """Write record and orders as a whole; an order that is there already is not put again.

        Raises:
            Conflict: the record moved on; read it again.
        """

    def leaders(self, guild: GuildId, limit: int) -> Sequence[Rank]:
        """Whoever has most points, best first (LK-025); the last seconds may be missing."""

    def forget(self, guild: GuildId, most: int) -> int:
        """Empty the reputation of so many members of a guild; how many had one (ruling C10)."""

    def done(self, slip: Due) -> None:
        """A slip's case is on the record; a newer slip of the same case stays."""


class Counters(Protocol):
    """How far each guild's evidence was counted. Every method may raise `Unavailable`."""

    def of(self, guild: GuildId) -> Counter | None:
        """The guild's counter as it stands."""

    def begin(self, guild: GuildId, now: datetime) -> None:
        """Count this guild from now on. Repeating changes nothing."""

    def move(self, guild: GuildId, counter: Counter, next_at: datetime) -> None:
        """Write the counter over the version it was read in; it is due again at `next_at`.

        Raises:
            Conflict: somebody else counted meanwhile.
        """


class Pages(Protocol):
    """The evidence of clean messages, by the hour."""

    def clean(self, guild: GuildId, hour: datetime) -> Sequence[Past]:
        """Everything filed under the hour that begins then.

        Raises:
            Unavailable: it cannot be read now.
        """
