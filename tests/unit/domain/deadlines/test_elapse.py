"""Laws of what time does to a member's record."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import cycle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.deadlines.elapse import (
    BanEnded,
    Decayed,
    Happening,
    MuteEnded,
    MuteRenewed,
    elapsed,
    next_deadline,
)
from app.domain.ids import UserId
from app.domain.policies.policy import Policy, WarningLadder
from app.domain.record.mute import HELD_AT_MOST, Mute, mute
from app.domain.record.standing import Standing, TemporaryBan
from tests.factories import NOW

DAY = timedelta(days=1)
POLICY = Policy()
MODERATOR = UserId(51)


def moments(days: int = 200) -> st.SearchStrategy[datetime]:
    return st.integers(0, days * 86_400).map(lambda seconds: NOW + timedelta(seconds=seconds))


def lengths(longest: timedelta) -> st.SearchStrategy[timedelta]:
    return st.integers(1, int(longest.total_seconds())).map(lambda one: timedelta(seconds=one))


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    decay = draw(st.lists(lengths(40 * DAY), min_size=1, max_size=5))
    return Policy(warnings=WarningLadder(decay=tuple(decay)))


@st.composite
def standings(draw: st.DrawFn) -> Standing:
    """Any record as of NOW."""
    by = draw(st.sampled_from([None, MODERATOR]))
    until = draw(st.none() | lengths(100 * DAY))
    banned = draw(st.none() | lengths(60 * DAY))
    return Standing(
        warnings=draw(st.integers(0, 6)),
        warned_at=NOW,
        mute=mute(NOW, until, case=7, by=by, of_warnings=draw(st.booleans())) if until else None,
        ban=TemporaryBan(until=NOW + banned, case=8) if banned else None,
    )


def unversioned(standing: Standing) -> Standing:
    return replace(standing, version=0)


def gist(happened: tuple[Happening, ...]) -> list[tuple[type, datetime]]:
    return [(type(one), one.at) for one in happened]


@given(standings(), policies(), moments(), moments())
def test_looking_in_between_changes_nothing(
    standing: Standing, policy: Policy, one: datetime, other: datetime
) -> None:
    """IS-080, IS-117: a sweep that was away for weeks finds what one every minute would have."""
    early, late = sorted((one, other))

    first = elapsed(standing, policy, early)
    second = elapsed(first.standing, policy, late)
    at_once = elapsed(standing, policy, late)

    assert unversioned(second.standing) == unversioned(at_once.standing)
    assert (*first.happened, *second.happened) == at_once.happened


@given(standings(), policies(), st.lists(moments(), max_size=8))
def test_any_rhythm_of_sweeps_tells_the_same_things_once(
    standing: Standing, policy: Policy, looks: list[datetime]
) -> None:
    end = NOW + 200 * DAY
    found: list[tuple[type, datetime]] = []
    now = standing
    for look in [*sorted(looks), end]:
        after = elapsed(now, policy, look)
        found += gist(after.happened)
        now = after.standing

    assert found == gist(elapsed(standing, policy, end).happened)


@given(standings(), policies(), moments())
def test_looking_twice_is_looking_once(standing: Standing, policy: Policy, now: datetime) -> None:
    """IS-117: nothing happens twice."""
    once = elapsed(standing, policy, now).standing

    assert elapsed(once, policy, now).happened == ()
    assert elapsed(once, policy, now).standing == once


@given(standings(), policies(), moments(), moments())
def test_decay_only_ever_takes_warnings_away_and_never_below_none(
    standing: Standing, policy: Policy, one: datetime, other: datetime
) -> None:
    """IS-034"""
    early, late = sorted((one, other))
    counts = [
        standing.warnings,
        elapsed(standing, policy, early).standing.warnings,
        elapsed(standing, policy, late).standing.warnings,
    ]

    assert counts == sorted(counts, reverse=True)
    assert counts[-1] >= 0


@given(standings(), policies(), moments())
def test_what_happened_comes_in_its_order_and_not_before_its_time(
    standing: Standing, policy: Policy, now: datetime
) -> None:
    happened = elapsed(standing, policy, now).happened

    assert [one.at for one in happened] == sorted(one.at for one in happened)
    assert all(NOW <= one.at <= now for one in happened)


@given(standings(), policies(), moments())
def test_the_next_deadline_is_exactly_when_something_happens_next(
    standing: Standing, policy: Policy, now: datetime
) -> None:
    """IS-041: the index of deadlines misses nothing and wakes nobody in vain."""
    here = elapsed(standing, policy, now).standing
    due = next_deadline(here, policy)

    if due is None:
        assert elapsed(here, policy, now + 10_000 * DAY).happened == ()
    else:
        assert due > now
        assert elapsed(here, policy, due - timedelta(microseconds=1)).happened == ()
        assert elapsed(here, policy, due).happened != ()


@given(standings(), policies(), moments())
def test_offences_on_record_do_not_fade(standing: Standing, policy: Policy, now: datetime) -> None:
    """C6: warnings decay; what was done stays counted."""
    busy = replace(standing, timeouts=3, kicks=2, bans=1)
    after = elapsed(busy, policy, now).standing

    assert (after.timeouts, after.kicks, after.bans) == (3, 2, 1)


@given(standings(), policies(), moments())
def test_the_version_moves_once_if_anything_happened(
    standing: Standing, policy: Policy, now: datetime
) -> None:
    after = elapsed(standing, policy, now)

    assert after.standing.version == standing.version + bool(after.happened)
    assert bool(after.happened) == (unversioned(after.standing) != unversioned(standing))


@given(lengths(150 * DAY), st.lists(st.integers(6, 24), min_size=1, max_size=4))
def test_a_long_mute_is_never_let_go_and_never_held_too_far_ahead(
    length: timedelta, hours: list[int]
) -> None:
    """IS-040: renewed before Discord's 28 days are over, by whoever looks once a day."""
    now, standing = NOW, Standing(mute=mute(NOW, length))
    until, looks = NOW + length, cycle(hours)
    while standing.mute:
        assert standing.mute.until == until
        assert standing.mute.held_until <= now + HELD_AT_MOST
        assert now < standing.mute.held_until
        now += timedelta(hours=next(looks))
        standing = elapsed(standing, POLICY, now).standing

    assert now >= until


