"""Each limit by itself, on a call that would do everything, as whole values."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.action import Action, Mode
from app.domain.decision import Decision, Limit
from app.domain.ladders import NEAREST_CERTAINTY
from app.domain.limits import limited, nothing
from app.domain.policies.policy import Policy
from app.domain.record.standing import Standing
from app.domain.verdict import Verdict
from tests.factories import NOW, evidence

SAID = Verdict(toxicity=0.9, label="toxic", behaviour=0.2, context=0, final=0.62)
HOUR = timedelta(hours=1)
FULL = Decision(
    verdict=SAID,
    wanted=Action.TIMEOUT,
    action=Action.TIMEOUT,
    duration=HOUR,
    delete=True,
    notify=True,
    warned=True,
    escalated=True,
    escalating=True,
    review=True,
    confidence=0.95,
    limits=(Limit.LADDER_FULL,),
    policy_version=3,
)
POLICY = Policy()
IDLE = replace(
    FULL,
    action=Action.NONE,
    duration=None,
    delete=False,
    notify=False,
    warned=False,
    review=False,
)
BEFORE = (Limit.LADDER_FULL,)


def test_nothing_keeps_what_was_called_for_and_does_none_of_it() -> None:
    """AC-025, AC-054"""
    assert nothing(FULL) == IDLE


def test_a_call_within_all_limits_stays_as_it_is() -> None:
    assert limited(FULL, evidence(), POLICY) == FULL


def test_a_call_for_nothing_is_no_concern_of_the_limits() -> None:
    calm = replace(IDLE, limits=())

    for mode in Mode:
        assert limited(calm, evidence(), replace(POLICY, mode=mode)) == calm


def test_shadow_mode_adds_its_name_and_does_nothing() -> None:
    """AC-054"""
    shadowed = limited(FULL, evidence(), replace(POLICY, mode=Mode.SHADOW))

    assert shadowed == replace(IDLE, limits=(*BEFORE, Limit.SHADOW))


def test_review_mode_leaves_a_flag_and_its_name() -> None:
    """AC-051"""
    found = limited(FULL, evidence(), replace(POLICY, mode=Mode.REVIEW))

    flag = replace(IDLE, action=Action.FLAG, review=True)
    assert found == replace(flag, limits=(*BEFORE, Limit.REVIEW_MODE))


@pytest.mark.parametrize(("late", "is_late"), [(0, False), (1, True)])
def test_what_is_late_by_a_second_is_late(late: int, *, is_late: bool) -> None:
    """AC-051, ruling C12: at the limit itself it still is in time."""
    judged_at = NOW + POLICY.late_after + timedelta(seconds=late)

    found = limited(FULL, evidence(judged_at=judged_at), POLICY)

    flag = replace(IDLE, action=Action.FLAG, review=True, limits=(*BEFORE, Limit.LATE))
    assert found == (flag if is_late else FULL)


@pytest.mark.parametrize("mode", [Mode.REVIEW, Mode.ENFORCE])
def test_what_would_go_without_a_case_is_not_worth_a_flag(mode: Mode) -> None:
    silent = replace(FULL, action=Action.DELETE, silent=True)
    late = evidence(judged_at=NOW + timedelta(days=1))

    found = limited(silent, late, replace(POLICY, mode=mode))

    limit = Limit.REVIEW_MODE if mode is Mode.REVIEW else Limit.LATE
    assert found == replace(nothing(silent), limits=(*BEFORE, limit))


@pytest.mark.parametrize(
    ("ceiling", "interim", "action", "delete"),
    [
        (Action.TIMEOUT, HOUR, Action.TIMEOUT, True),
        (Action.TIMEOUT, None, Action.FLAG, True),
        (Action.WARN, HOUR, Action.FLAG, True),
        (Action.FLAG, HOUR, Action.FLAG, False),
    ],
)
def test_above_the_ceiling_the_interim_holds(
    ceiling: Action, interim: timedelta | None, action: Action, *, delete: bool
) -> None:
    """AC-051, ruling C2: what one may do without a person, and a person must look."""
    policy = replace(POLICY, max_automatic_action=ceiling, interim_timeout=interim)
    called = replace(FULL, wanted=Action.BAN, action=Action.BAN, duration=None, review=False)

    found = limited(called, evidence(), policy)

    assert found == replace(
        called,
        action=action,
        duration=interim if action is Action.TIMEOUT else None,
        delete=delete,
        notify=action is Action.TIMEOUT,
        warned=False,
        review=True,
        limits=(*BEFORE, Limit.CEILING),
    )


def test_an_interim_tells_nobody_where_nobody_is_told() -> None:
    called = replace(FULL, action=Action.BAN, notify=False, delete=False)

    found = limited(called, evidence(), POLICY)

    assert (found.notify, found.delete) == (False, False)


def test_above_the_ceiling_a_silent_removal_is_left_alone() -> None:
    silent = replace(FULL, action=Action.DELETE, silent=True)
    policy = replace(POLICY, max_automatic_action=Action.FLAG)

    found = limited(silent, evidence(), policy)

    assert found == replace(nothing(silent), limits=(*BEFORE, Limit.CEILING))


@pytest.mark.parametrize(
    ("action", "confidence", "unsure"),
    [
        (Action.KICK, 0.79, True),
        (Action.KICK, 0.8, False),
        (Action.BAN, NEAREST_CERTAINTY, True),
        (Action.TIMEOUT, NEAREST_CERTAINTY, False),
    ],
)
def test_only_a_kick_or_ban_needs_confidence(
    action: Action, confidence: float, *, unsure: bool
) -> None:
    """AC-012, AC-013, ST-054: at the wanted confidence itself it is sure."""
    policy = replace(POLICY, max_automatic_action=Action.BAN)
    called = replace(FULL, action=action, confidence=confidence)

    found = limited(called, evidence(), policy)

    assert (Limit.LOW_CONFIDENCE in found.limits) is unsure


@pytest.mark.parametrize(
    ("after", "last", "is_same"),
    [
        (POLICY.burst_window, Action.TIMEOUT, True),
        (POLICY.burst_window + timedelta(seconds=1), Action.TIMEOUT, False),
        (timedelta(0), Action.WARN, False),
        (timedelta(0), Action.BAN, True),
    ],
)
def test_a_burst_ends_with_its_window_or_when_it_gets_worse(
    after: timedelta, last: Action, *, is_same: bool
) -> None:
    standing = Standing(last_offence_at=NOW - after, last_action=last)

    found = limited(FULL, evidence(standing=standing), POLICY)

    removed = replace(IDLE, action=Action.DELETE, delete=True, limits=(*BEFORE, Limit.BURST))
    assert found == (removed if is_same else FULL)


@pytest.mark.parametrize(
    ("delete", "victim", "silent"),
    [(True, False, False), (False, False, False), (True, True, False), (True, False, True)],
)
def test_the_rest_of_a_burst_only_goes_away(*, delete: bool, victim: bool, silent: bool) -> None:
    """Copies from a stolen account belong to the case of the first ones."""
    standing = Standing(last_offence_at=NOW, last_action=Action.BAN)
    called = replace(FULL, delete=delete, victim=victim, silent=silent)

    found = limited(called, evidence(standing=standing), POLICY)

    assert found == replace(
        nothing(called),
        action=Action.DELETE if delete else Action.NONE,
        delete=delete,
        silent=victim or silent,
        limits=(*BEFORE, Limit.BURST),
    )


calls = st.builds(
    replace,
    st.just(FULL),
    action=st.sampled_from(Action),
    confidence=st.floats(0, 1),
    delete=st.booleans(),
)
policies = st.builds(
    replace,
    st.just(POLICY),
    mode=st.sampled_from(Mode),
    max_automatic_action=st.sampled_from(
        (Action.FLAG, Action.WARN, Action.TIMEOUT, Action.KICK, Action.BAN)
    ),
)


@given(calls, policies, st.sampled_from(Action), st.timedeltas(timedelta(0), timedelta(hours=1)))
def test_no_limit_ever_makes_a_call_harder(
    called: Decision, policy: Policy, last: Action, late: timedelta
) -> None:
    """Law: nothing is done that was not called for, but a flag (AC-025, ruling C2)."""
    standing = Standing(last_action=last, last_offence_at=NOW)
    found = limited(called, evidence(judged_at=NOW + late, standing=standing), policy)

    removal = Action.DELETE if called.delete else Action.FLAG
    assert found.action.severity <= max(called.action.severity, removal.severity)
    assert found.wanted is called.wanted
    assert found.limits[: len(called.limits)] == called.limits
    assert called.delete or not found.delete
    assert called.notify or not found.notify
    assert called.warned or not found.warned
