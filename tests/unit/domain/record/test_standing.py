"""Laws of a member's record."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.action import Action
from app.domain.record.mute import mute
from app.domain.record.standing import Standing, TemporaryBan
from tests.factories import NOW

HOUR = timedelta(hours=1)
actions = st.sampled_from(list(Action))
counts = st.builds(
    Standing,
    warnings=st.integers(0, 9),
    timeouts=st.integers(0, 9),
    kicks=st.integers(0, 9),
    bans=st.integers(0, 9),
    violations=st.integers(0, 9),
)


def after(standing: Standing, action: Action, *, warned: bool = False) -> Standing:
    return standing.after(action, warned=warned, spoken_at=NOW, now=NOW, duration=HOUR, case=7)


def numbers(standing: Standing) -> tuple[int, ...]:
    counted = (standing.warnings, standing.timeouts, standing.kicks, standing.bans)
    return (*counted, standing.violations)


@given(counts, actions, st.booleans())
def test_a_pardon_takes_away_exactly_what_the_case_added(
    standing: Standing,
    action: Action,
    warned: bool,  # noqa: FBT001 — hypothesis draws it
) -> None:
    """IS-054"""
    freed = after(standing, action, warned=warned).pardoned(action, warned=warned, case=7)

    assert numbers(freed) == numbers(standing)
    assert (freed.mute, freed.ban) == (None, None)
    assert freed.version == standing.version + 2


@given(counts, actions, st.booleans())
def test_nothing_on_record_falls_below_none(
    standing: Standing,
    action: Action,
    warned: bool,  # noqa: FBT001
) -> None:
    freed = standing
    for _ in range(12):
        freed = freed.pardoned(action, warned=warned)

    assert min(numbers(freed)) >= 0


@given(counts, actions, st.booleans())
def test_every_change_moves_the_version(
    standing: Standing,
    action: Action,
    warned: bool,  # noqa: FBT001
) -> None:
    """IS-117"""
    assert after(standing, action, warned=warned).version == standing.version + 1


@given(counts, actions)
def test_what_does_not_count_is_in_force_all_the_same(standing: Standing, action: Action) -> None:
    stolen = after(standing, action, warned=True).with_counts_of(standing)

    assert numbers(stolen) == numbers(standing)
    assert stolen.warned_at == standing.warned_at
    assert stolen.mute == after(standing, action, warned=True).mute


@pytest.mark.parametrize("action", [Action.TIMEOUT, Action.BAN])
def test_what_another_case_keeps_in_force_stays(action: Action) -> None:
    """T-7: one pardon does not free from another punishment."""
    standing = Standing(
        mute=mute(NOW, HOUR, case=8), ban=TemporaryBan(until=NOW + HOUR, case=8), timeouts=1, bans=1
    )
    freed = standing.pardoned(action, warned=False, case=7)

    assert (freed.mute, freed.ban) == (standing.mute, standing.ban)


def test_the_last_mute_and_the_last_ban_are_in_force() -> None:
    standing = after(after(Standing(), Action.TIMEOUT), Action.BAN)
    assert standing.mute == mute(NOW, HOUR, case=7)
    assert standing.ban == TemporaryBan(since=NOW, until=NOW + HOUR, case=7)

    for_good = standing.after(
        Action.BAN, warned=False, spoken_at=NOW, now=NOW, duration=None, case=8
    )
    assert for_good.ban is None
    assert replace(for_good, ban=standing.ban).mute == standing.mute
