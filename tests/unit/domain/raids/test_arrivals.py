from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.raids.arrivals import (
    SURPRISE,
    Spike,
    hours_of,
    kin_among,
    spike_of,
    stem_of,
    surprise,
    usual_of,
)
from app.domain.raids.scene import Joined
from tests.factories import NOW
from tests.unit.domain.raids.scenes import joins, user

WINDOW = timedelta(minutes=5)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


def spike(joined: tuple[Joined, ...], usual: float = 0.0, kin: int = 8) -> Spike | None:
    return spike_of(joined, window=WINDOW, least=10, usual=usual, kin=kin)


@pytest.mark.parametrize(
    ("count", "expected", "chance"),
    [
        (1, 1.0, 0.632121),
        (2, 1.0, 0.264241),
        (3, 1.0, 0.080301),
        (5, 2.0, 0.052653),
        (10, 3.0, 0.001102),
    ],
)
def test_surprise_is_the_tail_of_the_poisson_law(
    count: int, expected: float, chance: float
) -> None:
    """ST-040: against values of a printed table."""
    if count > expected:
        assert 10 ** -surprise(count, expected) == pytest.approx(chance, rel=1e-3)
    else:
        assert surprise(count, expected) == 0


@given(st.integers(0, 3000), st.floats(0, 1000))
def test_more_joins_are_never_less_surprising(count: int, expected: float) -> None:
    """ST-040."""
    assert surprise(count + 1, expected) >= surprise(count, expected) - 1e-9


def test_the_usual_hour_is_not_raised_by_one_raid_in_the_past() -> None:
    """ST-040: the baseline is robust."""
    calm = [2] * 160
    assert usual_of(calm) == 2
    assert usual_of([*calm, 500, 700, 900]) == 2
    assert usual_of([*[2] * 100, *[40] * 60]) == 40
    assert usual_of(range(1, 101)) == 90


def test_without_a_day_of_past_nothing_is_usual() -> None:
    assert usual_of([50] * 23) == 0
    assert usual_of([50] * 24) == 50
    assert usual_of([]) == 0


def test_hours_without_joins_count_as_hours() -> None:
    since = NOW - 3 * HOUR
    assert hours_of({since: 5, since + 2 * HOUR: 1}, since=since, until=NOW) == [5, 0, 1]
    assert hours_of({}, since=NOW, until=NOW) == []


def test_ten_strangers_in_five_minutes_stand_out_where_nobody_joins() -> None:
    """ST-040: the floor."""
    assert spike(joins(9)) is None
    assert spike(joins(10)) is not None
    assert spike(joins(10, over=timedelta(minutes=50))) is None


def test_a_busy_server_needs_far_more_to_stand_out() -> None:
    """ST-040: against the guild's own baseline: 10 joins in five minutes are usual here."""
    assert spike(joins(30), usual=120) is None
    found = spike(joins(80), usual=120)
    assert found is not None
    assert (found.count, found.expected) == (80, 10.0)
    assert surprise(80, 3 * 10.0) >= SURPRISE


def test_joins_a_window_apart_are_never_counted_together() -> None:
    """ST-040: one every minute is six in any five minutes, for however long it goes on."""
    assert spike(joins(60, over=timedelta(hours=1))) is None
    apart = (*joins(9, over=timedelta(0)), Joined(user=user(50), at=NOW - WINDOW))
    assert spike(apart) is None
    within = (*joins(9, over=timedelta(0)), Joined(user=user(50), at=NOW - WINDOW + SECOND))
    assert spike(within) is not None


def test_of_two_spikes_the_fuller_one_counts_and_of_equal_ones_the_latest() -> None:
    """ST-040."""

    def at(ago: timedelta, count: int, first: int) -> tuple[Joined, ...]:
        moved = joins(count, first=first, over=timedelta(0))
        return tuple(replace(one, at=NOW - ago) for one in moved)

    first, second = at(timedelta(minutes=20), 12, 0), at(timedelta(minutes=10), 12, 100)
    fewer = at(timedelta(0), 11, 200)
    found = spike((*first, *second, *fewer))
    assert found is not None
    assert found.at == second[0].at
    assert found.users == {one.user for one in second}


def test_who_joins_twice_counts_once() -> None:
    """ST-040: and is there as long as the last time is within the window."""
    assert spike((*joins(9), *joins(9))) is None
    again = Joined(user=user(0), at=NOW - timedelta(minutes=3))
    early = Joined(user=user(0), at=NOW - timedelta(minutes=6))
    others = joins(9, first=1, over=timedelta(minutes=1))
    found = spike((early, again, *others))
    assert found is not None
    assert found.count == 10


def test_accounts_with_one_name_and_other_digits_are_kin() -> None:
    """ST-040: similarity of names as evidence."""
    assert len(kin_among(joins(8, name="raider"), least=8)) == 8
    assert kin_among(joins(7, name="raider"), least=8) == frozenset()
    assert kin_among(joins(18), least=8) == frozenset()
    assert stem_of("Raider_0042") == stem_of("ra1der99") == "raider" or stem_of("xx9") == ""
    assert stem_of("ben7") == ""
    assert stem_of("bens7") == "bens"
    assert stem_of("mr. raider 7") == stem_of("mr-raider") == "mrraider"


def test_accounts_made_within_one_hour_are_kin() -> None:
    """ST-040: age of accounts as evidence."""
    batch = joins(8, age=timedelta(days=2))
    assert {one.user for one in batch} == kin_among(batch, least=8)
    assert kin_among(batch[:7], least=8) == frozenset()
    hour_apart = (*batch[:7], Joined(user=user(7, age=timedelta(days=2) - HOUR), at=NOW))
    assert kin_among(hour_apart, least=8) == frozenset()
    spread = tuple(
        Joined(user=user(index, age=timedelta(hours=2 * index)), at=NOW) for index in range(30)
    )
    assert kin_among(spread, least=8) == frozenset()


@given(st.integers(0, 40), st.integers(0, 40), st.floats(0, 200))
def test_more_joins_never_end_a_spike_nor_make_kin_fewer(
    before: int, more: int, usual: float
) -> None:
    """ST-040: the law behind "more joins never lower the level"."""
    few = joins(before, name="raider", age=timedelta(days=1))
    many = (*few, *joins(more, first=100))
    earlier = spike_of(few, window=WINDOW, least=10, usual=usual, kin=8)
    later = spike_of(many, window=WINDOW, least=10, usual=usual, kin=8)
    if earlier is not None:
        assert later is not None
        assert later.kin >= earlier.kin
