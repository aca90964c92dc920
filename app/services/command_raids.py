"""What moderators do about raids: ban or silence suspects, end, undo, raise by hand, announce.

Each is one transaction of the raid, the alert and the order, over what was read (idempotent: the
order's id counts the raid's orders). Nothing is called on Discord here.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.domain.errors import NotFound, Refused
from app.domain.ids import GuildId, UserId
from app.domain.notice import Notice
from app.domain.policies.policy import Policy
from app.domain.raids.alert import Alert
from app.domain.raids.level import Level
from app.domain.raids.orders import Ordered, to_ban, to_end, to_raise, to_time_out, to_undo
from app.domain.raids.raid import Raid, ended, identity, undone
from app.ports.errors import Conflict
from app.ports.guilds import Guilds
from app.ports.raids import RaidChange, Raids, StoredRaid

ATTEMPTS = 4
"""The executor and `moderate` may be writing to the same raid."""
LONGEST_SURGE = timedelta(hours=24)

Act = Callable[[Raid, UserId, Policy, datetime], Ordered]


@dataclass(frozen=True, slots=True, kw_only=True)
class RaidView:
    """A guild's alert, and the raid behind it or the last one, as far as there is one."""

    alert: Alert
    raid: Raid | None
    level: Level


class CommandRaids:
    """The rights of who asks are checked at the door, and again when the order is carried out."""

    def __init__(self, *, raids: Raids, guilds: Guilds, clock: Callable[[], datetime]) -> None:
        self._raids = raids
        self._guilds = guilds
        self._clock = clock

    def status(self, guild: GuildId) -> RaidView:
        """How things stand."""
        alert = self._raids.alert_now(guild)
        stored = self._raids.raid(guild, alert.raid) if alert.raid else None

        return RaidView(
            alert=alert,
            raid=stored.raid if stored else None,
            level=alert.level_at(self._clock()),
        )

    def raid(self, guild: GuildId, identity: str) -> Raid:
        """One raid.

        Raises:
            NotFound: there is none.
        """
        return self._stored(guild, identity).raid

    def timeout_of(self, guild: GuildId) -> timedelta:
        """How long suspects would be silenced."""
        return self._guilds.policy_of(guild).raids.timeout

    def ban(self, guild: GuildId, identity: str, by: UserId) -> Raid:
        """Order a ban of the suspects.

        Raises:
            NotFound: there is no such raid.
            Refused: it was undone, or there is nobody to ban.
            Conflict: others kept changing the record.
        """
        return self._ordered(guild, identity, by, _with_suspects(to_ban))

    def time_out(self, guild: GuildId, identity: str, by: UserId) -> Raid:
        """Order a time-out of the suspects; raises as `ban`."""
        return self._ordered(guild, identity, by, _with_suspects(to_time_out))

    def end(self, guild: GuildId, identity: str, by: UserId) -> Raid:
        """End the raid: what binds everybody is lifted. Raises as `ban`."""

        def over(raid: Raid, by: UserId, policy: Policy, now: datetime) -> Ordered:
            if raid.ended_at:
                raise Refused(Notice("error.raid_over", {"number": raid.number or 0}))
            return to_end(ended(raid, now, by), policy, now)

        return self._ordered(guild, identity, by, over)

    def undo(self, guild: GuildId, identity: str, by: UserId) -> Raid:
        """Take everything back that the raid brought. Raises as `ban`."""

        def taken_back(raid: Raid, by: UserId, policy: Policy, now: datetime) -> Ordered:
            return to_undo(undone(raid, now, by), by, policy, now)

        return self._ordered(guild, identity, by, taken_back)

    def raise_by_hand(self, guild: GuildId, by: UserId, length: timedelta) -> Raid:
        """Declare a raid, for so long: its measures begin.

        Raises:
            Refused: one is on already.
            Conflict: somebody else was first.
        """
        now, policy = self._clock(), self._guilds.policy_of(guild)
        alert = self._raids.alert_now(guild)
        if alert.level_at(now).is_raid:
            raise Refused(Notice("error.raid_on"))
        raid = Raid(
            guild=guild,
            id=identity(now),
            level=Level.RAID,
            began_at=now,
            until=now + length,
            number=self._raids.next_number(guild),
            raised_by=by,
        )
        raid, order = to_raise(None, raid, policy, now)
        self._raids.write(
            RaidChange(raid=raid, expected=None, alert=alert.after(raid), order=order)
        )
        return raid

    def expect(self, guild: GuildId, length: timedelta) -> datetime:
        """Announce an influx: joins and alike messages need several times as many until then.

        Raises:
            Conflict: others kept changing the alert.
        """
        until = self._clock() + min(length, LONGEST_SURGE)
        for attempt in range(ATTEMPTS):
            alert = self._raids.alert_now(guild)
            try:
                announced = replace(alert, surge_until=until, version=alert.version + 1)
                self._raids.announce(guild, announced)
            except Conflict:
                if attempt == ATTEMPTS - 1:
                    raise
                continue
            break

        return until

    def _ordered(self, guild: GuildId, identity: str, by: UserId, act: Act) -> Raid:
        for attempt in range(ATTEMPTS):
            now, policy = self._clock(), self._guilds.policy_of(guild)
            stored, alert = self._stored(guild, identity), self._raids.alert_now(guild)
            if stored.raid.undone_at:
                raise Refused(Notice("error.raid_undone", {"number": stored.raid.number or 0}))
            raid, order = act(stored.raid, by, policy, now)
            try:
                self._raids.write(
                    RaidChange(
                        raid=raid,
                        expected=stored.version,
                        alert=alert.after(raid),
                        order=order,
                    )
                )
            except Conflict:
                if attempt == ATTEMPTS - 1:
                    raise
                continue
            return raid

        raise AssertionError("the last attempt returns or raises")

    def _stored(self, guild: GuildId, identity: str) -> StoredRaid:
        stored = self._raids.raid(guild, identity)
        if stored is None:
            raise NotFound(Notice("error.raid_not_found"))

        return stored


def _with_suspects(act: Act) -> Act:
    """The act, refused when nobody is left for it."""

    def checked(raid: Raid, by: UserId, policy: Policy, now: datetime) -> Ordered:
        changed, order = act(raid, by, policy, now)
        if order is None:
            raise Refused(Notice("error.raid_nobody"))
        return changed, order

    return checked
