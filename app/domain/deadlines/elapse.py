"""What time alone changes on a member's record: warnings decay, mutes and bans end.

Everything happens at its own moment, however late it is looked at: who looks once after a week
finds the same record as who looked every minute.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.policies.policy import Policy
from app.domain.record.mute import Mute
from app.domain.record.standing import Standing, TemporaryBan


@dataclass(frozen=True, slots=True, kw_only=True)
class Decayed:
    """A warning went; so many are left (IS-034)."""

    at: datetime
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MuteEnded:
    """A mute is over; `early` since the last warning went (IS-035)."""

    at: datetime
    mute: Mute
    early: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MuteRenewed:
    """A mute is held on; Discord was told to hold it until `before` (IS-040)."""

    at: datetime
    mute: Mute
    before: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BanEnded:
    """A temporary ban is over (AC-079, IS-134)."""

    at: datetime
    ban: TemporaryBan


Happening = Decayed | MuteEnded | MuteRenewed | BanEnded


@dataclass(frozen=True, slots=True)
class Elapsed:
    """The record as time left it, and what happened on the way, the earliest first."""

    standing: Standing
    happened: tuple[Happening, ...] = ()


def next_deadline(standing: Standing, policy: Policy) -> datetime | None:
    """When time changes the record next; None when it never does (IS-041)."""
    return min(_deadlines(standing, policy), default=None)


def elapsed(standing: Standing, policy: Policy, now: datetime) -> Elapsed:
    """The record at `now`. Its version moves on if anything happened."""
    happened: list[Happening] = []
    after = standing
    while (due := next_deadline(after, policy)) is not None and due <= now:
        after, happening = _next(after, due)
        happened += happening
    if not happened:
        return Elapsed(standing)

    return Elapsed(replace(after, version=standing.version + 1), tuple(happened))


def _deadlines(standing: Standing, policy: Policy) -> Iterator[datetime]:
    if decays := _decays_at(standing, policy):
        yield decays
    if standing.mute:
        yield standing.mute.due_at
    if standing.ban:
        yield standing.ban.until


def _decays_at(standing: Standing, policy: Policy) -> datetime | None:
    if standing.warnings <= 0 or standing.warned_at is None:
        return None

    return standing.warned_at + policy.warnings.decay_at(standing.warnings)


def _next(standing: Standing, due: datetime) -> tuple[Standing, tuple[Happening, ...]]:
    """What is due first. At the same moment a mute ends by itself before a decay could lift it."""
    mute, ban = standing.mute, standing.ban
    if mute and mute.due_at <= due:
        return _mute_due(standing, mute)
    if ban and ban.until <= due:
        return replace(standing, ban=None), (BanEnded(at=ban.until, ban=ban),)

    return _decayed(standing, due)


def _mute_due(standing: Standing, mute: Mute) -> tuple[Standing, tuple[Happening, ...]]:
    if mute.held_until >= mute.until:
        return replace(standing, mute=None), (MuteEnded(at=mute.until, mute=mute),)
    renewed = mute.renewed()

    return replace(standing, mute=renewed), (
        MuteRenewed(at=mute.due_at, mute=renewed, before=mute.held_until),
    )


def _decayed(standing: Standing, at: datetime) -> tuple[Standing, tuple[Happening, ...]]:
    """One warning less. The next decay is counted from when this one was due, not from now."""
    left = standing.warnings - 1
    after = replace(standing, warnings=left, warned_at=at)
    decay = Decayed(at=at, left=left)
    mute = standing.mute
    if left == 0 and mute and mute.of_warnings:
        return replace(after, mute=None), (decay, MuteEnded(at=at, mute=mute, early=True))

    return after, (decay,)
