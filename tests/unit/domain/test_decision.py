from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.action import Action, Mode, Risk, hardest, risk_of
from app.domain.behaviour import Behaviour
from app.domain.decide import decide
from app.domain.decision import Decision, Limit
from app.domain.evidence import Evidence, Subject
from app.domain.exemption import Exemption
from app.domain.ids import RoleId, UserId
from app.domain.ladders import action_for, confidence_of
from app.domain.policies.policy import Channels, Exemptions, Override, Policy, Rungs, Thresholds
from app.domain.policies.rules import LinkRule, Rules, WordRule
from app.domain.reason import reasons_of
from app.domain.record.standing import Standing
from app.domain.verdict import final_score
from tests.factories import CHANNEL, NOW, OLD_ACCOUNT, a_signal, evidence

UNLIMITED = Policy(max_automatic_action=Action.BAN)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)

scores = st.floats(0, 1, allow_nan=False)


def with_final(final: float, **changes: object) -> Evidence:
    """Evidence whose final score is exactly `final`, in parts that reach every height."""
    toxicity = min(1.0, final / 0.6)
    behaviour = max(0.0, (final - 0.6 * toxicity) / 0.4)
    factors = Behaviour(velocity=behaviour, escalation=behaviour, history=behaviour, age=behaviour)
    return evidence(toxicity, behaviour=factors, **changes)


@pytest.mark.parametrize(
    ("final", "action"),
    [
        (0.0, Action.NONE),
        (0.3499, Action.NONE),
        (0.35, Action.WARN),
        (0.5499, Action.WARN),
        (0.55, Action.TIMEOUT),
        (0.7499, Action.TIMEOUT),
        (0.75, Action.KICK),
        (0.8799, Action.KICK),
        (0.88, Action.BAN),
        (1.0, Action.BAN),
    ],
)
def test_each_rung_of_the_ladder_begins_exactly_at_its_threshold(
    final: float, action: Action
) -> None:
    """AC-003, AC-004, AC-005, AC-006, AC-007, AC-008, AC-022, ST-051, ST-052, RM-005."""
    assert action_for(final, Thresholds()) is action
    assert decide(with_final(final), UNLIMITED).wanted is action


@given(scores, scores, scores)
def test_the_final_score_follows_the_formula(
    toxicity: float, behaviour: float, context: float
) -> None:
    """AC-001, AC-002, AC-021, ST-034, ST-050: weights .6 and .4, context up to a fifth more."""
    expected = min(1.0, (0.6 * toxicity + 0.4 * behaviour) * (1 + 0.2 * context))
    final = final_score(toxicity=toxicity, behaviour=behaviour, context=context, policy=Policy())

    assert final == pytest.approx(expected, abs=1e-8)
    assert 0 <= final <= 1


def test_a_sum_that_meets_a_threshold_on_paper_meets_it_in_the_machine() -> None:
    """AC-008: 0.6 * 0.25 + 0.4 * 0.5 is 0.35, though binary fractions add up to less."""
    for toxicity, behaviour in ((0.25, 0.5), (0.35, 0.35), (0.45, 0.2), (0.5, 0.125)):
        final = final_score(toxicity=toxicity, behaviour=behaviour, context=0, policy=Policy())
        assert final >= Thresholds().warn


def test_toxicity_is_the_highest_label_that_the_policy_listens_to() -> None:
    heard = evidence(signals=(a_signal(0.9, "obscene"), a_signal(0.4, "insult")))

    assert decide(heard, Policy()).verdict.toxicity == 0.4
    assert decide(heard, Policy(labels=("obscene",))).verdict.label == "obscene"


def test_a_repeat_offender_goes_exactly_one_rung_up() -> None:
    """AC-009, AC-023, ST-053, ST-033."""
    repeat = Standing(timeouts=2)

    for final, action in ((0.40, Action.TIMEOUT), (0.60, Action.KICK), (0.80, Action.BAN)):
        decision = decide(with_final(final, standing=repeat), UNLIMITED)
        assert (decision.wanted, decision.escalated) == (action, True)
    assert decide(with_final(0.95, standing=repeat), UNLIMITED).escalated is False
    assert decide(with_final(0.20, standing=repeat), UNLIMITED).wanted is Action.NONE


def test_a_first_offence_may_skip_rungs_when_it_is_bad_enough() -> None:
    """AC-010."""
    assert decide(with_final(0.95), UNLIMITED).action is Action.BAN


