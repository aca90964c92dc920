from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.action import Risk
from app.domain.behaviour import Behaviour, assess
from app.domain.context import context_of
from app.domain.ids import made_at
from app.domain.policy import Policy
from app.domain.standing import Standing
from app.domain.verdict import final_score
from tests.factories import JOINED, NOW, OLD_ACCOUNT, recents


def behaviour_of(**changes: object) -> Behaviour:
    values: dict[str, object] = {
        "standing": Standing(),
        "recent": [],
        "account_made_at": made_at(OLD_ACCOUNT),
        "joined_at": JOINED,
        "now": NOW,
    }
    return assess(**(values | changes))  # type: ignore[arg-type]


def test_an_old_member_who_says_something_once_has_nothing_against_them() -> None:
    """ST-030."""
    assert behaviour_of().score == 0
    assert behaviour_of().risk is Risk.GREEN


def test_velocity_counts_the_last_minute_between_a_lively_and_an_inhuman_rate() -> None:
    """ST-031."""
    assert behaviour_of(recent=recents(*[None] * 7)).velocity == 0
    assert behaviour_of(recent=recents(*[None] * 29)).velocity == 1
    slow = recents(*[None] * 29, every=timedelta(minutes=2))
    assert behaviour_of(recent=slow).velocity == 0


def test_escalation_needs_a_trend_and_grows_with_heat() -> None:
    """ST-033."""
    assert behaviour_of(recent=recents(0.9, 0.9)).escalation == 0
    assert behaviour_of(recent=recents(0.1, 0.1, 0.1)).escalation == 0
    rising = behaviour_of(recent=recents(0.1, 0.2, 0.8, 0.9)).escalation
    cooling = behaviour_of(recent=recents(0.9, 0.8, 0.2, 0.1)).escalation
    assert rising is not None
    assert cooling is not None
    assert rising > cooling > 0


def test_history_grows_with_every_entry_and_never_reaches_one() -> None:
    """ST-031, RM-012."""
    records = [Standing(), Standing(warnings=1), Standing(timeouts=1), Standing(bans=1)]
    history = [behaviour_of(standing=one).history for one in records]
    assert history == sorted(history)
    assert history[0] == 0
    assert history[-1] < 1


def test_a_new_account_counts_for_less_every_day() -> None:
    """ST-031."""
    ages = [
        behaviour_of(account_made_at=NOW - timedelta(days=days), joined_at=None).age
        for days in (0, 10, 20, 30, 400)
    ]
    assert ages == sorted(ages, reverse=True)
    assert ages[-1] == 0


def test_a_window_that_cannot_be_read_leaves_factors_out_instead_of_calling_them_zero() -> None:
    """AC-046: degraded, and it can be told from a calm member."""
    blind = behaviour_of(recent=None)
    assert (blind.velocity, blind.escalation) == (None, None)


@given(st.integers(0, 60), st.integers(0, 400))
def test_being_new_and_writing_fast_is_never_enough_for_an_action(messages: int, days: int) -> None:
    """ST-125: only what is said, or what is on record, can bring a member to the ladder."""
    factors = behaviour_of(
        recent=recents(*[0.0] * messages, every=timedelta(milliseconds=200)),
        account_made_at=NOW - timedelta(days=days),
        joined_at=NOW,
    )
    final = final_score(toxicity=0, behaviour=factors.score, context=1, policy=Policy())
    assert final < Policy().thresholds.warn


@given(
    st.builds(
        Standing,
        warnings=st.integers(0, 9),
        timeouts=st.integers(0, 9),
        kicks=st.integers(0, 9),
        bans=st.integers(0, 9),
    ),
    st.lists(st.one_of(st.none(), st.floats(0, 1))),
)
def test_every_factor_and_the_score_stay_between_nothing_and_all(
    standing: Standing, scores: list[float | None]
) -> None:
    factors = behaviour_of(standing=standing, recent=recents(*scores), joined_at=None)
    shown = (factors.velocity, factors.escalation, factors.history, factors.age, factors.score)
    assert all(part is not None and 0 <= part <= 1 for part in shown)


@pytest.mark.parametrize(("heat", "context"), [([], 0), ([1.0] * 4, 0), ([1.0, 0, 0, 0, 0], 0.2)])
def test_a_channel_is_heated_when_much_of_its_talk_is(heat: list[float], context: float) -> None:
    """ST-034, IS-132."""
    now_and_then = [(NOW - timedelta(minutes=1), score) for score in heat]
    assert context_of(now_and_then, NOW) == pytest.approx(context)
    assert context_of(now_and_then, NOW + timedelta(minutes=10)) == 0
