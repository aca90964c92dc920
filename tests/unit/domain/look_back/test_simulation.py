"""A draft tried on stored decisions."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.action import Action, Mode
from app.domain.decide import decide
from app.domain.decision import Limit
from app.domain.evidence import Evidence, Sight
from app.domain.look_back.hindsight import Hindsight, Past
from app.domain.look_back.shadow import draft_of, fixed_terms, sight_of, tried_rules, unseen
from app.domain.look_back.simulation import MAX_EXAMPLES, Move, simulate
from app.domain.policies.policy import Policy, Thresholds
from app.domain.policies.rules import Rules, WordRule
from app.domain.record.change import Change, change_between
from tests.any_value import any_value
from tests.factories import GUILD, a_signal
from tests.pasts import a_past

LENIENT = Policy(thresholds=Thresholds(warn=0.5, timeout=0.7, kick=0.8, ban=0.9))
STRICT = Policy(thresholds=Thresholds(warn=0.2, timeout=0.3, kick=0.4, ban=0.5))
POLICIES = st.sampled_from(
    [
        Policy(),
        LENIENT,
        STRICT,
        Policy(max_automatic_action=Action.BAN, min_confidence=0),
        Policy(mode=Mode.SHADOW),
        Policy(mode=Mode.REVIEW),
    ]
)


@settings(max_examples=30)
@given(st.lists(any_value(Evidence), max_size=4), POLICIES)
def test_under_the_same_policy_everything_is_decided_again_as_it_was(
    evidences: list[Evidence], policy: Policy
) -> None:
    """The law that makes it worth something: replaying changes nothing."""
    pasts = [Past(evidence=one, decision=decide(one, policy)) for one in evidences]
    found = simulate(pasts, policy)

    assert found.changed == 0
    assert found.decided == len(pasts)
    assert not found.moves
    assert not found.members
    assert not found.examples


@settings(max_examples=30)
@given(st.lists(any_value(Evidence), max_size=6), POLICIES, POLICIES)
def test_every_decision_is_counted_once_however_it_changes(
    evidences: list[Evidence], live: Policy, draft: Policy
) -> None:
    pasts = [Past(evidence=one, decision=decide(one, live)) for one in evidences]
    found = simulate(pasts, draft)

    assert sum(found.changes.values()) == found.decided == len(pasts)
    assert sum(found.moves.values()) == found.changed
    assert sum(sum(one.values()) for one in found.members.values()) == found.changed
    assert sum(sum(one.values()) for one in found.hindsight.values()) == found.changed
    assert len(found.examples) == min(found.changed, MAX_EXAMPLES)
    added, removed = found.changes.get(Change.ADDED, 0), found.changes.get(Change.REMOVED, 0)
    assert found.acted_after == found.acted_before + added - removed


def test_it_tells_what_is_added_removed_harder_and_milder() -> None:
    pasts = [a_past(0.25, user=1), a_past(0.36, user=2), a_past(0.58, user=3), a_past(0.1, user=4)]

    stricter, milder = simulate(pasts, STRICT), simulate(pasts, LENIENT)

    assert stricter.changes == {
        Change.ADDED: 1,
        Change.HARDER: 1,
        Change.REVIEW: 1,
        Change.SAME: 1,
    }
    assert stricter.moves == {
        Move(Action.NONE, Action.WARN): 1,
        Move(Action.WARN, Action.TIMEOUT): 1,
        Move(Action.TIMEOUT, Action.TIMEOUT): 1,
    }
    assert milder.changes == {Change.REMOVED: 1, Change.MILDER: 1, Change.SAME: 2}
    assert milder.moves[Move(Action.TIMEOUT, Action.WARN)] == 1
    assert set(milder.members) == {(GUILD, 2), (GUILD, 3)}


def test_it_says_what_people_had_made_of_the_decisions_that_would_change() -> None:
    pasts = [
        a_past(0.36, user=1, hindsight=Hindsight.OVERTURNED),
        a_past(0.37, user=2, hindsight=Hindsight.OVERTURNED),
        a_past(0.38, user=3, hindsight=Hindsight.CONFIRMED),
        a_past(0.39, user=4),
        a_past(0.59, user=5, hindsight=Hindsight.OVERTURNED),
    ]
    found = simulate(pasts, Policy(thresholds=Thresholds(warn=0.5)))

    assert found.hindsight == {
        Change.REMOVED: {
            Hindsight.OVERTURNED: 2,
            Hindsight.CONFIRMED: 1,
            Hindsight.OPEN: 1,
        }
    }


def test_one_burst_stays_one_offence_under_a_stricter_draft() -> None:
    """Ten heated messages in twenty seconds would have been one warning, not ten."""
    pasts = [a_past(0.25, after=2.0 * index) for index in range(10)]
    found = simulate(pasts, Policy(thresholds=Thresholds(warn=0.2)))

    assert found.changes == {Change.ADDED: 1, Change.SAME: 9}


def test_a_new_burst_is_a_new_offence() -> None:
    window = Policy().burst_window
    pasts = [
        a_past(0.25, after=(window + timedelta(seconds=5)).total_seconds() * i) for i in (0, 1)
    ]

    assert simulate(pasts, Policy(thresholds=Thresholds(warn=0.2))).changes == {Change.ADDED: 2}


def test_what_the_draft_would_not_have_acted_on_makes_no_burst() -> None:
    """Live, the second message was part of the first one's burst; under the draft there is none."""
    first = a_past(0.4)
    standing = replace(
        first.evidence.standing,
        last_action=Action.WARN,
        last_offence_at=first.evidence.spoken_at,
    )
    second = a_past(0.58, after=3, standing=standing)
    third = a_past(0.4, after=6, standing=replace(standing, last_action=Action.TIMEOUT))
    assert Limit.BURST in third.decision.limits

    found = simulate([first, third], Policy(thresholds=Thresholds(warn=0.41)))
    assert found.changes == {Change.REMOVED: 1, Change.SAME: 1}
    again = simulate([first, second], Policy(thresholds=Thresholds(warn=0.41, timeout=0.57)))
    assert again.changes == {Change.REMOVED: 1, Change.SAME: 1}


