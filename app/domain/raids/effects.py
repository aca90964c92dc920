"""What is done on Discord about a raid. Every effect can be repeated: it says how things should be.

Those on many members at once name the raid, whose record says who may be touched: when they are
carried out, whoever has left, is protected by now or was dealt with already is passed over.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app.domain.ids import ChannelId, UserId

BULK = 200
"""Users that Discord bans in one call (contracts RS-23)."""
BATCH = 25
"""Members that are silenced, freed or unbanned one by one before the card says how far it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkBan:
    """Ban those of the users who are on the server, or with `absent` those who are not.

    Bans of strangers are scarce (Discord's error 30035), hence apart. `by` ordered it.
    """

    raid: str
    users: tuple[UserId, ...]
    by: UserId
    absent: bool = False
    delete_seconds: int = 0
    kind: Literal["bulk_ban"] = "bulk_ban"


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkUnban:
    """Lift the bans that this raid brought."""

    raid: str
    users: tuple[UserId, ...]
    by: UserId
    kind: Literal["bulk_unban"] = "bulk_unban"


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkTimeOut:
    """Nobody hears them until `until`. `by` ordered it."""

    raid: str
    users: tuple[UserId, ...]
    until: datetime
    by: UserId
    kind: Literal["bulk_time_out"] = "bulk_time_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkRemoveTimeOut:
    """Lift the time-outs that this raid brought."""

    raid: str
    users: tuple[UserId, ...]
    by: UserId
    kind: Literal["bulk_remove_time_out"] = "bulk_remove_time_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetIncidents:
    """Pause invites and DMs until then, at most 24 hours; None lets them go on."""

    invites_until: datetime | None
    dms_until: datetime | None
    kind: Literal["set_incidents"] = "set_incidents"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSlowmode:
    """One message of a member in so many seconds; never less than the channel had already."""

    channel: ChannelId
    seconds: int
    kind: Literal["set_slowmode"] = "set_slowmode"


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreSlowmode:
    """What the channel had before the raid, unless somebody changed it since."""

    raid: str
    channel: ChannelId
    kind: Literal["restore_slowmode"] = "restore_slowmode"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lockdown:
    """Nobody without a right of their own writes in the channel."""

    channel: ChannelId
    kind: Literal["lockdown"] = "lockdown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlock:
    """What the channel allowed everybody before the raid."""

    raid: str
    channel: ChannelId
    kind: Literal["unlock"] = "unlock"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowRaid:
    """Post the card of the raid, or edit the one that is there."""

    channel: ChannelId
    raid: str
    locale: str
    kind: Literal["show_raid"] = "show_raid"


OnMembers = BulkBan | BulkUnban | BulkTimeOut | BulkRemoveTimeOut
ON_MEMBERS = (BulkBan, BulkUnban, BulkTimeOut, BulkRemoveTimeOut)
OnServer = SetIncidents | SetSlowmode | RestoreSlowmode | Lockdown | Unlock
ON_SERVER = (SetIncidents, SetSlowmode, RestoreSlowmode, Lockdown, Unlock)
