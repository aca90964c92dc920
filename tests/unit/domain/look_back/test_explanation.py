"""Why a decision came out as it did."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.action import Action
from app.domain.behaviour import Behaviour
from app.domain.decide import decide
from app.domain.decision import Ladder, Limit
from app.domain.evidence import Evidence, Subject
from app.domain.exemption import Exemption
from app.domain.ids import RoleId
from app.domain.kind import Kind
from app.domain.look_back.explanation import Entries, Explanation, explain
from app.domain.policies.policy import Override, Policy, RoleTier, Rungs, Thresholds, Weights
from app.domain.policies.rules import Rules, WordRule
from app.domain.record.standing import Standing
from tests.any_value import any_value
from tests.factories import CHANNEL, OLD_ACCOUNT, a_signal, evidence

POLICIES = st.sampled_from(
    [
        Policy(),
        Policy(weights=Weights(toxicity=0.8, behaviour=0.2, context=0.5)),
        Policy(thresholds=Thresholds(warn=0.1, timeout=0.2, kick=0.3, ban=0.4)),
    ]
)


def why(found: Evidence, policy: Policy | None = None) -> Explanation:
    policy = policy or Policy()
    return explain(found, decide(found, policy), policy)


@settings(max_examples=50)
@given(any_value(Evidence), POLICIES)
def test_the_terms_add_up_to_the_score_and_the_factors_to_behaviour(
    found: Evidence, policy: Policy
) -> None:
    """ST-120: the numbers shown are the numbers that decided."""
    told = why(found, policy)
    said = told.toxicity.adds + told.behaviour.adds
    behaved = sum(factor.adds for factor in told.factors)

    assert told.final == min(1.0, round(said * (1.0 + told.context.adds), 9))
    assert told.behaviour.value == pytest.approx(min(1.0, max(0.0, behaved)), abs=1e-12)


@settings(max_examples=50)
@given(any_value(Evidence), POLICIES)
def test_the_margins_say_which_rungs_were_reached(found: Evidence, policy: Policy) -> None:
    told = why(found, policy)
    reached = [one.action for one in told.margins if one.is_reached]

    assert told.called is (reached[-1] if reached else Action.NONE)
    assert (told.reached.action if told.reached else Action.NONE) is told.called
    assert told.next is None or told.next.distance < 0


def test_a_score_on_a_threshold_has_reached_it() -> None:
    told = why(evidence(0.55 / 0.6))

    assert told.margins[1].distance == 0
    assert told.margins[1].is_reached
    assert told.called is Action.TIMEOUT


def test_it_holds_what_history_counted() -> None:
    """ST-124: warnings, timeouts, kicks, bans, violations; only what there is."""
    told = why(evidence(standing=Standing(warnings=2, timeouts=1, violations=3)))

    assert told.record == (Entries("warnings", 2), Entries("timeouts", 1), Entries("violations", 3))


def test_each_factor_of_behaviour_says_what_it_added() -> None:
    """ST-124: patterns of behaviour are visible one by one; what nobody saw is absent."""
    told = why(
        evidence(
            behaviour=Behaviour(velocity=None, escalation=1.0, history=0.5, age=0, membership=1)
        )
    )
    factors = {factor.name: factor for factor in told.factors}

    assert factors["velocity"].value is None
    assert factors["escalation"].adds == pytest.approx(0.35)
    assert factors["history"].adds == pytest.approx(0.175)
    assert factors["membership"].adds == pytest.approx(0.075)
    assert "goodwill" not in factors


def test_goodwill_is_told_when_it_took_something_off() -> None:
    told = why(evidence(behaviour=Behaviour(history=0.5, goodwill=0.05)))

    assert told.factors[-1].name == "goodwill"
    assert told.factors[-1].adds == -0.05


def test_broken_rules_say_what_they_call_for() -> None:
    rules = Rules(
        words=(
            WordRule(name="slurs", words=("x",), action=Action.TIMEOUT),
            WordRule(name="new", words=("y",), shadow=True),
        )
    )
    signals = (
        a_signal(0.1),
        a_signal(1.0, "slurs", "words"),
        a_signal(1.0, "new", "words"),
        a_signal(1.0, "gone", "words"),
    )
    told = why(evidence(signals=signals), Policy(rules=rules))

    assert [(one.name, one.action, one.deletes) for one in told.rules] == [
        ("slurs", Action.TIMEOUT, True),
        ("gone", None, False),
    ]
    assert [one.name for one in told.tried] == ["new"]
    assert told.ladder is Ladder.RULE
    assert told.called is Action.NONE


def test_thresholds_are_those_of_the_channel_and_the_roles() -> None:
    policy = Policy(overrides={CHANNEL: Override(thresholds=Rungs(warn=0.5))})
    assert why(evidence(0.1), policy).margins[0].threshold == 0.5

    trusted = Policy(roles={RoleId(77): RoleTier(thresholds=Rungs(warn=0.52))})
    member = Subject(user=OLD_ACCOUNT, roles=(RoleId(77),))
    assert why(evidence(0.1, subject=member), trusted).margins[0].threshold == 0.52


def test_limits_exemption_and_what_could_not_be_seen_are_told() -> None:
    ceiling = why(evidence(1.0, behaviour=Behaviour(history=1, escalation=1, velocity=1, age=1)))
    assert ceiling.wanted is Action.BAN
    assert ceiling.action is Action.TIMEOUT
    assert Limit.CEILING in ceiling.limits

    exempt = why(evidence(1.0, subject=Subject(user=OLD_ACCOUNT, is_owner=True)))
    assert exempt.exemption is Exemption.OWNER

    blind = why(evidence(signals=(), degraded=("windows",), language_supported=False))
    assert blind.degraded == ("windows",)
    assert not blind.language_supported
    assert blind.models == ()


def test_versions_of_policy_and_models_are_told_once_each() -> None:
    found = evidence(signals=(a_signal(0.5), a_signal(0.4, "insult")))
    told = why(found, replace(Policy(), version=12))

    assert told.policy_version == 12
    assert told.models == ("test",)


def test_what_is_no_message_of_a_person_says_so() -> None:
    assert why(evidence(kind=Kind.NAME)).kind is Kind.NAME