def test_the_ladder_is_the_one_on_record_so_that_imagined_offences_add_up_to_nothing() -> None:
    """Three new warnings on three days are three first warnings, not a timeout."""
    pasts = [a_past(0.25, after=86_400.0 * day) for day in range(3)]
    found = simulate(pasts, Policy(thresholds=Thresholds(warn=0.2)))

    assert found.moves == {Move(Action.NONE, Action.WARN): 3}


def test_ten_examples_show_every_kind_of_change_and_different_members_first() -> None:
    warned = [a_past(0.36, user=1, after=100.0 * index) for index in range(30)]
    timed = [a_past(0.57, user=2 + index, after=5000.0 + index) for index in range(3)]
    found = simulate([*warned, *timed], Policy(thresholds=Thresholds(warn=0.6, timeout=0.7)))

    assert len(found.examples) == MAX_EXAMPLES
    assert {one.past.evidence.subject.user for one in found.examples[:4]} == {1, 2, 3, 4}


def test_examples_that_people_have_judged_come_first() -> None:
    pasts = [a_past(0.36, user=index, after=100.0 * index) for index in range(80)]
    judged = replace(pasts[70], hindsight=Hindsight.OVERTURNED)
    found = simulate([*pasts[:70], judged, *pasts[71:]], LENIENT)

    assert found.examples[0].past is judged


def test_a_longer_timeout_is_harder_and_one_that_people_look_at_changes_the_review() -> None:
    decision = a_past(0.58).decision
    longer = replace(decision, duration=timedelta(days=2))
    looked_at = replace(decision, review=True)

    assert change_between(decision, longer) is Change.HARDER
    assert change_between(longer, decision) is Change.MILDER
    assert change_between(decision, looked_at) is Change.REVIEW
    assert change_between(looked_at, decision) is Change.REVIEW
    assert change_between(decision, replace(decision, delete=False)) is Change.MILDER
    assert change_between(decision, replace(decision, policy_version=9)) is Change.SAME


