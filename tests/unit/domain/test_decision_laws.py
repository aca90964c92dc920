"""Laws of deciding, for any evidence under any policy."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from app.adapters.dynamodb import codec
from app.domain.action import Action, Mode
from app.domain.behaviour import Behaviour
from app.domain.decide import decide, policy_for
from app.domain.decision import Decision, Limit
from app.domain.evidence import Evidence, Subject
from app.domain.ids import ChannelId, RoleId, UserId
from app.domain.policies.policy import Override, Policy, RoleTier, Rungs, ViolationLadder
from app.domain.policies.presets import PRESETS
from app.domain.policies.rules import PatternRule, WordRule
from app.domain.record.standing import Standing
from app.domain.signal import CLASSIFIER, Signal
from tests.factories import CHANNEL, NOW, evidence

SHARES = st.floats(0, 1, allow_nan=False)
LABELS = ("toxic", "severe", "obscene", "threat", "insult", "identity_attack")
ROLES = [RoleId(1), RoleId(2), RoleId(3)]
CEILINGS = st.sampled_from([Action.FLAG, Action.WARN, Action.TIMEOUT, Action.KICK, Action.BAN])
RUNGS = st.builds(
    Rungs,
    warn=st.none() | st.floats(0.01, 0.30),
    timeout=st.none() | st.floats(0.48, 0.50),
    kick=st.none() | st.floats(0.70, 0.75),
    ban=st.none() | st.floats(0.95, 1.0),
)
RULES = st.builds(
    Signal,
    source=st.sampled_from(["words", "patterns"]),
    label=st.sampled_from(["a", "b", "gone"]),
    score=st.just(1.0),
)
SIGNALS = st.lists(
    st.builds(Signal, source=st.just(CLASSIFIER), label=st.sampled_from(LABELS), score=SHARES)
    | RULES,
    max_size=5,
).map(tuple)
STANDINGS = st.builds(
    Standing,
    warnings=st.integers(0, 5),
    timeouts=st.integers(0, 4),
    kicks=st.integers(0, 2),
    bans=st.integers(0, 2),
    violations=st.integers(0, 5),
    last_action=st.sampled_from(Action),
    last_offence_at=st.none() | st.integers(0, 90).map(lambda n: NOW - timedelta(seconds=n)),
)
EVIDENCE = st.builds(
    evidence,
    signals=SIGNALS,
    behaviour=st.builds(
        Behaviour,
        velocity=st.none() | SHARES,
        escalation=st.none() | SHARES,
        history=SHARES,
        age=SHARES,
        membership=st.none() | SHARES,
        goodwill=SHARES,
    ),
    context=SHARES,
    standing=STANDINGS,
    subject=st.builds(
        Subject,
        user=st.just(UserId(5)),
        roles=st.lists(st.sampled_from(ROLES), unique=True).map(tuple),
        is_bot=st.booleans(),
        is_moderator=st.booleans(),
    ),
    judged_at=st.integers(0, 1200).map(lambda n: NOW + timedelta(seconds=n)),
    parent=st.none() | st.just(ChannelId(77)),
)


@st.composite
def live_policies(draw: st.DrawFn) -> Policy:
    """A preset with rules, ladders, overrides and tiers of its own."""
    policy = draw(st.sampled_from([Policy(), *PRESETS.values()]))
    actions = st.sampled_from(Action)
    words = draw(st.builds(WordRule, name=st.just("a"), words=st.just(("x",)), action=actions))
    pattern = draw(st.builds(PatternRule, name=st.just("b"), pattern=st.just("x"), action=actions))
    override = st.builds(
        Override,
        mode=st.none() | st.sampled_from(Mode),
        thresholds=st.none() | RUNGS,
        max_automatic_action=st.none() | CEILINGS,
    )
    tier = st.builds(
        RoleTier,
        thresholds=st.none() | RUNGS,
        max_automatic_action=st.none() | CEILINGS,
        timeout_share=st.none() | st.floats(0.1, 3),
    )
    return replace(
        policy,
        mode=draw(st.sampled_from(Mode)),
        enabled=draw(st.booleans()),
        max_automatic_action=draw(CEILINGS),
        interim_timeout=draw(st.none() | st.just(timedelta(hours=1))),
        repeat_offender_after=draw(st.integers(1, 4)),
        violations=ViolationLadder(
            auto_ban=draw(st.booleans()), before_ban=draw(st.integers(1, 4))
        ),
        rules=replace(policy.rules, words=(words,), patterns=(pattern,)),
        overrides=draw(st.dictionaries(st.sampled_from([CHANNEL, ChannelId(77)]), override)),
        roles=draw(st.dictionaries(st.sampled_from(ROLES), tier)),
    )


@given(EVIDENCE, live_policies())
def test_nothing_ever_goes_beyond_the_ceiling_that_holds_there(
    seen: Evidence, policy: Policy
) -> None:
    """Ruling C2: the ceiling of the guild, the channel and the member's roles."""
    ceiling = policy_for(seen, policy).max_automatic_action
    decision = decide(seen, policy)
    assert decision.action.severity <= max(ceiling.severity, Action.FLAG.severity)
    if decision.action is not Action.TIMEOUT:
        assert decision.duration is None or decision.action is Action.BAN
    if not ceiling.is_felt:
        assert not decision.delete


