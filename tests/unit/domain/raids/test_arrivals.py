from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.raids.arrivals import (
    SURPRISE,
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
HOUR = timedelta(hours=1)


def spike(joined: tuple[Joined, ...], usual: float = 0.0, kin: int = 8) -> object:
    return spike_of(joined, window=WINDOW, least=10, usual=usual, kin=kin)


@pytest.mark.parametrize(
    ("count", "expected", "chance"),
    [(1, 1.0, 0.632121), (3, 1.0, 0.080301), (5, 2.0, 0.052653), (10, 3.0, 0.001102)],
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
    assert spike(joins(80), usual=120) is not None
    assert surprise(80, 3 * 10.0) >= SURPRISE


def test_who_joins_twice_counts_once() -> None:
    assert spike((*joins(9), *joins(9))) is None


def test_accounts_with_one_name_and_other_digits_are_kin() -> None:
    """ST-040: similarity of names as evidence."""
    assert len(kin_among(joins(8, name="raider"), least=8)) == 8
    assert kin_among(joins(7, name="raider"), least=8) == frozenset()
    assert kin_among(joins(18), least=8) == frozenset()
    assert stem_of("Raider_0042") == stem_of("ra1der99") == "raider" or stem_of("xx9") == ""
    assert stem_of("ben7") == ""


def test_accounts_made_within_one_hour_are_kin() -> None:
    """ST-040: age of accounts as evidence."""
    batch = joins(8, age=timedelta(days=2))
    assert {one.user for one in batch} == kin_among(batch, least=8)
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