@pytest.mark.parametrize(("warnings", "days"), [(1, 7), (2, 14), (3, 21), (4, 28), (9, 28)])
def test_a_warning_decays_after_7_14_21_and_28_days(warnings: int, days: int) -> None:
    """IS-030, IS-031, IS-032, IS-033, IS-034"""
    standing = Standing(warnings=warnings, warned_at=NOW)
    due = NOW + days * DAY

    assert next_deadline(standing, POLICY) == due
    assert elapsed(standing, POLICY, due).happened == (Decayed(at=due, left=warnings - 1),)


def test_days_of_decay_are_the_guilds_to_choose() -> None:
    """IS-037"""
    policy = Policy(warnings=WarningLadder(decay=(2 * DAY, 3 * DAY)))

    assert next_deadline(Standing(warnings=1, warned_at=NOW), policy) == NOW + 2 * DAY
    assert next_deadline(Standing(warnings=5, warned_at=NOW), policy) == NOW + 3 * DAY


def test_each_decay_is_counted_from_the_last_one() -> None:
    """IS-034: 3 warnings take 21 + 14 + 7 days."""
    standing = Standing(warnings=3, warned_at=NOW)
    happened = elapsed(standing, POLICY, NOW + 90 * DAY).happened

    assert [one.at - NOW for one in happened] == [21 * DAY, 35 * DAY, 42 * DAY]


def test_a_new_warning_starts_the_clock_anew() -> None:
    standing = Standing(warnings=1, warned_at=NOW)
    later = NOW + 6 * DAY
    again = replace(standing, warnings=2, warned_at=later)

    assert next_deadline(again, POLICY) == later + 14 * DAY


def test_the_last_warning_takes_an_automatic_mute_with_it() -> None:
    """IS-035"""
    held = mute(NOW, 20 * DAY, case=7, of_warnings=True)
    after = elapsed(Standing(warnings=1, warned_at=NOW, mute=held), POLICY, NOW + 7 * DAY)

    assert after.standing.mute is None
    assert gist(after.happened) == [(Decayed, NOW + 7 * DAY), (MuteEnded, NOW + 7 * DAY)]
    assert [one.early for one in after.happened if isinstance(one, MuteEnded)] == [True]


@pytest.mark.parametrize("by", [MODERATOR, None])
def test_a_mute_for_something_else_outlives_the_warnings(by: UserId | None) -> None:
    """Or an old warning that decays would free who was muted a minute ago for a threat."""
    held = mute(NOW, 20 * DAY, by=by)
    after = elapsed(Standing(warnings=1, warned_at=NOW, mute=held), POLICY, NOW + 7 * DAY)

    assert (after.standing.warnings, after.standing.mute) == (0, held)


def test_a_mute_that_remains_with_warnings_left_stays() -> None:
    held = mute(NOW, 20 * DAY, of_warnings=True)
    after = elapsed(Standing(warnings=2, warned_at=NOW, mute=held), POLICY, NOW + 14 * DAY)

    assert (after.standing.warnings, after.standing.mute) == (1, held)


def test_a_mute_that_ends_when_the_last_warning_goes_ends_by_itself() -> None:
    standing = Standing(warnings=1, warned_at=NOW, mute=mute(NOW, 7 * DAY, of_warnings=True))
    happened = elapsed(standing, POLICY, NOW + 7 * DAY).happened

    assert [one.early for one in happened if isinstance(one, MuteEnded)] == [False]


def test_a_mute_ends_at_its_end_and_not_before() -> None:
    """IS-041"""
    standing = Standing(mute=mute(NOW, timedelta(hours=1), case=7))

    assert elapsed(standing, POLICY, NOW + timedelta(minutes=59)).standing.mute
    assert gist(elapsed(standing, POLICY, NOW + timedelta(minutes=60)).happened) == [
        (MuteEnded, NOW + timedelta(hours=1))
    ]


def test_a_mute_of_forty_days_is_renewed_on_day_27() -> None:
    """IS-040"""
    standing = Standing(mute=mute(NOW, 40 * DAY))
    after = elapsed(standing, POLICY, NOW + 27 * DAY)

    (renewed,) = after.happened
    assert isinstance(renewed, MuteRenewed)
    assert (renewed.at, renewed.before) == (NOW + 27 * DAY, NOW + 28 * DAY)
    ends = NOW + 40 * DAY
    assert after.standing.mute == Mute(since=NOW, until=ends, held_until=ends)


def test_a_temporary_ban_ends() -> None:
    """AC-079, IS-134"""
    ban = TemporaryBan(until=NOW + 30 * DAY, case=8)
    after = elapsed(Standing(ban=ban), POLICY, NOW + 31 * DAY)

    assert after.happened == (BanEnded(at=NOW + 30 * DAY, ban=ban),)
    assert after.standing.ban is None


def test_who_has_nothing_running_has_no_deadline() -> None:
    assert next_deadline(Standing(), POLICY) is None
    assert next_deadline(Standing(timeouts=4, bans=1, warned_at=NOW), POLICY) is None
