"""Small promises of the rules that no other test keeps in view."""

from dataclasses import replace

import pytest

from app.domain.action import Action
from app.domain.appeals.terms import checked_text
from app.domain.decide import decide
from app.domain.decision import Ladder
from app.domain.detectors.hosts import LONGEST_HOST, canonical
from app.domain.detectors.made import KEPT, MadeOf
from app.domain.errors import Refused
from app.domain.kind import Kind
from app.domain.notice import Notice
from app.domain.order import OrderState
from app.domain.policies.policy import Policy, ViolationLadder
from app.domain.reason import reasons_of
from app.domain.record.standing import Standing
from tests.factories import evidence


@pytest.mark.parametrize("text", ["", "  ", "\n\t"])
def test_an_appeal_without_words_is_refused(text: str) -> None:
    """IS-051"""
    with pytest.raises(Refused) as refused:
        checked_text(text)

    assert refused.value.notice.key == "error.text_empty"


def test_an_appeal_has_at_most_a_thousand_characters() -> None:
    """IS-051"""
    assert checked_text("x" * 1000) == "x" * 1000
    with pytest.raises(Refused) as refused:
        checked_text("x" * 1001)

    assert refused.value.notice == Notice("error.text_too_long", {"limit": 1000})


def test_a_name_too_long_for_a_host_is_none() -> None:
    assert canonical("a" * LONGEST_HOST) == "a" * LONGEST_HOST
    assert canonical("a" * (LONGEST_HOST + 1)) == ""


def test_rules_made_ready_are_made_once_and_never_pile_up() -> None:
    made: list[str] = []

    def make(rule: tuple[str]) -> str:
        made.append(rule[0])
        return rule[0]

    ready = MadeOf(make)
    first = ("first",)

    assert ready(first) == ready(first) == "first"
    others = [(f"rule {number}",) for number in range(KEPT)]
    for other in others:
        ready(other)
    ready(first)

    assert made.count("first") == 2


def test_only_what_somebody_wrote_is_remembered_as_behaviour() -> None:
    assert {kind for kind in Kind if kind.is_remembered} == {Kind.MESSAGE, Kind.BLOCKED}


def test_an_order_is_over_in_every_state_but_open() -> None:
    assert [state for state in OrderState if not state.is_final] == [OrderState.OPEN]


def test_the_last_violation_is_named_as_the_reason() -> None:
    """LK-022"""
    policy = replace(
        Policy(),
        violations=ViolationLadder(auto_ban=True, before_ban=3),
        max_automatic_action=Action.BAN,
        min_confidence=0.0,
    )

    found = decide(evidence(toxicity=0.97, standing=Standing(violations=2)), policy)

    assert (found.action, found.ladder) == (Action.BAN, Ladder.VIOLATIONS)
    assert "reason.violations" in [reason.key for reason in reasons_of(found)]
