from dataclasses import replace
from datetime import timedelta

from app.domain.action import Action
from app.domain.decide import decide
from app.domain.policies.policy import Policy
from app.domain.record.case import Case, Outcome
from tests.factories import GUILD, NOW, OLD_ACCOUNT, evidence

HOUR = timedelta(hours=1)
CASE = Case(
    guild=GUILD,
    number=7,
    action=Action.TIMEOUT,
    member=OLD_ACCOUNT,
    made_at=NOW,
    duration=HOUR,
    text="some words",
    text_until=NOW + HOUR,
)


def test_words_are_shown_only_as_long_as_they_may_be_kept() -> None:
    """T-19: nobody waits for the sweep."""
    assert CASE.text_at(NOW) == "some words"
    assert CASE.text_at(NOW + HOUR) is None
    assert replace(CASE, text_until=None).text_at(NOW) is None


def test_a_case_without_words_keeps_all_the_rest() -> None:
    """T-19, IS-110"""
    empty = CASE.without_words()

    assert (CASE.words_due_at, empty.words_due_at) == (NOW + HOUR, None)
    assert replace(empty, text="some words") == CASE


def test_what_was_lifted_voided_or_done_by_a_thief_does_not_count() -> None:
    decision = decide(evidence(), Policy())

    assert CASE.counts
    assert replace(CASE, decision=decision).counts
    assert not replace(CASE, lifts=True).counts
    assert not replace(CASE, outcome=Outcome.VOIDED).counts
    assert not replace(CASE, decision=replace(decision, victim=True)).counts
    assert not replace(CASE, action=Action.DELETE).counts


def test_a_case_ends_when_its_length_is_over() -> None:
    assert CASE.ends_at == NOW + HOUR
    assert replace(CASE, duration=None).ends_at is None
