"""What moderators do about a raid while the executor and `moderate` write to the same record."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.errors import NotFound, Refused
from app.domain.guild import GuildFacts
from app.domain.ids import ChannelId, GuildId, UserId
from app.domain.look_back.shadow import Draft
from app.domain.policies.policy import Channels, Policy
from app.domain.raids.alert import Alert
from app.domain.raids.level import Level
from app.domain.raids.raid import Raid, with_messages, with_suspects
from app.domain.raids.signs import Part
from app.ports.errors import Conflict
from app.ports.raids import RaidChange, StoredRaid
from app.services.command_raids import ATTEMPTS, LONGEST_SURGE, CommandRaids
from tests.factories import GUILD, NOW
from tests.unit.domain.raids.test_raid import a_raid

ADA, EVE = UserId(7), UserId(8)
SUSPECTS = {UserId(101): Part.ECHO, UserId(102): Part.KIN}


class Record:
    """One raid and its alert, written over a version; `rivals` others write first."""

    def __init__(self, raid: Raid, rivals: int = 0) -> None:
        self.kept = StoredRaid(raid=raid, version=1)
        self.alert = Alert().after(raid)
        self.changes: list[RaidChange] = []
        self.rivals = rivals

    def raid(self, guild: GuildId, identity: str) -> StoredRaid | None:
        known = (guild, identity) == (GUILD, self.kept.raid.id)
        return self.kept if known else None

    def change(self, guild: GuildId, identity: str, change: Callable[[Raid], Raid]) -> None:
        stored = self.raid(guild, identity)
        assert stored
        self.kept = StoredRaid(raid=change(stored.raid), version=stored.version + 1)

    def alert_of(self, guild: GuildId) -> Alert:
        assert guild == GUILD
        return self.alert

    alert_now = alert_of

    def suspects_of(self, guild: GuildId, identity: str) -> frozenset[UserId]:
        stored = self.raid(guild, identity)
        return frozenset(one.user for one in stored.raid.suspects) if stored else frozenset()

    def next_number(self, guild: GuildId) -> int:
        assert guild == GUILD
        return 13

    def write(self, change: RaidChange) -> None:
        self._let_rivals()
        expected = self.kept.version if change.raid.id == self.kept.raid.id else None
        if change.expected != expected or change.alert.version != self.alert.version + 1:
            raise Conflict
        self.changes.append(change)
        self.kept = StoredRaid(raid=change.raid, version=self.kept.version + 1)
        self.alert = change.alert

    def announce(self, guild: GuildId, alert: Alert) -> None:
        self._let_rivals()
        if alert.version != self.alert_of(guild).version + 1:
            raise Conflict
        self.alert = alert

    def _let_rivals(self) -> None:
        if self.rivals:
            self.rivals -= 1
            more = {UserId(200 + self.rivals): Part.ECHO}
            self.change(GUILD, self.kept.raid.id, lambda raid: with_suspects(raid, more, {}))
            self.alert = replace(self.alert, version=self.alert.version + 1)


class Rules:
    """A guild with a log; nothing else is known of it."""

    def policy_of(self, guild: GuildId) -> Policy:
        assert guild == GUILD
        return Policy(channels=Channels(log=ChannelId(90)))

    def draft_of(self, _guild: GuildId) -> Draft | None:
        return None

    def facts_of(self, _guild: GuildId) -> GuildFacts | None:
        return None

    def learn(self, facts: GuildFacts) -> None:
        assert facts.id == GUILD


def a_record(rivals: int = 0, **changes: object) -> Record:
    return Record(with_messages(with_suspects(a_raid(**changes), SUSPECTS, {}), ()), rivals)


def commands(record: Record) -> CommandRaids:
    return CommandRaids(raids=record, guilds=Rules(), clock=lambda: NOW)


def test_who_others_found_meanwhile_is_banned_too_and_only_one_order_is_made() -> None:
    """ST-044: read again and decided again, over whatever was written."""
    record = a_record(rivals=ATTEMPTS - 1)
    raid = commands(record).ban(GUILD, record.kept.raid.id, ADA)

    (change,) = record.changes
    assert change.order is not None
    assert {one.user for one in raid.suspects} == {*SUSPECTS, *map(UserId, (200, 201, 202))}
    assert raid.banned_by == ADA
    assert record.alert == change.alert


def test_a_record_that_never_rests_is_left_to_another_click() -> None:
    record = a_record(rivals=ATTEMPTS)
    with pytest.raises(Conflict):
        commands(record).time_out(GUILD, record.kept.raid.id, ADA)
    with pytest.raises(Conflict):
        commands(a_record(rivals=ATTEMPTS)).expect(GUILD, timedelta(hours=1))

    assert record.changes == []


def test_what_cannot_be_done_any_more_is_refused_in_words() -> None:
    """RM-004: nothing is ordered twice, nor for nobody."""
    empty = Record(a_raid())
    with pytest.raises(Refused, match="raid_nobody"):
        commands(empty).ban(GUILD, empty.kept.raid.id, ADA)
    over = a_record()
    commands(over).end(GUILD, over.kept.raid.id, ADA)
    with pytest.raises(Refused, match="raid_over"):
        commands(over).end(GUILD, over.kept.raid.id, EVE)
    commands(over).undo(GUILD, over.kept.raid.id, ADA)
    with pytest.raises(Refused, match="raid_undone"):
        commands(over).undo(GUILD, over.kept.raid.id, EVE)
    with pytest.raises(NotFound, match="raid_not_found"):
        commands(over).undo(GUILD, "20200101T000000", ADA)

    assert (over.kept.raid.ended_by, over.kept.raid.undone_by) == (ADA, ADA)


def test_an_announced_influx_outlives_what_others_write_and_has_a_longest_end() -> None:
    """ST-040."""
    record = a_record(rivals=2)
    assert commands(record).expect(GUILD, timedelta(days=9)) == NOW + LONGEST_SURGE
    assert record.alert.surge_until == NOW + LONGEST_SURGE
    assert record.alert.level_at(NOW) is Level.RAID


def test_a_raid_is_raised_by_hand_only_where_none_is_on() -> None:
    """RM-004."""
    record = a_record(id="20200101T000000")
    with pytest.raises(Refused, match="raid_on"):
        commands(record).raise_by_hand(GUILD, ADA, timedelta(hours=1))
    record.alert = Alert()
    raised = commands(record).raise_by_hand(GUILD, ADA, timedelta(hours=1))

    assert (raised.raised_by, raised.number, raised.until) == (ADA, 13, NOW + timedelta(hours=1))
    assert commands(record).status(GUILD).level is Level.RAID
