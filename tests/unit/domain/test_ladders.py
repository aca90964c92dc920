from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.action import Action
from app.domain.behaviour import Behaviour
from app.domain.decide import decide
from app.domain.decision import Ladder, Limit
from app.domain.ladders import Climb, climb
from app.domain.policies.policy import Policy, ViolationLadder
from app.domain.policies.rules import Rules, WordRule
from app.domain.reason import reasons_of
from app.domain.record.standing import Standing
from tests.factories import a_signal, evidence

BANS = Policy(
    violations=ViolationLadder(auto_ban=True, before_ban=3), max_automatic_action=Action.BAN
)


def test_the_violation_before_the_last_is_judged_as_ever_and_the_last_one_bans() -> None:
    """LK-011, LK-022, ruling C3: violations_before_ban, where an administrator turned it on."""
    mild = evidence(0.6)
    assert decide(replace(mild, standing=Standing(violations=1)), BANS).wanted is Action.WARN
    last = decide(replace(mild, standing=Standing(violations=2)), BANS)
    assert (last.wanted, last.ladder, last.escalated) == (Action.BAN, Ladder.VIOLATIONS, True)
    assert "reason.violations" in [notice.key for notice in reasons_of(last)]


def test_what_calls_for_a_ban_by_itself_is_not_laid_to_the_violations() -> None:
    """LK-022."""
    assert climb(Action.BAN, Standing(violations=2), BANS) == Climb(Action.BAN)


@pytest.mark.parametrize("warnings", [1, 2])
def test_warnings_do_not_lengthen_what_is_no_warning(warnings: int) -> None:
    """IS-021, IS-022, ruling C6: a timeout lasts as its own number says."""
    standing = Standing(warnings=warnings)
    first = Climb(Action.TIMEOUT, duration=timedelta(hours=1))
    assert climb(Action.TIMEOUT, standing, Policy()) == first
    assert climb(Action.DELETE, standing, Policy()) == Climb(Action.DELETE)


def test_violations_ban_nobody_unless_an_administrator_turned_it_on() -> None:
    """LK-014."""
    many = replace(evidence(0.6), standing=Standing(violations=99))
    assert decide(many, Policy(max_automatic_action=Action.BAN)).wanted is Action.WARN


def test_a_ban_by_violations_needs_a_person_like_any_other() -> None:
    """Ruling C2, C3: never above the ceiling."""
    policy = replace(BANS, max_automatic_action=Action.TIMEOUT)
    last = decide(replace(evidence(0.6), standing=Standing(violations=2)), policy)
    assert (last.action, last.review) == (Action.TIMEOUT, True)
    assert Limit.CEILING in last.limits


def test_what_calls_for_nothing_counts_no_violation() -> None:
    """LK-022: only what would be punished is one."""
    calm = replace(evidence(0.1), standing=Standing(violations=9))
    assert decide(calm, BANS).wanted is Action.NONE
    assert climb(Action.DELETE, Standing(violations=9), BANS) == Climb(Action.DELETE)


@pytest.mark.parametrize(
    ("base", "standing", "ladder"),
    [
        (Action.WARN, Standing(), None),
        (Action.WARN, Standing(timeouts=2), Ladder.REPEAT),
        (Action.WARN, Standing(warnings=1), Ladder.WARNINGS),
        (Action.BAN, Standing(timeouts=5), None),
        (Action.TIMEOUT, Standing(warnings=2), None),
    ],
)
def test_the_ladder_that_took_a_call_up_is_named(
    base: Action, standing: Standing, ladder: Ladder | None
) -> None:
    """AC-024, ST-120."""
    assert climb(base, standing, Policy()).ladder is ladder


def test_without_a_ladder_it_was_the_score_or_a_rule() -> None:
    """AC-024."""
    rules = Rules(words=(WordRule(name="w", words=("a",), action=Action.WARN),))
    broken = evidence(signals=(a_signal(1.0, "w", "words"),))
    assert decide(broken, Policy(rules=rules)).ladder is Ladder.RULE
    assert decide(evidence(0.97), Policy()).ladder is Ladder.SCORE


def test_somebody_who_heats_up_or_has_offended_before_is_flagged_as_escalating() -> None:
    """ST-033: detection, apart from what is done about it."""
    heated = replace(evidence(0.3), behaviour=Behaviour(escalation=0.5))
    assert decide(heated, Policy()).escalating
    assert decide(replace(evidence(0.3), standing=Standing(timeouts=2)), Policy()).escalating
    calm = replace(evidence(0.3), behaviour=Behaviour(escalation=0.49))
    assert not decide(calm, Policy()).escalating


standings = st.builds(
    Standing,
    warnings=st.integers(0, 6),
    timeouts=st.integers(0, 4),
    kicks=st.integers(0, 2),
    bans=st.integers(0, 2),
    violations=st.integers(0, 5),
)
policies = st.builds(
    Policy,
    repeat_offender_after=st.integers(1, 4),
    violations=st.builds(ViolationLadder, auto_ban=st.booleans(), before_ban=st.integers(1, 4)),
    timeouts=st.lists(st.integers(1, 9).map(lambda n: timedelta(hours=n)), min_size=1).map(tuple),
)


@given(st.sampled_from(Action), standings, policies)
def test_a_climb_never_goes_down_and_only_a_timeout_has_a_length(
    base: Action, standing: Standing, policy: Policy
) -> None:
    """Ruling C3: the stronger one applies."""
    up = climb(base, standing, policy)
    assert up.action.severity >= base.severity
    assert (up.duration is not None) is (up.action is Action.TIMEOUT)


@given(st.sampled_from(Action), st.sampled_from(Action), standings, policies)
def test_a_harder_call_never_ends_up_milder(
    one: Action, other: Action, standing: Standing, policy: Policy
) -> None:
    """Ruling C3: ladders keep the order of calls."""
    milder, harder = sorted((one, other), key=lambda action: action.severity)
    down, up = climb(milder, standing, policy), climb(harder, standing, policy)
    assert up.action.severity >= down.action.severity


@given(standings, policies)
def test_a_longer_record_of_timeouts_never_makes_a_call_milder(
    standing: Standing, policy: Policy
) -> None:
    """ST-053, AC-009."""
    longer = replace(standing, timeouts=standing.timeouts + 1)
    for base in (Action.TIMEOUT, Action.KICK, Action.BAN):
        before, after = climb(base, standing, policy), climb(base, longer, policy)
        assert after.action.severity >= before.action.severity