@pytest.mark.parametrize(("timeouts", "lasts"), [(0, HOUR), (1, DAY), (2, WEEK), (9, WEEK)])
def test_timeouts_grow_with_every_offence(timeouts: int, lasts: timedelta) -> None:
    """AC-011, ST-060, ST-004: one hour, a day, a week, and a week ever after."""
    never_repeat = replace(UNLIMITED, repeat_offender_after=100)
    decision = decide(with_final(0.6, standing=Standing(timeouts=timeouts)), never_repeat)

    assert (decision.action, decision.duration) == (Action.TIMEOUT, lasts)


@pytest.mark.parametrize(
    ("warnings", "action", "lasts"),
    [(0, Action.WARN, None), (1, Action.TIMEOUT, HOUR), (2, Action.TIMEOUT, DAY)],
)
def test_the_warning_ladder_warns_then_mutes_for_an_hour_then_a_day(
    warnings: int, action: Action, lasts: timedelta | None
) -> None:
    """IS-020, IS-021, IS-022, ruling C3: the nth warning, also when the score is mild."""
    decision = decide(with_final(0.4, standing=Standing(warnings=warnings)), Policy())

    assert (decision.action, decision.duration, decision.warned) == (action, lasts, True)


def test_a_fourth_warning_is_left_to_a_moderator() -> None:
    """IS-023: no automatic mute, and the moderators are told."""
    standing = Standing(warnings=3, timeouts=2)
    decision = decide(with_final(0.4, standing=standing), Policy())

    assert (decision.action, decision.duration, decision.review) == (Action.WARN, None, True)
    assert Limit.LADDER_FULL in decision.limits
    assert "reason.ladder_full" in [notice.key for notice in reasons_of(decision)]


def test_the_lengths_of_the_warning_ladder_are_the_policys() -> None:
    """IS-024."""
    ladder = replace(Policy().warnings, second=timedelta(minutes=5))
    decision = decide(with_final(0.4, standing=Standing(warnings=1)), Policy(warnings=ladder))
    assert decision.duration == timedelta(minutes=5)


def test_the_longer_of_the_two_ladders_holds() -> None:
    """Ruling C3, C6: a repeat offender's warning is the second timeout, a day; not an hour."""
    standing = Standing(warnings=1, timeouts=1, kicks=1)
    decision = decide(with_final(0.4, standing=standing), Policy())

    assert (decision.action, decision.duration) == (Action.TIMEOUT, DAY)


@pytest.mark.parametrize(("final", "confidence"), [(0.35, 0.7), (0.40, 0.85), (0.45, 1.0)])
def test_confidence_is_the_distance_to_the_nearest_threshold(
    final: float, confidence: float
) -> None:
    """AC-012, ST-054."""
    assert confidence_of(final, Thresholds()) == pytest.approx(confidence)


def test_an_unsure_kick_waits_for_a_moderator_with_an_interim_timeout() -> None:
    """AC-013, AC-051, ST-054."""
    decision = decide(with_final(0.751), UNLIMITED)

    assert (decision.wanted, decision.action) == (Action.KICK, Action.TIMEOUT)
    assert decision.review
    assert decision.limits == (Limit.LOW_CONFIDENCE,)


def test_above_the_ceiling_a_timeout_protects_until_a_person_decides() -> None:
    """Ruling C2: the default ceiling is a timeout; kick and ban are a moderator's."""
    decision = decide(with_final(0.95), Policy())

    assert (decision.wanted, decision.action) == (Action.BAN, Action.TIMEOUT)
    assert (decision.duration, decision.review) == (HOUR, True)
    assert decision.limits == (Limit.CEILING,)


def test_without_an_interim_timeout_what_is_above_the_ceiling_is_only_flagged() -> None:
    """Ruling C2."""
    decision = decide(with_final(0.95), Policy(interim_timeout=None))
    assert (decision.action, decision.duration, decision.review) == (Action.FLAG, None, True)


def test_an_interim_timeout_never_exceeds_the_ceiling() -> None:
    decision = decide(with_final(0.95), Policy(max_automatic_action=Action.WARN))
    assert decision.action is Action.FLAG


def test_a_late_verdict_flags_and_never_punishes() -> None:
    """Ruling C12."""
    late = with_final(0.95, judged_at=NOW + timedelta(minutes=11))
    decision = decide(late, UNLIMITED)

    assert (decision.action, decision.delete, decision.notify) == (Action.FLAG, False, False)
    assert Limit.LATE in decision.limits


