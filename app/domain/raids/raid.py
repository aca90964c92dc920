"""A raid on record: what was seen, who takes part, what was done (ST-018, ST-043)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from app.domain.ids import ChannelId, GuildId, UserId
from app.domain.place import Place
from app.domain.raids.level import Level, highest
from app.domain.raids.policy import RaidPolicy
from app.domain.raids.signs import Finding, Part, Sign, SignKind

MAX_SUSPECTS = 1000
"""More would not fit the record; who comes after them is found again when they act again."""
MAX_MESSAGES = 300
MAX_CHANNELS = 5
"""Channels that are slowed down or locked: each is a call, and a raid is rarely in more."""


class Fate(StrEnum):
    """What became of a suspect. `spared`: protected, or above the bot."""

    FREE = "free"
    TIMED_OUT = "timed_out"
    BANNED = "banned"
    LEFT = "left"
    WAITING = "waiting"
    SPARED = "spared"
    RELEASED = "released"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """Somebody who seems to take part, and why. `name` as it was when they joined.

    `case` is the number of the case about the fate, `filed` the last fate whose case is on record.
    `cleared`: the raid was undone, and so is what it brought onto the member's record.
    """

    user: UserId
    part: Part
    name: str = ""
    fate: Fate = Fate.FREE
    case: int | None = None
    filed: Fate | None = None
    cleared: bool = False

    @property
    def to_file(self) -> bool:
        """Whether something was done to them that is not on their record yet."""
        return self.fate in (Fate.BANNED, Fate.TIMED_OUT) and self.filed is not self.fate


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelBefore:
    """A channel as it was before the raid's measures; None for what was not changed.

    `allow` and `deny` are what it allowed and denied everybody; both None with `locked`: nothing.
    """

    channel: ChannelId
    slowmode: int | None = None
    locked: bool = False
    allow: int | None = None
    deny: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Raid:
    """From its first sign to its end. `id` is its beginning to the second, in UTC.

    `number` is given when it becomes a raid, from the numbers of cases; a mere watch has none.
    `until`: it ends then unless more is seen. `raised_by`: a moderator raised it by hand. `orders`
    counts its orders, so that each has an id of its own; `shown` are the suspects on its card.
    `banned_by`, `silenced_by`: who ordered that of its suspects. `retry_at`: bans of strangers that
    Discord did not take are tried again then, `retries` times so far.
    """

    guild: GuildId
    id: str
    level: Level
    began_at: datetime
    until: datetime
    number: int | None = None
    signs: tuple[Sign, ...] = ()
    suspects: tuple[Suspect, ...] = ()
    messages: tuple[Place, ...] = ()
    paused_until: datetime | None = None
    channels: tuple[ChannelBefore, ...] = ()
    orders: int = 0
    shown: int = 0
    card: Place | None = None
    raised_by: UserId | None = None
    banned_by: UserId | None = None
    silenced_by: UserId | None = None
    ended_at: datetime | None = None
    ended_by: UserId | None = None
    undone_at: datetime | None = None
    undone_by: UserId | None = None
    retry_at: datetime | None = None
    retries: int = 0

    @property
    def due_at(self) -> datetime | None:
        """When time brings something: its end, another try to ban, papers that must be written."""
        ends = None if self.ended_at else self.until
        papers = self.began_at if self.papers_due else None
        moments = [one for one in (ends, self.retry_at, papers) if one]

        return min(moments, default=None)

    @property
    def papers_due(self) -> bool:
        """Whether members' records do not say yet what was done to them, or taken back."""
        if self.undone_at is not None:
            return not all(one.cleared for one in self.suspects)

        return any(one.to_file for one in self.suspects)

    def is_on(self, now: datetime) -> bool:
        """Whether it is in force; never again by itself."""
        return self.ended_at is None and now < self.until

    def with_fate(self, fate: Fate) -> tuple[UserId, ...]:
        return tuple(one.user for one in self.suspects if one.fate is fate)


def begin(guild: GuildId, finding: Finding, now: datetime, policy: RaidPolicy) -> Raid | None:
    """The record of what was found; None when it is nothing, or long past (ST-043)."""
    at = finding.at
    if finding.level is Level.CALM or at is None or at + policy.calm_after <= now:
        return None

    return Raid(
        guild=guild,
        id=identity(now),
        level=finding.level,
        began_at=now,
        until=at + policy.calm_after,
        signs=finding.signs,
    )


def advance(raid: Raid, finding: Finding, policy: RaidPolicy) -> Raid:
    """The record with what was found since: the level only rises, the end only moves away.

    What is below the level keeps it in force too: a raid that grows weaker is not over.
    """
    if finding.at is None:
        return raid

    return replace(
        raid,
        level=highest(raid.level, finding.level),
        until=max(raid.until, finding.at + policy.calm_after),
        signs=_signs(raid.signs, finding.signs),
    )


def with_suspects(raid: Raid, suspects: Mapping[UserId, Part], names: Mapping[UserId, str]) -> Raid:
    """The record with more suspects. Who is one stays one; the first ones stay first."""
    known = {one.user for one in raid.suspects}
    more = [
        Suspect(user=user, part=part, name=names.get(user, ""))
        for user, part in sorted(suspects.items())
        if user not in known
    ]
    return replace(raid, suspects=(*raid.suspects, *more)[:MAX_SUSPECTS])


def with_messages(raid: Raid, messages: Iterable[Place]) -> Raid:
    """The record with more of its messages, by their ids."""
    every = {one.message: one for one in (*raid.messages, *messages)}

    return replace(raid, messages=tuple(every[one] for one in sorted(every)[:MAX_MESSAGES]))


def channels_of(raid: Raid) -> tuple[ChannelId, ...]:
    """Where it takes place, the busiest channel first."""
    counts: dict[ChannelId, int] = {}
    for one in raid.messages:
        counts[one.channel] = counts.get(one.channel, 0) + 1
    busiest = sorted(counts, key=lambda channel: (-counts[channel], channel))

    return tuple(busiest[:MAX_CHANNELS])


def with_fates(raid: Raid, fates: Mapping[UserId, Fate]) -> Raid:
    """The record once something became of its suspects."""
    return replace(
        raid,
        suspects=tuple(replace(one, fate=fates.get(one.user, one.fate)) for one in raid.suspects),
    )


def ended(raid: Raid, now: datetime, by: UserId | None) -> Raid:
    """The record once it is over; `by` is None when nothing was seen any more."""
    return raid if raid.ended_at else replace(raid, ended_at=now, ended_by=by)


def undone(raid: Raid, now: datetime, by: UserId) -> Raid:
    """The record once a moderator took everything back."""
    return replace(ended(raid, now, by), undone_at=now, undone_by=by)


def identity(began_at: datetime) -> str:
    """Names a raid of a guild; sorts by time."""
    return f"{began_at:%Y%m%dT%H%M%S}"


def _signs(before: tuple[Sign, ...], now: tuple[Sign, ...]) -> tuple[Sign, ...]:
    """Of each kind the largest that was seen."""
    largest: dict[SignKind, Sign] = {}
    for sign in (*before, *now):
        known = largest.get(sign.kind)
        if known is None or sign.members > known.members:
            largest[sign.kind] = sign

    return tuple(largest[kind] for kind in SignKind if kind in largest)
