import dataclasses
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.adapters.dynamodb import codec
from app.domain.action import Risk
from app.domain.behaviour import Behaviour, assess
from app.domain.context import context_of
from app.domain.decide import decide
from app.domain.evidence import Evidence
from app.domain.ids import made_at
from app.domain.policies.behaviour import (
    BehaviourPolicy,
    BehaviourWeights,
    ContextPolicy,
    EscalationTerms,
    HistoryTerms,
    VelocityTerms,
)
from app.domain.policies.faults import faults_of
from app.domain.policies.policy import Policy
from app.domain.record.standing import Standing
from app.domain.verdict import final_score
from tests.factories import JOINED, NOW, OLD_ACCOUNT, evidence, recents


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


def test_the_account_and_the_time_on_the_server_are_two_factors() -> None:
    """ST-031: each visible separately, in days of their own."""
    ten_days = timedelta(days=10)
    old_account = behaviour_of(joined_at=NOW)
    assert (old_account.age, old_account.membership) == (0, 1)
    new_account = behaviour_of(account_made_at=NOW - ten_days, joined_at=NOW - ten_days)
    assert new_account.age == pytest.approx(2 / 3)
    assert new_account.membership == 0
    assert behaviour_of(joined_at=None).membership == 0


def test_every_factor_adds_its_weight_and_nothing_else_does() -> None:
    """ST-030, ST-031: 0.15, 0.35, 0.35, 0.075 and 0.075."""
    for name, weight in dataclasses.asdict(BehaviourWeights()).items():
        alone = replace(Behaviour(membership=0.0), **{name: 1.0})
        assert alone.score == pytest.approx(weight)
        assert alone.parts()[name] == pytest.approx(weight)
    assert BehaviourWeights().total == pytest.approx(1)


def test_a_policy_with_other_weights_judges_stored_factors_anew() -> None:
    """ST-030: evidence keeps factors, the policy weighs them."""
    weights = BehaviourWeights(velocity=1.0, escalation=0, history=0, age=0, membership=0)
    fast = evidence(0.5, behaviour=Behaviour(velocity=1.0))
    policy = Policy(behaviour=BehaviourPolicy(weights=weights))
    assert decide(fast, Policy()).verdict.behaviour == pytest.approx(0.15)
    assert decide(fast, policy).verdict.behaviour == 1.0


def test_evidence_from_before_membership_was_a_factor_decides_as_it_did() -> None:
    """Replays stay true: `age` was the mean of both then, with the weight of both."""
    stored = (
        '{"guild":1,"channel":2,"message":3,"revision":"0","subject":{"user":4},'
        '"spoken_at":"2026-11-21T12:00:00Z","judged_at":"2026-11-21T12:00:01Z",'
        '"signals":[{"source":"classifier","label":"toxic","score":0.5,"version":"1"}],'
        '"behaviour":{"velocity":0.5,"escalation":0.2,"history":0.75,"age":0.8}}'
    )
    old = codec.load(Evidence, stored)
    by_hand = 0.15 * 0.5 + 0.35 * 0.2 + 0.35 * 0.75 + 0.15 * 0.8
    assert old.behaviour.score == pytest.approx(by_hand)
    verdict = decide(old, Policy()).verdict
    assert verdict.final == pytest.approx(0.6 * 0.5 + 0.4 * by_hand)


@pytest.mark.parametrize(
    ("terms", "factor", "value"),
    [
        (BehaviourPolicy(velocity=VelocityTerms(calm=1, flood=5)), "velocity", 0.75),
        (
            BehaviourPolicy(velocity=VelocityTerms(calm=1, flood=5, window=timedelta(seconds=3))),
            "velocity",
            0.25,
        ),
        (BehaviourPolicy(escalation=EscalationTerms(heated=0.85)), "escalation", 1 / 3),
        (
            BehaviourPolicy(escalation=EscalationTerms(heated=0.7, length=2, least=2)),
            "escalation",
            1,
        ),
        (BehaviourPolicy(escalation=EscalationTerms(least=4)), "escalation", 0),
        (BehaviourPolicy(history=HistoryTerms(warning=2.0)), "history", 0.75),
        (BehaviourPolicy(new_account=timedelta(days=7300)), "age", 0.505),
        (BehaviourPolicy(new_member=timedelta(days=5033)), "membership", 0.5),
    ],
)
def test_every_number_is_the_policys(terms: BehaviourPolicy, factor: str, value: float) -> None:
    """ST-030, ST-123: two seconds between messages, the last two heated, one warning on record."""
    found = behaviour_of(recent=recents(0.2, 0.8, 0.9), standing=Standing(warnings=1), terms=terms)
    assert getattr(found, factor) == pytest.approx(value, abs=0.01)


