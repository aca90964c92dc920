"""What is decided about accounts that others write with."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.action import Action
from app.domain.decide import decide
from app.domain.decision import Limit
from app.domain.ids import ChannelId, MessageId
from app.domain.measures import effects_of
from app.domain.order import Ban, DeleteMessages, Kick, SendNotice, TimeOut, Unban
from app.domain.place import Place
from app.domain.policies.policy import Policy
from app.domain.policies.rules import BurstRule, HoneypotRule, Rules, WordRule
from app.domain.reason import reasons_of
from app.domain.record.standing import Standing
from app.domain.signal import Signal
from tests.factories import CHANNEL, NOW, a_message, a_signal, evidence

BURST = Signal(source="burst", label="burst", score=1.0)
HONEYPOT = Signal(source="honeypot", label="honeypot", score=1.0)
WORD = Signal(source="words", label="boats", score=1.0)
POLICY = Policy(
    rules=Rules(
        words=(WordRule(name="boats", words=("boat",), action=Action.BAN),),
        burst=BurstRule(channels=3),
        honeypot=HoneypotRule(channels=(CHANNEL,), quarantine=timedelta(days=3)),
    )
)
REPEATED = Standing(timeouts=4, kicks=1, warnings=3)
SOFTBAN = replace(
    POLICY,
    rules=replace(POLICY.rules, burst=BurstRule(channels=3, action=Action.KICK, softban=True)),
    max_automatic_action=Action.KICK,
)


@pytest.mark.parametrize("record", [Standing(), REPEATED], ids=["nothing on record", "much"])
def test_the_account_rests_and_no_ladder_is_climbed(record: Standing) -> None:
    found = decide(evidence(signals=(BURST,), standing=record), POLICY)
    assert (found.action, found.duration) == (Action.TIMEOUT, timedelta(hours=24))
    assert found.victim
    assert found.delete
    assert found.notify
    assert not found.counts
    assert not found.warned
    assert not found.escalated
    assert [reason.key for reason in reasons_of(found)] == ["reason.rule.burst"]


def test_whatever_else_the_message_says_is_not_held_against_the_owner() -> None:
    found = decide(evidence(signals=(a_signal(1.0), WORD, BURST)), POLICY)
    assert (found.action, found.victim) == (Action.TIMEOUT, True)


def test_of_two_such_rules_the_longer_rest_counts() -> None:
    found = decide(evidence(signals=(BURST, HONEYPOT)), POLICY)
    assert found.duration == timedelta(days=3)


def test_every_copy_goes_channel_by_channel_after_the_timeout() -> None:
    found = decide(evidence(signals=(BURST,)), POLICY)
    copies = tuple(
        Place(channel=ChannelId(channel), message=MessageId(message))
        for channel, message in ((11, 1), (12, 2), (11, 3))
    )
    message = a_message()
    effects = effects_of(found, message, POLICY, NOW, copies=copies)
    assert isinstance(effects[0], TimeOut)
    assert [one for one in effects if isinstance(one, DeleteMessages)] == [
        DeleteMessages(channel=message.channel, messages=(message.id,)),
        DeleteMessages(channel=ChannelId(11), messages=(MessageId(1), MessageId(3))),
        DeleteMessages(channel=ChannelId(12), messages=(MessageId(2),)),
    ]


def test_copies_are_only_touched_when_the_account_is_taken_for_stolen() -> None:
    """A rule of bursts that is only tried names copies, and nothing may follow from that."""
    tried = replace(POLICY, rules=replace(POLICY.rules, burst=BurstRule(channels=3, shadow=True)))
    found = decide(evidence(signals=(BURST, WORD)), tried)
    copies = (Place(channel=ChannelId(11), message=MessageId(1)),)
    effects = effects_of(found, a_message(), tried, NOW, copies=copies)
    assert found.delete
    assert [one.channel for one in effects if isinstance(one, DeleteMessages)] == [CHANNEL]


def test_the_owner_is_told_as_a_victim_with_the_way_to_appeal() -> None:
    found = decide(evidence(signals=(BURST,)), POLICY)
    (notice,) = (
        one for one in effects_of(found, a_message(), POLICY, NOW) if isinstance(one, SendNotice)
    )
    assert notice.notice.key == "dm.stolen.timeout"
    assert notice.notice.params["until"] == int((NOW + timedelta(hours=24)).timestamp())
    assert notice.appealable


def test_a_softban_bans_and_lets_in_again_and_tells_first() -> None:
    """Ruling C1: who is off the server cannot be told any more."""
    found = decide(evidence(signals=(BURST,)), SOFTBAN)
    effects = effects_of(found, a_message(), SOFTBAN, NOW)
    assert found.action is Action.KICK
    assert [type(effect) for effect in effects] == [SendNotice, Ban, Unban, DeleteMessages]
    assert effects[1] == Ban(user=a_message().author.id, delete_seconds=3600)


def test_an_ordinary_kick_is_no_softban() -> None:
    kick = replace(
        SOFTBAN,
        rules=replace(POLICY.rules, burst=BurstRule(channels=3, action=Action.KICK)),
    )
    effects = effects_of(decide(evidence(signals=(BURST,)), kick), a_message(), kick, NOW)
    assert Kick in map(type, effects)
    assert Ban not in map(type, effects)


def test_copies_that_come_later_are_removed_without_a_case() -> None:
    record = Standing(last_action=Action.TIMEOUT, last_offence_at=NOW - timedelta(seconds=5))
    found = decide(evidence(signals=(BURST,), standing=record), POLICY)
    assert (found.action, found.silent, found.notify) == (Action.DELETE, True, False)
    assert Limit.BURST in found.limits
    assert not found.opens_case
    effects = effects_of(found, a_message(), POLICY, NOW)
    assert [type(effect) for effect in effects] == [DeleteMessages]


def test_other_words_of_the_same_moments_still_get_their_case() -> None:
    record = Standing(last_action=Action.BAN, last_offence_at=NOW - timedelta(seconds=5))
    found = decide(evidence(signals=(WORD,), standing=record), POLICY)
    assert found.opens_case
    assert not found.silent


def test_a_rule_that_only_flags_asks_people() -> None:
    mild = replace(
        POLICY, rules=replace(POLICY.rules, burst=BurstRule(channels=3, action=Action.FLAG))
    )
    found = decide(evidence(signals=(BURST,)), mild)
    assert (found.action, found.review, found.duration) == (Action.FLAG, True, None)


def test_a_rule_that_was_switched_off_since_accuses_nobody() -> None:
    off = replace(POLICY, rules=Rules(burst=BurstRule(enabled=False)))
    assert decide(evidence(signals=(BURST,)), off).action is Action.NONE


@given(st.sampled_from(Action), st.integers(0, 9), st.integers(0, 9), st.floats(0, 1))
def test_nothing_ever_counts_against_a_victim(
    action: Action, timeouts: int, warnings: int, toxicity: float
) -> None:
    policy = replace(
        POLICY,
        max_automatic_action=Action.BAN,
        rules=replace(POLICY.rules, burst=BurstRule(channels=3, action=action)),
    )
    record = Standing(timeouts=timeouts, warnings=warnings)
    found = decide(evidence(signals=(BURST, a_signal(toxicity)), standing=record), policy)
    assert found.action.severity <= action.severity
    assert found.victim
    assert not found.warned
