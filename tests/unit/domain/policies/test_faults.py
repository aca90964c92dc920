from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given

from app.domain.policies.faults import LOCALES, faults_of, faults_of_labels
from app.domain.policies.leaves import dotted, leaves_of
from app.domain.policies.policy import Policy, Thresholds, Weights
from app.domain.policies.presets import PRESETS
from app.domain.policies.rules import Rules, WordRule
from app.i18n import CATALOGUES
from tests.policies import policies


@pytest.mark.parametrize(
    ("policy", "fault"),
    [
        (Policy(thresholds=Thresholds(warn=float("nan"))), "thresholds.warn: must be a number"),
        (Policy(weights=Weights(context=float("inf"))), "weights.context: must be a number"),
        (Policy(late_after=timedelta(-1)), "late_after: must not be negative"),
        (
            Policy(rules=Rules(words=(WordRule(name="\ud800", words=("a",)),))),
            "rules.words[0].name: holds half a character, which nothing can store",
        ),
    ],
)
def test_what_no_field_can_hold_is_named_before_anything_else(policy: Policy, fault: str) -> None:
    """ST-002: a number, a length that is not negative, whole characters."""
    assert faults_of(policy) == (fault,)


def test_every_fault_is_named_at_once() -> None:
    """ST-002, ST-003."""
    broken = replace(
        Policy(),
        thresholds=Thresholds(warn=0.9),
        labels=(),
        min_confidence=2.0,
        repeat_offender_after=0,
    )
    places = [fault.partition(":")[0] for fault in faults_of(broken)]
    assert places == ["thresholds", "repeat_offender_after", "min_confidence", "labels"]


def test_a_place_reads_as_people_write_it() -> None:
    assert dotted(("rules", "words", "0", "name")) == "rules.words[0].name"
    assert (
        dotted(("overrides", "123456789012345678", "mode")) == "overrides.123456789012345678.mode"
    )


@given(policies())
def test_faults_are_always_found_and_never_raise(policy: Policy) -> None:
    """ST-002: whatever somebody writes."""
    assert all(": " in fault for fault in faults_of(policy))
    assert all(place for place, _ in leaves_of(policy))


def test_nothing_is_wrong_with_what_we_ship() -> None:
    assert [faults_of(one) for one in (Policy(), *PRESETS.values())] == [()] * (1 + len(PRESETS))


def test_labels_that_the_model_does_not_score_are_named_since_they_would_never_count() -> None:
    """ST-002: a word misspelt would switch the model off without a word."""
    policy = Policy(labels=("toxic", "toxik"))
    assert faults_of_labels(policy, ("toxic", "severe")) == (
        "labels: the model does not score 'toxik', only toxic, severe",
    )
    assert faults_of_labels(Policy(), Policy().labels) == ()


def test_every_language_with_words_can_be_chosen() -> None:
    assert set(LOCALES) == set(CATALOGUES)
    assert faults_of(Policy(locale="de")) == ("locale: must be one of en, ru",)
