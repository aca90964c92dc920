from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.action import Action
from app.domain.decision import Decision
from app.domain.evidence import Evidence, Subject
from app.domain.ids import UserId
from app.domain.kind import Kind
from app.domain.reputation.calendar import FIRST_DAY, active_weeks, count_of, with_day
from app.domain.reputation.counter import HOUR, Counter
from app.domain.reputation.pace import LONGEST, SHORTEST, next_pause
from app.domain.reputation.record import Day
from app.domain.reputation.tally import joined, tally_of
from app.domain.verdict import Verdict
from tests.factories import NOW, evidence

CALM = Verdict(toxicity=0, label=None, behaviour=0, context=0, final=0)
ALICE, BOB, CAROL = UserId(1), UserId(2), UserId(3)
HOUR_12 = NOW.replace(minute=0)


def said_by(
    user: UserId, *thanked: UserId, wanted: Action = Action.NONE, **changes: Any
) -> tuple[Evidence, Decision]:
    subject = changes.pop("subject", Subject(user=user))
    found = evidence(0.0, subject=subject, thanked=thanked, **changes)
    return found, Decision(verdict=CALM, wanted=wanted, action=Action.NONE)


def test_an_hour_is_added_up_by_member() -> None:
    """LK-020, LK-021"""
    tally = tally_of(HOUR_12, [said_by(ALICE), said_by(ALICE, BOB), said_by(CAROL, BOB, CAROL)])

    assert tally == {
        ALICE: {NOW.date(): Day(hours={12: 2})},
        BOB: {NOW.date(): Day(thanked_by=frozenset({ALICE, CAROL}))},
        CAROL: {NOW.date(): Day(hours={12: 1})},
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"wanted": Action.WARN},
        {"subject": Subject(user=ALICE, is_bot=True)},
        {"subject": Subject(user=ALICE, is_webhook=True)},
        {"kind": Kind.NAME},
    ],
)
def test_what_is_no_clean_message_of_a_person_brings_nothing(changes: dict[str, Any]) -> None:
    """Rudeness that was only counted in shadow mode is not rewarded."""
    assert tally_of(HOUR_12, [said_by(ALICE, BOB, **changes)]) == {}


def test_hours_are_joined_by_member_and_day() -> None:
    first = tally_of(HOUR_12, [said_by(ALICE), said_by(BOB)])
    second = tally_of(HOUR_12 + HOUR, [said_by(ALICE, BOB)])

    both = joined([first, second])

    assert both[ALICE] == {NOW.date(): Day(hours={12: 1, 13: 1})}
    assert both[BOB] == {NOW.date(): Day(hours={12: 1}, thanked_by=frozenset({ALICE}))}


def test_the_hour_before_the_last_counting_is_counted_again() -> None:
    counter = Counter(counted_at=NOW + timedelta(minutes=10))

    hours = list(counter.hours(NOW + timedelta(minutes=100)))

    assert hours == [HOUR_12 - HOUR, HOUR_12, HOUR_12 + HOUR]


def test_the_first_counting_of_a_day_goes_over_the_whole_day_before() -> None:
    counter = Counter(counted_at=NOW)

    hours = list(counter.hours(NOW + timedelta(hours=13)))

    assert hours[0] == datetime(2026, 11, 21, tzinfo=UTC)
    assert hours[-1] == datetime(2026, 11, 22, 1, tzinfo=UTC)


def test_a_counting_that_stopped_goes_on_where_it_was() -> None:
    counter = Counter(counted_at=NOW - timedelta(hours=5), resume_at=HOUR_12)

    assert list(counter.hours(NOW)) == [HOUR_12]


@given(st.timedeltas(timedelta(0), timedelta(days=400)), st.integers(0, 10**6))
def test_no_counting_looks_further_back_than_days_are_open(ago: timedelta, seconds: int) -> None:
    now = NOW + timedelta(seconds=seconds)
    hours = list(Counter(counted_at=now - ago).hours(now))

    assert now - HOUR < hours[-1] <= now
    assert len(hours) <= 48
    assert hours[0] <= max(now - ago, now - timedelta(hours=47))


@given(st.timedeltas(SHORTEST, LONGEST), st.integers(0, 10**5), st.integers(0, 10**5))
def test_the_pause_stays_within_bounds(pause: timedelta, messages: int, writes: int) -> None:
    assert SHORTEST <= next_pause(pause, messages=messages, writes=writes) <= LONGEST


def test_a_busy_guild_is_counted_more_often_and_a_quiet_one_less() -> None:
    hour = timedelta(hours=1)

    assert next_pause(hour, messages=1000, writes=50) == hour / 2
    assert next_pause(hour, messages=1000, writes=51) == hour * 2
    assert next_pause(hour, messages=0, writes=0) == hour * 2


@given(st.lists(st.dates(FIRST_DAY, FIRST_DAY + timedelta(days=900)), max_size=40), st.randoms())
def test_a_calendar_is_a_set_of_days(days: list[date], chance: object) -> None:
    kept = other = 0
    shuffled = [*days, *days]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    for day in days:
        kept = with_day(kept, day)
    for day in shuffled:
        other = with_day(other, day)

    assert kept == other
    assert count_of(kept) == len(set(days))
    assert FIRST_DAY.weekday() == 0  # a Monday
    later = FIRST_DAY + timedelta(days=910)
    assert active_weeks(kept, least=1, before=later) == {
        (day - FIRST_DAY).days // 7 for day in days
    }