def test_a_member_who_cools_down_counts_for_as_much_as_the_policy_says() -> None:
    """ST-033."""
    down = recents(0.9, 0.8, 0.2, 0.1)
    gone = BehaviourPolicy(escalation=EscalationTerms(cooling=0.0))
    assert behaviour_of(recent=down).escalation == pytest.approx(0.3)
    assert behaviour_of(recent=down, terms=gone).escalation == 0


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_goodwill_lowers_behaviour_by_no_more_than_the_policy_allows(
    history: float, goodwill: float, most: float
) -> None:
    """Ruling C9: bounded, never below nothing, and never touching toxicity."""
    terms = BehaviourPolicy(max_goodwill=most)
    plain = Behaviour(history=history)
    liked = replace(plain, goodwill=goodwill)
    before, after = plain.under(terms), liked.under(terms)
    assert 0 <= after <= before
    assert before - after <= most + 1e-9
    verdicts = [
        decide(evidence(0.5, behaviour=one), Policy(behaviour=terms)).verdict
        for one in (plain, liked)
    ]
    assert verdicts[0].toxicity == verdicts[1].toxicity


@pytest.mark.parametrize(
    ("alarm", "escalation", "flagged"),
    [(0.5, 0.5, True), (0.5, 0.49, False), (0.9, 0.5, False), (0.5, None, False)],
)
def test_escalation_is_flagged_from_the_policys_alarm_on(
    alarm: float,
    escalation: float | None,
    flagged: bool,  # noqa: FBT001 — a parameter of the test
) -> None:
    """ST-033."""
    terms = BehaviourPolicy(escalation=EscalationTerms(alarm=alarm))
    assert Behaviour(escalation=escalation).escalates(terms) is flagged


@pytest.mark.parametrize(
    ("terms", "context"),
    [
        (ContextPolicy(heated=0.95), 0),
        (ContextPolicy(least=3), 1),
        (ContextPolicy(least=3, memory=timedelta(seconds=30)), 0),
    ],
)
def test_the_heat_of_a_channel_is_read_with_the_policys_numbers(
    terms: ContextPolicy, context: float
) -> None:
    """ST-034."""
    heat = [(NOW - timedelta(minutes=1), 0.9)] * 4
    assert context_of(heat, NOW, terms) == context
    assert context_of(heat, NOW) == 0


@pytest.mark.parametrize(
    ("policy", "place"),
    [
        (BehaviourPolicy(weights=BehaviourWeights(age=-0.1)), "behaviour.weights"),
        (BehaviourPolicy(weights=BehaviourWeights(history=-0.1)), "behaviour.weights"),
        (BehaviourPolicy(velocity=VelocityTerms(calm=8, flood=8)), "behaviour.velocity"),
        (BehaviourPolicy(velocity=VelocityTerms(calm=0)), "behaviour.velocity"),
        (BehaviourPolicy(velocity=VelocityTerms(flood=51)), "behaviour.velocity"),
        (
            BehaviourPolicy(velocity=VelocityTerms(window=timedelta(minutes=6))),
            "behaviour.velocity.window",
        ),
        (BehaviourPolicy(escalation=EscalationTerms(least=1)), "behaviour.escalation"),
        (BehaviourPolicy(escalation=EscalationTerms(length=2)), "behaviour.escalation"),
        (BehaviourPolicy(escalation=EscalationTerms(cooling=1.1)), "behaviour.escalation.cooling"),
        (BehaviourPolicy(history=HistoryTerms(kick=-1.0)), "behaviour.history"),
        (BehaviourPolicy(new_member=timedelta(0)), "behaviour.new_member"),
        (BehaviourPolicy(max_goodwill=1.1), "behaviour.max_goodwill"),
    ],
)
def test_numbers_that_make_no_sense_are_named(policy: BehaviourPolicy, place: str) -> None:
    """ST-002."""
    assert [fault for fault in faults_of(Policy(behaviour=policy)) if fault.startswith(place)]


@pytest.mark.parametrize(
    ("policy", "place"),
    [
        (ContextPolicy(heated=-0.1), "context.heated"),
        (ContextPolicy(least=0), "context.least"),
        (ContextPolicy(memory=timedelta(minutes=6)), "context.memory"),
    ],
)
def test_a_context_that_makes_no_sense_is_named(policy: ContextPolicy, place: str) -> None:
    """ST-002."""
    assert [fault for fault in faults_of(Policy(context=policy)) if fault.startswith(place)]
