from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.behaviour import Behaviour
from app.domain.decide import decide
from app.domain.ids import UserId
from app.domain.notice import Notice
from app.domain.order import SendNotice
from app.domain.policies.faults import faults_of
from app.domain.policies.policy import Policy
from app.domain.reputation.achievements import ACHIEVEMENTS, earned
from app.domain.reputation.award import award
from app.domain.reputation.goodwill import goodwill_of
from app.domain.reputation.policy import ReputationPolicy
from app.domain.reputation.record import Reputation
from tests.factories import GUILD, NOW, evidence

POLICY = Policy()
USER = UserId(42)


def thanked(times: int) -> Reputation:
    return Reputation(helpful=times)


def keys_of(record: Reputation) -> list[str]:
    return [one.key for one in earned(record, POLICY.reputation, NOW.date())]


def test_an_achievement_is_earned_at_its_threshold() -> None:
    """LK-023, LK-100"""
    assert keys_of(thanked(0)) == []
    assert keys_of(thanked(9)) == ["first_thanks"]
    assert keys_of(thanked(10)) == ["first_thanks", "helper"]


@pytest.mark.parametrize(
    ("record", "key"),
    [
        (Reputation(messages=1000), "talkative"),
        (Reputation(active=(1 << 30) - 1), "regular"),
        (Reputation(active=(1 << 28) - 1), "good_month"),
    ],
)
def test_what_is_counted_besides_thanks(record: Reputation, key: str) -> None:
    """LK-023"""
    assert key in keys_of(record)


def test_an_achievement_is_awarded_once_and_told_by_dm() -> None:
    """LK-023, LK-044"""
    awarded = award(thanked(10), guild=GUILD, user=USER, policy=POLICY, now=NOW)

    assert awarded.record.achievements == {"first_thanks": NOW, "helper": NOW}
    assert [order.effects for order in awarded.orders] == [
        (SendNotice(user=USER, notice=Notice(f"dm.achievement.{key}"), locale="en"),)
        for key in ("first_thanks", "helper")
    ]
    later = NOW + timedelta(days=1)
    assert award(awarded.record, guild=GUILD, user=USER, policy=POLICY, now=later).orders == ()


def test_the_order_of_an_achievement_is_always_the_same_one() -> None:
    """Redelivery changes nothing: the order's id is the idempotency key."""
    first, second = (
        award(thanked(1), guild=GUILD, user=USER, policy=POLICY, now=NOW + timedelta(minutes=late))
        for late in (0, 5)
    )

    assert [one.id for one in first.orders] == [one.id for one in second.orders]


@pytest.mark.parametrize(
    "policy",
    [
        replace(POLICY, notify=False),
        replace(POLICY, reputation=ReputationPolicy(announce=False)),
    ],
)
def test_a_guild_that_wants_no_notices_gets_none(policy: Policy) -> None:
    awarded = award(thanked(1), guild=GUILD, user=USER, policy=policy, now=NOW)

    assert awarded.orders == ()
    assert "first_thanks" in awarded.record.achievements


def test_every_achievement_has_a_name_of_its_own() -> None:
    assert len({one.key for one in ACHIEVEMENTS}) == len(ACHIEVEMENTS)


@given(st.integers(-(10**6), 10**6), st.floats(0, 1))
def test_goodwill_is_bounded_and_grows_with_points(points: int, rate: float) -> None:
    """C9"""
    policy = ReputationPolicy(goodwill_per_point=rate)
    goodwill = goodwill_of(points, policy)

    assert 0 <= goodwill <= 1
    assert goodwill <= goodwill_of(points + 1, policy)
    assert points > 0 or goodwill == 0


def test_where_reputation_is_off_nobody_has_goodwill() -> None:
    """LK-071"""
    assert goodwill_of(1000, ReputationPolicy(enabled=False)) == 0


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.integers(0, 10**6))
def test_reputation_lowers_behaviour_within_bounds_and_never_toxicity(
    toxicity: float, escalation: float, history: float, velocity: float, points: int
) -> None:
    """C9, LK-030: law of goodwill."""
    bare = Behaviour(velocity=velocity, escalation=escalation, history=history)
    good = replace(bare, goodwill=goodwill_of(points, POLICY.reputation))
    without = decide(evidence(toxicity, behaviour=bare), POLICY).verdict
    verdict = decide(evidence(toxicity, behaviour=good), POLICY).verdict

    assert verdict.toxicity == without.toxicity
    assert without.behaviour - POLICY.behaviour.max_goodwill <= verdict.behaviour + 1e-9
    assert verdict.behaviour <= without.behaviour
    assert verdict.final <= without.final


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("points_per_helpful_message", -1),
        ("violation_penalty", 1),
        ("points_per_clean_week", 1001),
        ("helpful_a_day", -1),
        ("goodwill_per_point", 1.5),
    ],
)
def test_a_reputation_policy_that_makes_no_sense_is_refused(field: str, value: float) -> None:
    """LK-010"""
    changes: dict[str, Any] = {field: value}
    policy = replace(POLICY, reputation=replace(POLICY.reputation, **changes))

    assert [fault.split(":")[0] for fault in faults_of(policy)] == [f"reputation.{field}"]
    assert faults_of(POLICY) == ()


def test_the_defaults_are_those_that_were_asked_for() -> None:
    """LK-011, LK-014: reputation is on."""
    assert POLICY.reputation.enabled
    assert POLICY.reputation.points_per_helpful_message == 5
    assert POLICY.reputation.violation_penalty == -15
