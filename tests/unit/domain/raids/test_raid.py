from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.domain.ids import ChannelId, MessageId, UserId
from app.domain.place import Place
from app.domain.raids.alert import Alert
from app.domain.raids.level import Level
from app.domain.raids.policy import RaidPolicy
from app.domain.raids.raid import (
    MAX_CHANNELS,
    MAX_MESSAGES,
    MAX_SUSPECTS,
    Fate,
    Raid,
    advance,
    begin,
    channels_of,
    ended,
    identity,
    undone,
    with_fates,
    with_messages,
    with_suspects,
)
from app.domain.raids.signs import Finding, Part, Sign, SignKind
from tests.factories import GUILD, NOW

POLICY = RaidPolicy()
ADA = UserId(7)


def sign(members: int = 5, kind: SignKind = SignKind.ECHO, **changes: Any) -> Sign:
    return Sign(kind=kind, members=members, needed=5, level=Level.RAID, at=NOW, **changes)


def finding(level: Level = Level.RAID, at: datetime = NOW, **changes: Any) -> Finding:
    values: dict[str, Any] = {"level": level, "at": at, "signs": (sign(),)}
    return Finding(**(values | changes))


def a_raid(**changes: Any) -> Raid:
    values: dict[str, Any] = {
        "guild": GUILD,
        "id": identity(NOW),
        "level": Level.RAID,
        "began_at": NOW,
        "until": NOW + POLICY.calm_after,
        "number": 12,
    }
    return Raid(**(values | changes))


def test_a_raid_begins_with_what_was_found_and_holds_for_the_policy_s_while() -> None:
    """ST-018, ST-043."""
    raid = begin(GUILD, finding(), NOW, POLICY)
    assert raid is not None
    assert (raid.guild, raid.began_at) == (GUILD, NOW)
    assert (raid.level, raid.until) == (Level.RAID, NOW + timedelta(minutes=20))
    assert raid.id == "20261121T120000"
    assert raid.signs == (sign(),)


def test_nothing_begins_from_calm_or_from_what_is_long_past() -> None:
    """C12: what was found late raises nothing."""
    assert begin(GUILD, Finding(), NOW, POLICY) is None
    assert begin(GUILD, finding(Level.CALM), NOW, POLICY) is None
    late = finding(at=NOW - POLICY.calm_after)
    assert begin(GUILD, late, NOW, POLICY) is None
    almost = finding(at=NOW - POLICY.calm_after + timedelta(seconds=1))
    assert begin(GUILD, almost, NOW, POLICY) is not None


def test_while_it_is_on_the_level_only_rises_and_the_end_only_moves_away() -> None:
    """ST-043: hysteresis."""
    raid = a_raid()
    worse = advance(raid, finding(Level.SIEGE, NOW + timedelta(minutes=5)), POLICY)
    assert (worse.level, worse.until) == (Level.SIEGE, NOW + timedelta(minutes=25))
    weaker = advance(worse, finding(Level.WATCH, NOW + timedelta(minutes=9)), POLICY)
    assert (weaker.level, weaker.until) == (Level.SIEGE, NOW + timedelta(minutes=29))
    older = advance(worse, finding(Level.WATCH, NOW), POLICY)
    assert older.until == worse.until
    assert advance(raid, Finding(), POLICY) == raid


def test_of_each_sign_the_largest_is_kept() -> None:
    joins = sign(20, SignKind.JOINS, usual=0.5)
    raid = a_raid(signs=(sign(9),))
    later = advance(raid, finding(signs=(sign(7), joins)), POLICY)
    assert later.signs == (joins, sign(9))
    assert advance(raid, finding(signs=(sign(10),)), POLICY).signs == (sign(10),)
    as_large = sign(9, target=ADA)
    assert advance(raid, finding(signs=(as_large,)), POLICY).signs == (sign(9),)


def test_suspects_are_added_once_and_keep_what_became_of_them() -> None:
    """ST-018."""
    raid = with_suspects(a_raid(), {UserId(2): Part.ECHO, UserId(1): Part.KIN}, {UserId(2): "two"})
    assert [(one.user, one.part, one.name) for one in raid.suspects] == [
        (1, Part.KIN, ""),
        (2, Part.ECHO, "two"),
    ]
    banned = with_fates(raid, {UserId(2): Fate.BANNED})
    again = with_suspects(banned, {UserId(2): Part.TARGET, UserId(3): Part.ECHO}, {})
    assert [(one.user, one.fate) for one in again.suspects] == [
        (1, Fate.FREE),
        (2, Fate.BANNED),
        (3, Fate.FREE),
    ]
    assert again.with_fate(Fate.FREE) == (1, 3)