@given(EVIDENCE, live_policies())
def test_limits_only_make_a_call_milder_and_each_is_named(seen: Evidence, policy: Policy) -> None:
    """AC-025: what is done is what was called for, or there is a reason."""
    decision = decide(seen, policy)
    assert decision.action.severity <= decision.wanted.severity
    if decision.action is not decision.wanted:
        assert decision.limits
    if decision.limits and decision.limits != (Limit.LADDER_FULL,) and not decision.review:
        assert decision.action in (Action.NONE, Action.DELETE)
        assert not decision.warned


@given(EVIDENCE, live_policies(), st.sampled_from(LABELS), SHARES)
def test_one_more_thing_said_never_lowers_the_verdict_nor_the_call(
    seen: Evidence, policy: Policy, label: str, score: float
) -> None:
    """More evidence never calls for less."""
    more = replace(
        seen, signals=(*seen.signals, Signal(source=CLASSIFIER, label=label, score=score))
    )
    assert_no_milder(decide(more, policy), decide(seen, policy))


@given(EVIDENCE, live_policies(), RULES)
def test_one_more_rule_broken_never_calls_for_less(
    seen: Evidence, policy: Policy, signal: Signal
) -> None:
    """But for signs of a stolen account, whose owner is a victim."""
    more = replace(seen, signals=(*seen.signals, signal))
    assert_no_milder(decide(more, policy), decide(seen, policy))


@given(EVIDENCE, live_policies(), st.data())
def test_a_higher_score_anywhere_never_calls_for_less(
    seen: Evidence, policy: Policy, data: st.DataObject
) -> None:
    """Toxicity, every factor of behaviour, context."""
    behaviour = seen.behaviour
    raised = {
        name: data.draw(st.floats(getattr(behaviour, name) or 0.0, 1), label=name)
        for name in ("velocity", "escalation", "history", "age")
    }
    more = replace(
        seen,
        signals=tuple(
            replace(one, score=data.draw(st.floats(one.score, 1))) for one in seen.signals
        ),
        behaviour=replace(behaviour, **raised),
        context=data.draw(st.floats(seen.context, 1), label="context"),
    )
    assert_no_milder(decide(more, policy), decide(seen, policy))


@given(EVIDENCE, live_policies(), SHARES)
def test_a_better_reputation_never_calls_for_more(
    seen: Evidence, policy: Policy, goodwill: float
) -> None:
    """Ruling C9."""
    assume(goodwill >= seen.behaviour.goodwill)
    liked = replace(seen, behaviour=replace(seen.behaviour, goodwill=goodwill))
    assert_no_milder(decide(seen, policy), decide(liked, policy))


@given(EVIDENCE, live_policies())
def test_what_is_stored_decides_the_same_again(seen: Evidence, policy: Policy) -> None:
    """AC-050, product 1: replaying stored evidence under the stored policy."""
    decision = decide(seen, policy)
    stored = codec.load(Evidence, codec.dump(seen))
    under = codec.load(Policy, codec.dump(policy))
    assert decide(stored, under) == decision
    assert codec.load(Decision, codec.dump(decision)) == decision


def assert_no_milder(more: Decision, less: Decision) -> None:
    assert more.verdict.final >= less.verdict.final
    assert more.wanted.severity >= less.wanted.severity