def test_shadow_mode_touches_nobody_but_says_what_it_would_have_done() -> None:
    """AC-054."""
    decision = decide(with_final(0.6), Policy(mode=Mode.SHADOW))

    assert (decision.action, decision.delete, decision.wanted) == (
        Action.NONE,
        False,
        Action.TIMEOUT,
    )


def test_review_mode_leaves_everything_to_people() -> None:
    """IS-066, AC-051."""
    decision = decide(with_final(0.6), Policy(mode=Mode.REVIEW))
    assert (decision.action, decision.review) == (Action.FLAG, True)


def test_one_burst_is_punished_once() -> None:
    """A second message written before the first action could be noticed is only removed."""
    standing = Standing(timeouts=1, last_action=Action.TIMEOUT, last_offence_at=NOW)
    same_burst = with_final(0.6, standing=standing, spoken_at=NOW + timedelta(seconds=5))
    decision = decide(same_burst, Policy())

    assert (decision.action, decision.delete, decision.notify) == (Action.DELETE, True, False)
    assert decision.limits == (Limit.BURST,)
    later = with_final(0.6, standing=standing, spoken_at=NOW + timedelta(seconds=31))
    assert decide(later, Policy()).action is Action.TIMEOUT


def test_a_burst_that_gets_worse_than_may_be_done_is_still_punished_once() -> None:
    """Ruling C2: the interim timeout is in force already; a second one would add nothing."""
    standing = Standing(timeouts=1, last_action=Action.TIMEOUT, last_offence_at=NOW)
    decision = decide(with_final(0.95, standing=standing), Policy())

    assert (decision.action, decision.wanted) == (Action.DELETE, Action.BAN)
    assert decision.limits == (Limit.CEILING, Limit.BURST)


def test_a_burst_that_gets_worse_is_not_covered_by_a_mild_action() -> None:
    standing = Standing(warnings=1, last_action=Action.WARN, last_offence_at=NOW)
    assert decide(with_final(0.6, standing=standing), Policy()).action is Action.TIMEOUT


@pytest.mark.parametrize(
    ("subject", "policy", "reason"),
    [
        ({"is_owner": True}, Policy(), Exemption.OWNER),
        ({"is_administrator": True}, Policy(), Exemption.ADMINISTRATOR),
        ({"is_bot": True}, Policy(), Exemption.BOT),
        ({"is_webhook": True}, Policy(), Exemption.WEBHOOK),
        ({"is_moderator": True}, Policy(), Exemption.MODERATOR),
        ({}, Policy(exempt=Exemptions(users=(OLD_ACCOUNT,))), Exemption.USER),
        ({"roles": (RoleId(7),)}, Policy(exempt=Exemptions(roles=(RoleId(7),))), Exemption.ROLE),
        ({}, Policy(exempt=Exemptions(channels=(CHANNEL,))), Exemption.CHANNEL),
    ],
)
def test_the_exempt_are_left_alone_and_the_reason_is_kept(
    subject: dict[str, object], policy: Policy, reason: Exemption
) -> None:
    """ST-061, ST-122, AC-025, ruling C8."""
    exempt = replace(evidence(), subject=Subject(user=OLD_ACCOUNT, **subject))  # type: ignore[arg-type]
    decision = decide(exempt, policy)

    assert (decision.action, decision.exemption) == (Action.NONE, reason)
    assert decision.wanted is Action.TIMEOUT


def test_bots_can_be_moderated_where_the_policy_says_so() -> None:
    """Ruling C8."""
    bot = replace(evidence(), subject=Subject(user=UserId(5), is_bot=True))
    assert decide(bot, Policy(exempt=Exemptions(bots=False))).action is Action.TIMEOUT


def test_a_broken_rule_calls_for_its_action_however_mild_the_words() -> None:
    rules = Rules(words=(WordRule(name="scams", words=("nitro",), action=Action.TIMEOUT),))
    broken = evidence(signals=(a_signal(0.01), a_signal(1.0, "scams", "words")))
    decision = decide(broken, Policy(rules=rules))

    assert (decision.action, decision.delete, decision.confidence) == (Action.TIMEOUT, True, 1.0)
    assert [notice.key for notice in reasons_of(decision)] == ["reason.rule.words"]


def test_a_rule_that_only_deletes_leaves_no_mark_on_the_member() -> None:
    """LK-045."""
    broken = evidence(signals=(a_signal(1.0, "links", "links"),))
    policy = Policy(rules=Rules(links=LinkRule(enabled=True)))
    decision = decide(broken, policy)
    after = Standing().after(
        decision.action, warned=decision.warned, spoken_at=NOW, now=NOW, duration=None
    )

    assert (decision.action, decision.delete, decision.notify) == (Action.DELETE, True, True)
    assert (after.warnings, after.offences) == (0, 0)


