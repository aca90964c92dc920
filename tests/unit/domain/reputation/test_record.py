from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.adapters.dynamodb import codec
from app.domain.ids import UserId
from app.domain.reputation.policy import ReputationPolicy
from app.domain.reputation.record import Day, Reputation

POLICY = ReputationPolicy()
MONDAY = date(2026, 11, 9)
TODAY = date(2026, 11, 21)
USERS = [UserId(number) for number in range(1, 8)]


def at(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def a_day(messages: int = 1, *thanked_by: int, hour: int = 12) -> Day:
    return Day(hours={hour: messages}, thanked_by=frozenset(map(UserId, thanked_by)))


def active_on(*days: date, record: Reputation = Reputation()) -> Reputation:  # noqa: B008 — frozen
    for day in days:
        record = record.counted({day: a_day()}, POLICY)
    return record


def test_thanks_add_points_and_violations_take_points() -> None:
    """LK-020, LK-021, LK-011: 5 for a helpful message, -15 for a violation."""
    record = Reputation().counted({TODAY: a_day(3, 1, 2)}, POLICY).charged(7, at(TODAY))

    assert record.points(POLICY, TODAY) == 2 * 5 - 15
    assert record.all_helpful(POLICY) == 2
    assert record.all_messages == 3
    assert record.active_days == 1
    assert list(record.violations) == [7]


def test_only_so_many_thanks_count_on_one_day() -> None:
    """LK-021: a circle of friends lifts nobody without bound."""
    thanked = Reputation().counted({TODAY: a_day(1, *range(1, 20))}, POLICY)

    assert thanked.all_helpful(POLICY) == POLICY.helpful_a_day


def test_a_member_can_thank_another_once_a_day() -> None:
    once = Reputation().counted({TODAY: a_day(1, 1, hour=9)}, POLICY)
    again = once.counted({TODAY: a_day(1, 1, hour=15)}, POLICY)

    assert again.all_helpful(POLICY) == 1
    assert again.all_messages == 2


def test_a_week_of_good_behaviour_is_rewarded_when_it_is_over() -> None:
    """IS-142: three active days and no violation."""
    days = [MONDAY, MONDAY + timedelta(days=2), MONDAY + timedelta(days=6)]
    record = active_on(*days)

    assert record.clean_weeks(MONDAY + timedelta(days=6)) == 0
    assert record.clean_weeks(MONDAY + timedelta(days=7)) == 1
    assert record.points(POLICY, TODAY) == POLICY.points_per_clean_week
    assert active_on(*days[:2]).clean_weeks(TODAY) == 0


def test_a_violation_spoils_its_week_and_no_other() -> None:
    """IS-142"""
    both = [MONDAY + timedelta(days=day) for day in (-7, -6, -5, 0, 1, 2)]
    record = active_on(*both).charged(1, at(MONDAY))

    assert record.clean_weeks(TODAY) == 1


def test_days_are_closed_when_nothing_of_them_can_come_any_more() -> None:
    record = active_on(MONDAY, MONDAY + timedelta(days=1), MONDAY + timedelta(days=3))

    assert list(record.days) == [MONDAY + timedelta(days=1), MONDAY + timedelta(days=3)]
    assert (record.messages, record.all_messages) == (1, 3)
    assert record.counted({MONDAY: a_day(50, 3)}, POLICY) == record


def test_thanks_without_a_message_make_no_active_day() -> None:
    thanked = Reputation().counted({TODAY: Day(thanked_by=frozenset({UserId(1)}))}, POLICY)

    assert thanked.active_days == 0
    assert thanked.all_helpful(POLICY) == 1


def test_days_before_the_calendar_begins_are_not_active_days() -> None:
    assert active_on(date(2023, 12, 31)).active_days == 0


def test_an_achievement_keeps_the_time_it_was_first_awarded() -> None:
    """LK-023"""
    first = Reputation().awarded({"helper": at(MONDAY)})

    assert first.awarded({"helper": at(TODAY)}) == first


@st.composite
def some_days(draw: st.DrawFn) -> Mapping[date, Day]:
    days = st.dates(TODAY - timedelta(days=2), TODAY)
    hours = st.dictionaries(st.integers(0, 23), st.integers(0, 50), max_size=4)
    thanks = st.frozensets(st.sampled_from(USERS))
    return draw(st.dictionaries(days, st.builds(Day, hours=hours, thanked_by=thanks), max_size=3))


CASES = st.dictionaries(st.integers(1, 30), st.integers(0, 20), max_size=6)


@given(st.lists(some_days(), max_size=5), st.randoms())
def test_the_order_of_counting_does_not_matter(
    found: list[Mapping[date, Day]], chance: object
) -> None:
    """Law: pages come late and in any order."""
    record = other = active_on(TODAY)
    shuffled = list(found)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    for days in found:
        record = record.counted(days, POLICY)
    for days in shuffled:
        other = other.counted(days, POLICY)

    assert record == other


@given(some_days(), some_days())
def test_counting_again_changes_nothing(
    before: Mapping[date, Day], found: Mapping[date, Day]
) -> None:
    """Law: a page counted twice is the same count (LK-026)."""
    once = Reputation().counted(before, POLICY).counted(found, POLICY)

    assert once.counted(found, POLICY) == once
    assert once.counted(before, POLICY) == once


@given(some_days(), CASES, st.integers(1, 30), st.integers(0, 20))
def test_a_voided_case_gives_back_exactly_what_it_took(
    days: Mapping[date, Day], cases: dict[int, int], number: int, ago: int
) -> None:
    """Law: points are conserved, also those of a week that it spoiled (LK-046)."""
    record = active_on(*(MONDAY + timedelta(days=day) for day in range(5))).counted(days, POLICY)
    for other, when in cases.items():
        if other != number:
            record = record.charged(other, at(TODAY - timedelta(days=when)))

    charged = record.charged(number, at(TODAY - timedelta(days=ago)))

    assert charged.points(POLICY, TODAY) < record.points(POLICY, TODAY)
    assert charged.refunded(number) == record
    assert charged.refunded(number).points(POLICY, TODAY) == record.points(POLICY, TODAY)
    assert record.refunded(number) == record


@given(CASES, st.randoms())
def test_charging_is_idempotent_and_in_any_order(cases: dict[int, int], chance: object) -> None:
    """Law: a case counts once, however often and whenever it is brought (LK-046)."""
    entries = [(number, at(TODAY - timedelta(days=ago))) for number, ago in cases.items()]
    shuffled = [*entries, *entries]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    record = other = Reputation()
    for number, moment in entries:
        record = record.charged(number, moment)
    for number, moment in shuffled:
        other = other.charged(number, moment)

    assert record == other
    assert record.points(POLICY, TODAY) == -15 * len(cases)


@given(st.lists(some_days(), max_size=4), CASES)
def test_a_record_survives_being_stored(
    found: list[Mapping[date, Day]], cases: dict[int, int]
) -> None:
    """LK-012: what is read back is what was written."""
    record = Reputation()
    for days in found:
        record = record.counted(days, POLICY)
    for number in cases:
        record = record.charged(number, at(TODAY))
    record = record.awarded({"helper": at(TODAY)})

    assert codec.load(Reputation, codec.dump(record)) == record


@pytest.mark.parametrize("points", [0, 20])
def test_points_follow_the_policy_in_force(points: int) -> None:
    """LK-010"""
    policy = ReputationPolicy(points_per_helpful_message=points)
    record = Reputation().counted({TODAY: a_day(1, 1)}, policy)

    assert record.points(policy, TODAY) == points
