"""What is decided about names, titles, Discord's own messages and what AutoMod blocked."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.action import Action, Mode
from app.domain.decide import decide
from app.domain.decision import Decision, Limit
from app.domain.evidence import Evidence, Subject
from app.domain.exemption import Exemption
from app.domain.kind import Kind
from app.domain.measures import effects_of
from app.domain.order import DeleteMessages
from app.domain.policies.policy import Exemptions, Policy
from app.domain.policies.rules import AutoModRule, NameRule, Rules, ServiceRule, WordRule
from app.domain.record.standing import Standing
from app.domain.signal import Signal
from tests.factories import CHANNEL, NOW, OLD_ACCOUNT, a_message, a_signal, evidence

WORD = Signal(source="words", label="boats", score=1.0)
JOINED = Signal(source="service", label="join", score=1.0)
BLOCKED = Signal(source="automod", label="keyword", score=1.0)
RULES = Rules(
    words=(WordRule(name="boats", words=("boat",), action=Action.BAN),),
    service=ServiceRule(kinds=("join",)),
)
STRICT = Policy(rules=RULES, max_automatic_action=Action.BAN)


def beside(kind: Kind, *signals: Signal, **changes: Any) -> Evidence:
    return evidence(kind=kind, signals=signals, **changes)


def decided(found: Evidence, policy: Policy = STRICT, /, **rules: Any) -> Decision:
    return decide(found, replace(policy, rules=replace(policy.rules, **rules)))


@pytest.mark.parametrize("kind", [Kind.NAME, Kind.TITLE])
@pytest.mark.parametrize(
    "action", [Action.NONE, Action.FLAG, Action.WARN, Action.TIMEOUT, Action.KICK]
)
def test_a_name_calls_for_what_its_own_rule_says_and_never_for_more(
    kind: Kind, action: Action
) -> None:
    """The broken rule would ban; a record of offences makes nothing harder either."""
    record = Standing(timeouts=5, warnings=2)
    field = "names" if kind is Kind.NAME else "titles"
    found = decided(beside(kind, WORD, standing=record), **{field: NameRule(action=action)})

    assert found.action is action
    assert not found.delete
    assert not found.escalated


def test_a_toxic_score_is_never_held_against_a_name() -> None:
    found = decided(beside(Kind.NAME, a_signal(1.0)))
    assert found.action is Action.NONE


@pytest.mark.parametrize("rule", [NameRule(enabled=False), NameRule(shadow=True)])
def test_a_name_rule_that_is_off_or_only_tried_does_nothing(rule: NameRule) -> None:
    assert decided(beside(Kind.NAME, WORD), names=rule).action is Action.NONE


def test_a_service_message_of_an_unwanted_kind_goes_without_a_case() -> None:
    """LK-010, LK-041."""
    found = decided(beside(Kind.SERVICE, JOINED))
    assert (found.action, found.delete, found.silent) == (Action.DELETE, True, True)
    assert not found.opens_case
    assert not found.leaves_papers
    assert not found.notify
    other = Signal(source="service", label="pin", score=1.0)
    assert decided(beside(Kind.SERVICE, other)).action is Action.NONE
    assert decided(beside(Kind.SERVICE)).action is Action.NONE


def test_a_service_message_is_discords_whoever_it_is_about() -> None:
    owner = Subject(user=OLD_ACCOUNT, is_owner=True, is_bot=True)
    assert decided(beside(Kind.SERVICE, JOINED, subject=owner)).delete
    exempt = replace(STRICT, exempt=Exemptions(channels=(CHANNEL,)))
    found = decided(beside(Kind.SERVICE, JOINED), exempt)
    assert (found.action, found.exemption) == (Action.NONE, Exemption.CHANNEL)


@pytest.mark.parametrize(
    ("policy", "limit"),
    [
        (replace(STRICT, mode=Mode.REVIEW), Limit.REVIEW_MODE),
        (replace(STRICT, late_after=timedelta(0)), Limit.LATE),
        (replace(STRICT, max_automatic_action=Action.FLAG), Limit.CEILING),
    ],
)
def test_nobody_is_bothered_about_a_service_message_that_may_not_go(
    policy: Policy, limit: Limit
) -> None:
    found = decided(beside(Kind.SERVICE, JOINED), policy)
    assert (found.action, found.review, found.limits) == (Action.NONE, False, (limit,))


@pytest.mark.parametrize("action", [Action.NONE, Action.FLAG])
def test_what_automod_blocked_is_shown_at_most(action: Action) -> None:
    found = decided(beside(Kind.BLOCKED, BLOCKED), automod=AutoModRule(action=action))
    assert found.action is action
    assert found.review is (action is Action.FLAG)


@given(
    kind=st.sampled_from([kind for kind in Kind if kind is not Kind.MESSAGE]),
    toxicity=st.floats(0, 1),
    warnings=st.integers(0, 5),
    timeouts=st.integers(0, 5),
)
def test_nothing_beside_messages_is_punished_by_score_or_record(
    kind: Kind, toxicity: float, warnings: int, timeouts: int
) -> None:
    """Under the default rules of names, titles, AutoMod and service messages."""
    record = Standing(warnings=warnings, timeouts=timeouts)
    signals = (a_signal(toxicity), WORD, JOINED, BLOCKED)
    found = decided(beside(kind, *signals, standing=record))
    assert not found.action.punishes


def test_only_a_service_message_is_ever_deleted() -> None:
    for kind in Kind:
        found = decided(beside(kind, JOINED, standing=Standing()))
        effects = effects_of(found, a_message(kind=kind), STRICT, NOW)
        removes = any(isinstance(effect, DeleteMessages) for effect in effects)
        assert removes is (kind is Kind.SERVICE) or kind is Kind.MESSAGE