def test_a_signal_of_a_rule_that_the_policy_no_longer_has_calls_for_nothing() -> None:
    broken = evidence(signals=(a_signal(1.0, "gone", "words"),))
    assert decide(broken, Policy()).action is Action.NONE


def test_a_channel_can_have_thresholds_of_its_own() -> None:
    """IS-136, LK-013, ST-110."""
    strict = Rungs(warn=0.1, timeout=0.2, kick=0.8, ban=0.9)
    policy = Policy(overrides={CHANNEL: Override(thresholds=strict)})

    assert decide(with_final(0.25), policy).action is Action.TIMEOUT
    assert decide(with_final(0.25), Policy()).action is Action.NONE


def test_removal_begins_where_the_policy_says() -> None:
    """ST-057, AC-028."""
    assert decide(with_final(0.4), Policy()).delete is False
    assert decide(with_final(0.6), Policy()).delete is True
    assert decide(with_final(0.4), Policy(delete_from=Action.WARN)).delete is True


def test_reasons_name_what_weighed_most() -> None:
    """AC-024, ST-120."""
    said = decide(evidence(0.97), Policy())
    assert [notice.key for notice in reasons_of(said)] == ["reason.said.toxic"]
    hot = Behaviour(velocity=1.0, escalation=1.0, history=1.0, age=1.0)
    acted = decide(evidence(0.1, behaviour=hot), Policy())
    assert [notice.key for notice in reasons_of(acted)] == ["reason.behaviour"]
    escalated = decide(with_final(0.4, standing=Standing(timeouts=2)), Policy())
    assert "reason.escalated" in [notice.key for notice in reasons_of(escalated)]
    assert reasons_of(decide(evidence(0.0), Policy())) == ()


def test_risk_has_four_colours() -> None:
    """ST-032, IS-062: green, yellow, orange, red; each begins with its quarter."""
    assert [str(one) for one in Risk] == ["green", "yellow", "orange", "red"]
    assert [risk_of(score) for score in (0.0, 0.25, 0.5, 0.75)] == list(Risk)
    assert [risk_of(score) for score in (0.2499, 0.4999, 0.7499, 1.0)] == list(Risk)


standings = st.builds(
    Standing,
    warnings=st.integers(0, 6),
    timeouts=st.integers(0, 4),
    kicks=st.integers(0, 2),
    bans=st.integers(0, 2),
)
policies = st.builds(
    Policy,
    mode=st.sampled_from(Mode),
    max_automatic_action=st.sampled_from(
        [Action.FLAG, Action.DELETE, Action.WARN, Action.TIMEOUT, Action.KICK, Action.BAN]
    ),
    interim_timeout=st.sampled_from([None, HOUR]),
    channels=st.just(Channels()),
)


@given(scores, scores, standings, policies)
def test_no_decision_ever_goes_beyond_the_policys_ceiling(
    toxicity: float, context: float, standing: Standing, policy: Policy
) -> None:
    """Ruling C2."""
    decision = decide(evidence(toxicity, context=context, standing=standing), policy)
    assert decision.action.severity <= max(
        policy.max_automatic_action.severity, Action.FLAG.severity
    )


@given(scores, scores, standings, policies)
def test_more_evidence_never_calls_for_less(
    one: float, two: float, standing: Standing, policy: Policy
) -> None:
    milder, harder = sorted((one, two))
    less = decide(evidence(milder, standing=standing), policy)
    more = decide(evidence(harder, standing=standing), policy)
    assert more.wanted.severity >= less.wanted.severity


@given(scores, standings, policies)
def test_the_same_evidence_always_gives_the_same_decision(
    toxicity: float, standing: Standing, policy: Policy
) -> None:
    """AC-020, AC-050: one pure function; what is stored can be decided again."""
    stored = evidence(toxicity, standing=standing)
    first: Decision = decide(stored, policy)
    assert decide(stored, policy) == first


@given(st.lists(st.sampled_from(Action)))
def test_the_hardest_of_several_actions_is_one_of_them_and_no_milder_than_any(
    actions: list[Action],
) -> None:
    assert hardest(*actions) in {*actions, Action.NONE}
    assert all(hardest(*actions).severity >= one.severity for one in actions)
