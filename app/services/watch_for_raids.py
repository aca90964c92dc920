"""Watch a guild for raids, right after its messages and joins were put into their windows (ST-045).

What is found is put on record, with the order for the policy's measures, in one transaction
(ST-043, ST-044). A watch that fails fails no message: the next one sees the same and more.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.domain.ids import GuildId, MessageId, UserId
from app.domain.place import Place
from app.domain.policies.policy import Policy
from app.domain.raids.alert import Alert
from app.domain.raids.arrivals import hours_of, usual_of
from app.domain.raids.detect import detect
from app.domain.raids.level import Level
from app.domain.raids.orders import to_raise
from app.domain.raids.raid import Raid, advance, begin, with_messages, with_suspects
from app.domain.raids.scene import Joined, Scene, Voice
from app.domain.raids.signs import Finding
from app.ports.errors import Conflict, PortError
from app.ports.guilds import Guilds
from app.ports.raids import GuildWindows, Lately, RaidChange, Raids
from app.ports.windows import Alarm

log = logging.getLogger(__name__)

ATTEMPTS = 4
"""Other instances see the same raid at the same time; each attempt reads everything again."""
WORTH_A_LOOK = 3
"""Entries in a window below which nothing can stand out, whatever the policy says."""
STILL_KNOWN = timedelta(minutes=1)
"""The end of a raid is moved in steps of this, so that not every message writes."""


@dataclass(frozen=True, slots=True)
class _Told:
    """What this instance last put on record of a guild's raid."""

    level: Level
    until: datetime
    suspects: frozenset[UserId]
    messages: frozenset[MessageId]


class WatchForRaids:
    """Remembers what it wrote last, to write less, and who joined in the batch at hand."""

    def __init__(
        self,
        *,
        windows: GuildWindows,
        raids: Raids,
        guilds: Guilds,
        own: UserId,
        clock: Callable[[], datetime],
    ) -> None:
        self._windows = windows
        self._raids = raids
        self._guilds = guilds
        self._own = own
        self._clock = clock
        self._joined: dict[GuildId, int] = {}
        self._told: dict[GuildId, _Told] = {}

    def hear(self, voices: Sequence[tuple[GuildId, Voice]]) -> None:
        """Note what was said, and look at the guilds where it was, or where somebody joined."""
        joined, self._joined = self._joined, {}
        try:
            lengths = self._windows.hear(voices)
        except PortError:
            _degraded()
            return
        for guild in {**joined, **lengths}:
            self._look(guild, max(joined.get(guild, 0), lengths.get(guild, 0)))

    def join(self, guild: GuildId, joined: Joined) -> None:
        """Note that somebody joined; the guild is looked at when the whole batch was heard."""
        try:
            self._joined[guild] = self._windows.join(guild, joined)
        except PortError:
            _degraded()

    def _look(self, guild: GuildId, length: int) -> None:
        if length < WORTH_A_LOOK:
            return
        try:
            self._watch(guild)
        except PortError as error:
            log.warning("not watched", extra={"guild": str(guild), "fault": str(error)})

    def _watch(self, guild: GuildId) -> None:
        policy = self._guilds.policy_of(guild)
        if not policy.enabled or not policy.raids.enabled:
            return
        now = self._clock()
        lately = self._windows.lately(guild, now)
        for _ in range(ATTEMPTS):
            alert = self._raids.alert_of(guild)
            scene = self._scene(guild, lately, alert, policy, now)
            finding = detect(scene, policy.raids)
            if finding.level is Level.CALM or self._is_old(guild, finding, alert, policy, now):
                return
            try:
                self._record(guild, finding, lately, policy, now)
            except Conflict:
                continue
            return

    def _scene(
        self, guild: GuildId, lately: Lately, alert: Alert, policy: Policy, now: datetime
    ) -> Scene:
        """What may count: nothing from before a moderator ended the last raid."""
        since = alert.quiet_since
        facts = self._guilds.facts_of(guild)
        hours = lately.hours
        this_hour = now.replace(minute=0, second=0, microsecond=0)
        known = hours_of(hours, since=min(hours, default=this_hour), until=this_hour)

        return Scene(
            joins=tuple(one for one in lately.joins if since is None or one.at > since),
            voices=tuple(one for one in lately.voices if since is None or one.at > since),
            usual=usual_of(known),
            protected=frozenset(
                (*policy.exempt.users, self._own, *((facts.owner,) if facts else ()))
            ),
            surge=alert.expects(now),
        )

    def _is_old(
        self, guild: GuildId, finding: Finding, alert: Alert, policy: Policy, now: datetime
    ) -> bool:
        """Whether this instance put all of it on record already."""
        told = self._told.get(guild)
        if told is None or finding.at is None or alert.level_at(now) is not told.level:
            return False
        until = finding.at + policy.raids.calm_after

        return (
            finding.level.severity <= told.level.severity
            and until < told.until + STILL_KNOWN
            and told.suspects.issuperset(finding.suspects)
            and told.messages.issuperset(finding.messages)
        )

    def _record(
        self, guild: GuildId, finding: Finding, lately: Lately, policy: Policy, now: datetime
    ) -> None:
        """One transaction over what is read here.

        Raises:
            Conflict: somebody else was first.
        """
        alert = self._raids.alert_now(guild)
        stored = self._raids.raid(guild, alert.raid) if alert.level_at(now).severity else None
        before = stored.raid if stored and stored.raid.is_on(now) else None
        raid = advance(before, finding, policy.raids) if before else None
        raid = raid or begin(guild, finding, now, policy.raids)
        if raid is None:
            return
        raid = self._complete(raid, finding, lately)
        raid, order = to_raise(before, raid, policy, now)
        moved = alert.after(raid)
        self._raids.write(
            RaidChange(
                raid=raid,
                expected=stored.version if stored and before else None,
                alert=moved,
                order=order,
            )
        )
        if raid.level.is_raid:
            self._raise_alarm(raid, moved)
        self._told[guild] = _Told(
            raid.level, raid.until, frozenset(finding.suspects), finding.messages
        )
        if before is None or before.level is not raid.level:
            log.warning("raid", extra=_facts(raid))

    def _raise_alarm(self, raid: Raid, alert: Alert) -> None:
        """Other instances judge by the raid at once; without windows within seconds."""
        alarm = Alarm(
            version=alert.version,
            level=raid.level,
            until=raid.until,
            suspects=frozenset(one.user for one in raid.suspects),
        )
        try:
            self._windows.raise_alarm(raid.guild, alarm)
        except PortError:
            _degraded()

    def _complete(self, raid: Raid, finding: Finding, lately: Lately) -> Raid:
        names = {one.user: one.name for one in lately.joins}
        places = [
            Place(channel=one.channel, message=one.message)
            for one in lately.voices
            if one.message in finding.messages
        ]
        raid = with_messages(with_suspects(raid, finding.suspects, names), places)
        if raid.level.is_raid and raid.number is None:
            raid = replace(raid, number=self._raids.next_number(raid.guild))

        return raid


def _degraded() -> None:
    log.warning("degraded", extra={"part": "raids"})


def _facts(raid: Raid) -> Mapping[str, object]:
    return {
        "guild": str(raid.guild),
        "case": raid.number,
        "kind": str(raid.level),
        "count": len(raid.suspects),
        "rules": [f"{sign.kind}:{sign.members}" for sign in raid.signs],
    }
