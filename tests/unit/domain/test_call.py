"""What is called for before any limit, part by part, with a policy that may do everything."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.domain.action import Action
from app.domain.behaviour import Behaviour
from app.domain.decide import decide, policy_for
from app.domain.decision import Decision, Ladder, Limit
from app.domain.evidence import Subject
from app.domain.ids import ChannelId, RoleId
from app.domain.policies.policy import Override, Policy, RoleTier, Rungs
from app.domain.policies.rules import Rules, WordRule
from app.domain.record.standing import Standing
from app.domain.signal import Signal
from tests.factories import OLD_ACCOUNT, a_signal, evidence

DAYS = timedelta(days=3)
RULES = Rules(
    words=(
        *(
            WordRule(name=action, words=("x",), action=action, delete=False)
            for action in Action
            if action is not Action.NONE
        ),
        WordRule(name="gone", words=("x",), action=Action.WARN, delete=True),
    )
)
POLICY = Policy(
    version=7, rules=RULES, max_automatic_action=Action.BAN, ban_duration=DAYS, min_confidence=0.0
)
TIMEOUT_SCORE = 0.95
"""Of toxicity: 0.57, a timeout by its score, 0.02 above the threshold."""


def broken(*names: str) -> tuple[Signal, ...]:
    return tuple(Signal(source="words", label=name, score=1.0) for name in names)


def judged(toxicity: float, *rules: str, policy: Policy = POLICY, **changes: Any) -> Decision:
    signals = (a_signal(toxicity), *broken(*rules))
    return decide(evidence(signals=signals, **changes), policy)


@pytest.mark.parametrize(
    ("rule", "action", "ladder", "confidence"),
    [
        (Action.WARN, Action.TIMEOUT, Ladder.SCORE, 0.76),
        (Action.TIMEOUT, Action.TIMEOUT, Ladder.RULE, 1.0),
        (Action.KICK, Action.KICK, Ladder.RULE, 1.0),
    ],
)
def test_a_broken_rule_is_certain_unless_the_score_calls_for_more(
    rule: Action, action: Action, ladder: Ladder, confidence: float
) -> None:
    """AC-012, ST-054"""
    found = judged(TIMEOUT_SCORE, rule)

    assert (found.action, found.ladder) == (action, ladder)
    assert found.confidence == pytest.approx(confidence)


def test_without_a_broken_rule_nothing_is_certain() -> None:
    found = judged(0.5)

    assert (found.action, found.ladder) == (Action.NONE, Ladder.SCORE)
    assert found.confidence == pytest.approx(0.85)


def test_a_first_timeout_holds_exactly_what_was_called_for() -> None:
    """AC-020, AC-028"""
    found = judged(TIMEOUT_SCORE)

    assert found == Decision(
        verdict=found.verdict,
        wanted=Action.TIMEOUT,
        action=Action.TIMEOUT,
        duration=timedelta(hours=1),
        delete=True,
        notify=True,
        confidence=found.confidence,
        policy_version=7,
    )


@pytest.mark.parametrize(
    ("rule", "delete"),
    [(Action.FLAG, False), (Action.WARN, False), ("gone", True), (Action.DELETE, True)],
)
def test_a_mild_message_goes_only_if_its_rule_says_so(rule: str, *, delete: bool) -> None:
    """ST-057, LK-045"""
    assert judged(0.0, rule).delete is delete


@pytest.mark.parametrize(
    ("since", "delete"), [(Action.TIMEOUT, True), (Action.KICK, False), (Action.WARN, True)]
)
def test_removal_begins_with_the_action_that_the_policy_names(
    since: Action, *, delete: bool
) -> None:
    """ST-057"""
    assert judged(TIMEOUT_SCORE, policy=replace(POLICY, delete_from=since)).delete is delete


@pytest.mark.parametrize(
    ("rule", "told"), [(Action.FLAG, False), (Action.DELETE, True), (Action.WARN, True)]
)
def test_whoever_feels_something_is_told(rule: Action, *, told: bool) -> None:
    """ST-056, AC-027"""
    assert judged(0.0, rule).notify is told
    assert judged(0.0, rule, policy=replace(POLICY, notify=False)).notify is False


def test_a_rule_that_only_flags_asks_a_person() -> None:
    """AC-051"""
    found = judged(0.0, Action.FLAG)

    assert (found.action, found.review, found.warned) == (Action.FLAG, True, False)


def test_a_warning_counts_as_one_and_asks_nobody() -> None:
    """IS-020"""
    found = judged(0.0, Action.WARN)

    assert (found.warned, found.review, found.limits) == (True, False, ())


def test_a_full_ladder_asks_a_person() -> None:
    """IS-023"""
    found = judged(0.0, Action.WARN, standing=Standing(warnings=3))

    assert (found.review, found.limits) == (True, (Limit.LADDER_FULL,))


def test_a_ban_lasts_as_long_as_the_policy_says() -> None:
    """IS-134"""
    assert judged(0.0, Action.BAN).duration == DAYS
    assert judged(0.0, Action.KICK).duration is None


@pytest.mark.parametrize(
    ("offences", "escalation", "escalating"),
    [(1, 0.0, False), (2, 0.0, True), (0, 0.5, True), (0, 0.49, False), (2, 0.9, True)],
)
def test_who_offended_before_or_heats_up_is_escalating(
    offences: int, escalation: float, *, escalating: bool
) -> None:
    """ST-033"""
    found = judged(
        0.0,
        standing=Standing(timeouts=offences),
        behaviour=Behaviour(escalation=escalation),
    )

    assert found.escalating is escalating


def test_one_rung_up_is_an_escalation_and_the_base_is_none() -> None:
    """AC-009, ST-053"""
    repeated = judged(TIMEOUT_SCORE, standing=Standing(timeouts=2))

    assert (repeated.action, repeated.escalated, repeated.ladder) == (
        Action.KICK,
        True,
        Ladder.REPEAT,
    )
    assert judged(TIMEOUT_SCORE).escalated is False


def test_where_moderation_is_off_it_says_so_and_does_nothing() -> None:
    off = replace(POLICY, enabled=False)
    found, live = judged(TIMEOUT_SCORE, policy=off), judged(TIMEOUT_SCORE)

    assert found == replace(
        live,
        action=Action.NONE,
        duration=None,
        delete=False,
        notify=False,
        limits=(Limit.OFF,),
    )


def test_the_policy_for_words_is_that_of_their_thread_channel_and_roles() -> None:
    """LK-013, IS-135, IS-136"""
    channel, thread, role = ChannelId(5), ChannelId(6), RoleId(7)
    policy = replace(
        POLICY,
        overrides={
            channel: Override(thresholds=Rungs(warn=0.1)),
            thread: Override(max_automatic_action=Action.WARN),
        },
        roles={role: RoleTier(timeout_share=0.5)},
    )
    author = Subject(user=OLD_ACCOUNT, roles=(role,))

    here = policy_for(evidence(channel=thread, parent=channel, subject=author), policy)

    assert here == policy.in_channel(thread, channel).for_roles((role,))
    assert here.thresholds.warn == 0.1
    assert here.max_automatic_action is Action.WARN
    assert here.timeouts[0] == POLICY.timeouts[0] / 2
    assert policy_for(evidence(), policy) == policy


def test_where_only_flags_are_allowed_a_rule_removes_nothing() -> None:
    """C2: removing a message is harder than a flag, whatever the rule says."""
    rules = Rules(words=(WordRule(name="look", words=("x",), action=Action.FLAG, delete=True),))
    policy = replace(POLICY, rules=rules, max_automatic_action=Action.FLAG)

    found = judged(0.0, "look", policy=policy)

    assert (found.action, found.delete) == (Action.FLAG, False)
