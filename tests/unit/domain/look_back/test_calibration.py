"""Thresholds suggested from verdicts."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.action import Action
from app.domain.decide import decide
from app.domain.evidence import Evidence
from app.domain.ids import UserId
from app.domain.interval import share_of
from app.domain.look_back.calibration import (
    Calibration,
    Finding,
    Rung,
    Suggestion,
    calibrate,
    with_suggestions,
)
from app.domain.look_back.hindsight import Hindsight, Past
from app.domain.policies.faults import faults_of
from app.domain.policies.policy import Override, Policy, Rungs, Thresholds
from app.domain.policies.rules import Rules, WordRule
from tests.any_value import any_value
from tests.factories import CHANNEL, a_signal
from tests.pasts import a_past

WRONG, RIGHT = Hindsight.OVERTURNED, Hindsight.CONFIRMED


def judged(hindsight: Hindsight, *finals: float, first: int = 1) -> list[Past]:
    """One decision for each score, each about another member."""
    return [
        a_past(final, user=first + index, hindsight=hindsight) for index, final in enumerate(finals)
    ]


def rung(found: Calibration, action: Action) -> Rung:
    return next(one for one in found.rungs if one.action is action)


MISTAKES = judged(WRONG, *(0.55 + 0.004 * index for index in range(14)), 0.68, 0.72)
GOOD = judged(RIGHT, 0.59, *(0.62 + 0.01 * index for index in range(9)), first=100)


def test_it_suggests_the_threshold_that_would_have_avoided_most_mistakes() -> None:
    """The card of product.md: 0.55 -> 0.61 would have avoided 14 of 16 and missed 1."""
    found = calibrate([*MISTAKES, *GOOD], Policy())
    suggestion = rung(found, Action.TIMEOUT).suggestion

    assert suggestion == Suggestion(
        action=Action.TIMEOUT,
        current=0.55,
        proposed=0.61,
        overturned=16,
        confirmed=10,
        avoided=14,
        missed=1,
    )
    assert suggestion.certainty.low > 0.5
    assert with_suggestions(Policy(), found).thresholds == replace(
        Policy().thresholds, timeout=0.61
    )


def test_what_it_says_of_a_draft_is_what_deciding_again_under_it_gives() -> None:
    found = calibrate([*MISTAKES, *GOOD], Policy())
    draft = with_suggestions(Policy(), found)

    milder = [one for one in MISTAKES if decide(one.evidence, draft).action is Action.WARN]
    lost = [one for one in GOOD if decide(one.evidence, draft).action is Action.WARN]
    assert (len(milder), len(lost)) == (14, 1)


def test_steps_are_hundredths_above_the_threshold_wherever_it_stands() -> None:
    """0.57 / 0.01 is a little less than 57 in the machine; 0.57 itself is no step up from 0.57."""
    live = Policy(thresholds=Thresholds(timeout=0.57))
    mistakes = judged(WRONG, *(0.571 + 0.001 * index for index in range(8)))

    (suggestion,) = calibrate(mistakes, live).suggestions
    assert suggestion.proposed == 0.58


def test_confirmed_decisions_hold_a_threshold_where_it_is() -> None:
    """Two mistakes avoided for one right action lost is no gain."""
    among = judged(RIGHT, *(0.55 + 0.004 * index for index in range(12)), first=200)
    found = calibrate([*MISTAKES, *among], Policy())

    assert rung(found, Action.TIMEOUT).finding is Finding.KEEP
    assert found.suggestions == ()
    assert with_suggestions(Policy(), found) == Policy()


def test_a_few_mistakes_are_no_pattern() -> None:
    found = calibrate(judged(WRONG, 0.55, 0.56, 0.57, 0.58), Policy())

    assert rung(found, Action.TIMEOUT).finding is Finding.TOO_FEW
    assert found.suggestions == ()


def test_one_member_who_appeals_everything_moves_nothing() -> None:
    mine = [a_past(0.56, user=7, after=100.0 * index, hindsight=WRONG) for index in range(20)]
    two = [a_past(0.56, user=8, after=100.0 * index, hindsight=WRONG) for index in range(20)]

    assert calibrate([*mine, *two], Policy()).suggestions == ()


def test_silence_counts_for_neither_side() -> None:
    quiet = [a_past(0.56, user=300 + index) for index in range(50)]
    found = calibrate([*MISTAKES, *GOOD, *quiet], Policy())

    assert found.acted == 76
    assert (found.overturned, found.confirmed) == (16, 10)
    assert (
        rung(found, Action.TIMEOUT).suggestion
        == rung(calibrate([*MISTAKES, *GOOD], Policy()), Action.TIMEOUT).suggestion
    )


def test_what_a_rule_did_says_nothing_about_thresholds() -> None:
    live = Policy(rules=Rules(words=(WordRule(name="x", words=("x",), action=Action.TIMEOUT),)))
    signals = (a_signal(0.1), a_signal(1.0, "x", "words"))
    pasts = [
        a_past(0.06, user=index, policy=live, signals=signals, hindsight=WRONG)
        for index in range(20)
    ]
    found = calibrate(pasts, live)

    assert found.suggestions == ()
    (rule,) = found.rules
    assert (rule.source, rule.name, rule.acted, rule.overturned) == ("words", "x", 20, 20)
    assert rule.overturned_share.low > 0.8


def test_decisions_that_the_live_policy_would_not_repeat_are_left_out() -> None:
    """The threshold was raised already: the old mistakes must not raise it again."""
    live = Policy(thresholds=Thresholds(timeout=0.61))
    found = calibrate([*MISTAKES, *GOOD], live)

    assert rung(found, Action.TIMEOUT).overturned == 2
    assert found.suggestions == ()


def test_a_channel_with_thresholds_of_its_own_is_not_moved_by_those_of_the_guild() -> None:
    live = Policy(overrides={CHANNEL: Override(thresholds=Rungs(timeout=0.55))})
    found = calibrate([*MISTAKES, *GOOD], live)

    assert rung(found, Action.TIMEOUT).finding is Finding.KEEP


def test_labels_of_the_model_are_counted_where_no_rule_was_broken() -> None:
    found = calibrate([*MISTAKES, *GOOD], Policy())
    (label,) = found.rules

    assert (label.source, label.name) == ("classifier", "toxic")
    assert (label.judged, label.overturned, label.confirmed) == (26, 16, 10)


@settings(max_examples=40)
@given(
    st.lists(st.tuples(any_value(Evidence), st.sampled_from(Hindsight)), max_size=12),
    st.lists(st.floats(0.02, 0.97), min_size=4, max_size=4, unique=True).map(sorted),
)
def test_no_suggestion_breaks_a_policy(
    found: Sequence[tuple[Evidence, Hindsight]], rungs: Sequence[float]
) -> None:
    """Rungs rise, whatever people said and wherever they stood."""
    live = Policy(
        thresholds=Thresholds(warn=rungs[0], timeout=rungs[1], kick=rungs[2], ban=rungs[3])
    )
    pasts = [
        Past(
            evidence=replace(one, subject=replace(one.subject, user=UserId(number))),
            decision=decide(one, live),
            hindsight=hindsight,
        )
        for number, (one, hindsight) in enumerate(found)
    ]
    draft = with_suggestions(live, calibrate(pasts * 3, live))

    assert faults_of(draft) == faults_of(live)
    assert draft.thresholds.warn < draft.thresholds.timeout
    assert draft.thresholds.timeout < draft.thresholds.kick < draft.thresholds.ban


@settings(max_examples=40)
@given(
    st.lists(st.floats(0.3, 1.0), min_size=5, max_size=25),
    st.lists(st.floats(0.3, 1.0), max_size=25),
)
def test_every_suggestion_avoids_more_than_it_costs(
    wrong: Sequence[float], right: Sequence[float]
) -> None:
    live = Policy(max_automatic_action=Action.BAN, min_confidence=0.0)
    pasts = [
        a_past(final, policy=live, user=index, hindsight=hindsight)
        for hindsight, finals in ((WRONG, wrong), (RIGHT, right))
        for index, final in enumerate(finals)
    ]
    for one in calibrate(pasts, live).suggestions:
        assert one.proposed > one.current
        assert one.avoided >= 5
        assert one.avoided > 2 * one.missed
        assert one.avoided <= one.overturned
        assert one.missed <= one.confirmed
        assert one.certainty.low > 0.5


def test_the_interval_is_wilsons() -> None:
    """Of 10 in 20: 0.299 to 0.701, as every table of it has."""
    found = share_of(10, 20)
    assert (round(found.low, 3), round(found.high, 3)) == (0.299, 0.701)
    assert share_of(0, 0).low == 0
    assert share_of(0, 0).high == 1
    assert share_of(3, 3).low == pytest.approx(0.4385, abs=1e-4)


@given(st.integers(0, 500), st.integers(0, 500))
def test_the_interval_holds_the_share_and_stays_between_nothing_and_all(
    hits: int, misses: int
) -> None:
    cases = hits + misses
    found = share_of(hits, cases)

    assert 0 <= found.low <= found.high <= 1
    if cases:
        assert found.low - 1e-9 <= hits / cases <= found.high + 1e-9
