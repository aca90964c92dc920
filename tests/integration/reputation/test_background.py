from app.domain.action import Action
from app.domain.order import DeleteMessages, SendNotice
from app.domain.policies.policy import Policy
from app.domain.policies.rules import Rules, WordRule
from app.domain.reason import reasons_of
from app.domain.reputation.record import Reputation
from tests.conftest import Aws
from tests.integration.reputation.conftest import Place, a_place
from tests.integration.reputation.test_reputation import ALICE, BOB, said, thanks

BOATS = Policy(rules=Rules(words=(WordRule(name="boats", words=("boat",)),)))
SCUM = "you are scum"


def test_rules_and_model_judge_first_then_reputation_follows(aws: Aws, redis_url: str) -> None:
    """LK-040, LK-041: both in one evidence, on record before anything is said of reputation."""
    place = a_place(aws, redis_url, BOATS)
    place.enter()
    said(place, f"{SCUM}", ALICE)
    said(place, "a boat", BOB)

    by_model, by_rule = place.moderate.cases(place.guild)
    assert by_model.evidence is not None
    assert by_rule.evidence is not None
    assert {one.source for one in by_model.evidence.signals} == {"classifier"}
    assert {one.source for one in by_rule.evidence.signals} == {"classifier", "words"}
    assert place.record(ALICE) == Reputation()

    place.sweep()

    assert list(place.record(ALICE).violations) == [by_model.number]


def test_a_clean_message_is_judged_behind_the_queue_and_in_silence(place: Place) -> None:
    """LK-042: nobody is told anything, and nothing is to be done."""
    place.enter()
    said(place, "good morning", ALICE)

    assert len(place.moderate.clean(place.guild)) == 1
    assert place.moderate.orders(place.guild) == []
    assert place.moderate.flags(place.guild) == []


def test_a_violation_is_told_to_the_member(place: Place) -> None:
    """LK-043: with the reasons, by DM."""
    place.enter()
    said(place, SCUM, ALICE)

    (order,) = place.moderate.orders(place.guild)
    (notice,) = [effect for effect in order.effects if isinstance(effect, SendNotice)]
    assert (notice.user, notice.notice.key) == (ALICE, "dm.timeout")
    assert any(isinstance(effect, DeleteMessages) for effect in order.effects)


def test_what_was_judged_says_all_that_one_may_ask_of_it(place: Place) -> None:
    """LK-031: helpful, violation, quality, action and reason, for both kinds of message."""
    place.enter()
    thanks(place, ALICE, BOB)
    said(place, SCUM, ALICE)

    (helpful,) = place.moderate.clean(place.guild)
    assert helpful.evidence.thanked == (ALICE,)
    assert helpful.decision.verdict.final < 0.01
    assert helpful.decision.action is Action.NONE
    (case,) = place.moderate.cases(place.guild)
    assert case.decision is not None
    assert case.counts
    assert case.decision.verdict.final > 0.5
    assert case.action is Action.TIMEOUT
    assert [notice.key for notice in reasons_of(case.decision)] == ["reason.said.toxic"]