SLURS = WordRule(name="slurs", words=("grr",), action=Action.TIMEOUT)


def test_a_draft_without_a_rule_forgets_what_the_rule_saw() -> None:
    live = Policy(rules=Rules(words=(SLURS,)))
    past = a_past(0.1, policy=live, signals=(a_signal(0.1), a_signal(1.0, "slurs", "words")))
    assert past.decision.action is Action.TIMEOUT

    assert simulate([past], Policy()).moves == {Move(Action.TIMEOUT, Action.NONE): 1}


def test_a_rule_that_only_counts_is_in_force_in_a_draft_that_says_so() -> None:
    """One rule in shadow: it is seen, nothing follows, and a draft can be tried on it later."""
    tried = Policy(rules=Rules(words=(replace(SLURS, shadow=True),)))
    past = a_past(0.1, policy=tried, signals=(a_signal(0.1), a_signal(1.0, "slurs", "words")))
    assert past.decision.action is Action.NONE
    assert [one.label for one in past.decision.verdict.shadowed] == ["slurs"]

    found = simulate([past, past], Policy(rules=Rules(words=(SLURS,))))
    assert found.moves[Move(Action.NONE, Action.TIMEOUT)] == 1
    assert found.tried == {("words", "slurs"): 2}


def test_a_draft_decides_by_what_its_own_rules_saw_if_they_looked() -> None:
    """The draft's rules looked beside the live ones; any other draft decides by the live ones."""
    draft = Policy(rules=Rules(words=(SLURS,)))
    sight = Sight(rules=sight_of(draft.rules), signals=(a_signal(1.0, "slurs", "words"),))
    past = a_past(0.1, shadow=sight)
    assert past.decision.action is Action.NONE

    assert simulate([past], draft).moves == {Move(Action.NONE, Action.TIMEOUT): 1}
    other = Policy(rules=Rules(words=(replace(SLURS, words=("brr",)),)))
    assert simulate([past], other).changed == 0


@settings(max_examples=30)
@given(any_value(Evidence), any_value(Sight), POLICIES)
def test_what_a_draft_saw_never_changes_a_live_decision(
    evidence: Evidence, sight: Sight, policy: Policy
) -> None:
    without = replace(evidence, shadow=None)

    assert decide(replace(evidence, shadow=sight), policy) == decide(without, policy)
    assert draft_of(policy).seen(without) is without


def test_what_nobody_looked_for_is_named() -> None:
    live = Rules(words=(SLURS, WordRule(name="kept", words=("a",))))
    draft = Rules(
        words=(
            replace(SLURS, words=("grr", "argh")),
            WordRule(name="kept", words=("a",), action=Action.BAN, delete=False),
            WordRule(name="new", words=("b",)),
        )
    )

    assert unseen(live, draft) == (("words", "slurs"), ("words", "new"))
    assert unseen(live, live) == ()
    assert sight_of(live) != sight_of(draft)
    assert sight_of(live) == sight_of(
        replace(live, words=(replace(SLURS, action=Action.BAN), live.words[1]))
    )


def test_a_rule_that_is_switched_off_looks_for_nothing() -> None:
    on = Rules()
    off = replace(on, mentions=replace(on.mentions, enabled=False))

    assert unseen(on, off) == ()
    assert unseen(off, on) == (("mentions", "mentions"),)


def test_rules_that_are_only_tried_are_named_if_they_are_switched_on() -> None:
    rules = Rules(words=(replace(SLURS, shadow=True), WordRule(name="kept", words=("a",))))
    off = replace(rules, mentions=replace(rules.mentions, enabled=False, shadow=True))

    assert tried_rules(off) == (("words", "slurs"),)


def test_terms_of_observation_are_named_and_weights_are_simply_tried() -> None:
    live = Policy()
    terms = replace(
        live.behaviour,
        new_account=timedelta(days=90),
        weights=replace(live.behaviour.weights, velocity=0.3),
    )
    draft = replace(live, behaviour=terms, context=replace(live.context, least=9))

    assert fixed_terms(live, draft) == ("behaviour.new_account", "context.least")
    assert fixed_terms(live, live) == ()