def test_a_record_stays_within_bounds() -> None:
    crowd = {UserId(index): Part.ECHO for index in range(MAX_SUSPECTS + 5)}
    raid = with_suspects(a_raid(), crowd, {})
    assert len(raid.suspects) == MAX_SUSPECTS
    places = [Place(channel=ChannelId(index % 9), message=MessageId(index)) for index in range(999)]
    raid = with_messages(with_messages(raid, places), places)
    assert len(raid.messages) == MAX_MESSAGES
    assert len(channels_of(raid)) == MAX_CHANNELS


def test_the_busiest_channels_come_first() -> None:
    places = [
        Place(channel=ChannelId(channel), message=MessageId(index))
        for index, channel in enumerate([5, 6, 6, 7, 7, 7])
    ]
    assert channels_of(with_messages(a_raid(), places)) == (7, 6, 5)


def test_it_ends_once_and_an_undo_ends_it_too() -> None:
    raid = ended(a_raid(), NOW, None)
    assert (raid.ended_at, raid.ended_by) == (NOW, None)
    assert ended(raid, NOW + timedelta(hours=1), ADA) == raid
    taken_back = undone(a_raid(), NOW, ADA)
    assert (taken_back.ended_by, taken_back.undone_by) == (ADA, ADA)
    assert not taken_back.is_on(NOW)


def test_time_brings_its_end_then_another_try_and_papers_at_once() -> None:
    """IS-041-like deadlines: the earliest one."""
    raid = a_raid()
    assert raid.due_at == raid.until
    assert ended(raid, NOW, None).due_at is None
    waiting = replace(ended(raid, NOW, None), retry_at=NOW + timedelta(hours=1))
    assert waiting.due_at == NOW + timedelta(hours=1)
    banned = with_fates(with_suspects(raid, {ADA: Part.ECHO}, {}), {ADA: Fate.BANNED})
    assert banned.due_at == raid.began_at
    filed = replace(
        banned, suspects=tuple(replace(one, filed=Fate.BANNED) for one in banned.suspects)
    )
    assert filed.due_at == raid.until
    assert undone(filed, NOW, ADA).due_at == raid.began_at
    cleared = replace(filed, suspects=tuple(replace(one, cleared=True) for one in filed.suspects))
    assert undone(cleared, NOW, ADA).due_at is None


minutes = st.integers(0, 200).map(lambda count: timedelta(minutes=count))


@given(minutes, minutes)
def test_a_level_never_rises_as_time_goes_by(earlier: timedelta, more: timedelta) -> None:
    """ST-043: expiry is monotone."""
    raid, alert = a_raid(), Alert().after(a_raid())
    now, later = NOW + earlier, NOW + earlier + more
    assert alert.level_at(later).severity <= alert.level_at(now).severity
    assert raid.is_on(later) <= raid.is_on(now)
    assert raid.is_on(now) is (alert.level_at(now) is Level.RAID) is (now < raid.until)


def test_the_alert_follows_its_raid() -> None:
    raid = a_raid()
    alert = Alert(version=4).after(raid)
    assert (alert.level_at(NOW), alert.raid, alert.version) == (Level.RAID, raid.id, 5)
    assert alert.level_at(raid.until) is Level.CALM
    assert not raid.is_on(raid.until)
    by_person = alert.after(ended(raid, NOW, ADA))
    assert by_person == Alert(raid=raid.id, quiet_since=NOW, version=6)
    by_itself = alert.after(ended(raid, NOW, None))
    assert by_itself == Alert(raid=raid.id, version=6)
    next_one = Alert(raid="20200101T000000").after(ended(raid, NOW, None))
    assert next_one.raid == raid.id


def test_an_older_raid_leaves_the_alert_of_a_newer_one_alone() -> None:
    newer = a_raid(id=identity(NOW + timedelta(hours=1)), level=Level.SIEGE)
    alert = Alert().after(newer)
    undone_old = undone(a_raid(), NOW, ADA)
    assert alert.after(undone_old) == replace(alert, version=alert.version + 1)


def test_an_announced_surge_has_an_end() -> None:
    alert = Alert(surge_until=NOW)
    assert alert.expects(NOW - timedelta(seconds=1))
    assert not alert.expects(NOW)
    assert not Alert().expects(NOW)
