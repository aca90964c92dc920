"""Stolen accounts, from the gateway's events to what is on record and what is to be done."""

import dataclasses
from datetime import timedelta
from typing import Any

import pytest

from app.domain.action import Action
from app.domain.decision import Limit
from app.domain.ids import ChannelId, GuildId, UserId
from app.domain.order import Ban, DeleteMessages, SendNotice, ShowCase, TimeOut, Unban
from app.domain.policies.policy import Channels, Policy
from app.domain.policies.rules import BurstRule, DuplicateRule, HoneypotRule, Rules
from app.domain.record.standing import Standing
from tests.conftest import Aws
from tests.moderation import Moderation, envelope, fresh_guild, message_payload, moderation
from tests.scripted_classifier import ScriptedClassifier

SCAM = "free nitro for the first hundred people, claim it here: https://gift.example/now"
INSULT = "you are scum"
MEMBER = UserId(4242)
POLICY = Policy(
    channels=Channels(log=ChannelId(900)),
    rules=Rules(burst=BurstRule(channels=3), duplicates=DuplicateRule(enabled=False)),
)


@pytest.fixture
def moderate(aws: Aws, redis_url: str) -> Moderation:
    return moderated(aws, redis_url, POLICY)


def moderated(aws: Aws, redis_url: str, policy: Policy) -> Moderation:
    classifier = ScriptedClassifier({INSULT: 0.97})
    return moderation(aws.environment, redis_url, classifier, policy=policy)


def scams(guild: GuildId, channels: int, **changes: Any) -> list[tuple[str, dict[str, Any]]]:
    """The same in so many channels, as MESSAGE_CREATE events."""
    return [
        (
            "MESSAGE_CREATE",
            message_payload(guild, SCAM, channel_id=str(int(guild) + number), **changes),
        )
        for number in range(1, channels + 1)
    ]


def removed(moderate: Moderation, guild: GuildId) -> list[tuple[int, int]]:
    return [
        (effect.channel, message)
        for order in moderate.orders(guild)
        for effect in order.effects
        if isinstance(effect, DeleteMessages)
        for message in effect.messages
    ]


def places(events: list[tuple[str, dict[str, Any]]]) -> set[tuple[int, int]]:
    return {(int(one["channel_id"]), int(one["id"])) for _, one in events}


def standing(moderate: Moderation, guild: GuildId) -> Standing:
    return moderate.members.standings_of([(guild, MEMBER)])[guild, MEMBER]


@pytest.mark.parametrize("together", [True, False], ids=["one envelope", "one by one"])
def test_a_scam_in_ten_channels_is_one_case_and_every_copy_goes_once(
    moderate: Moderation, *, together: bool
) -> None:
    """LK-041, ST-041: the copies before the case and those after it."""
    guild = fresh_guild()
    events = scams(guild, 10)
    if together:
        moderate.handle([envelope(guild, *events)])
    else:
        for event in events:
            moderate.handle([envelope(guild, event)])

    (case,) = moderate.cases(guild)
    assert case.action is Action.TIMEOUT
    assert case.duration == timedelta(hours=24)
    assert [reason.key for reason in case.reasons] == ["reason.rule.burst"]
    gone = removed(moderate, guild)
    assert set(gone) == places(events)
    assert len(gone) == len(events)


def test_the_owner_is_told_as_a_victim_and_may_appeal_and_nothing_goes_on_record(
    moderate: Moderation,
) -> None:
    guild = fresh_guild()
    moderate.handle([envelope(guild, *scams(guild, 5))])

    (first, *later) = sorted(moderate.orders(guild), key=lambda one: one.case is None)
    kinds = [type(effect) for effect in first.effects]
    assert kinds == [TimeOut, *[DeleteMessages] * 3, SendNotice, ShowCase]
    (notice,) = (one for one in first.effects if isinstance(one, SendNotice))
    assert notice.notice.key == "dm.stolen.timeout"
    assert notice.appealable
    assert [[type(one) for one in order.effects] for order in later] == [[DeleteMessages]] * 2
    after = standing(moderate, guild)
    assert (after.timeouts, after.offences, after.violations, after.warnings) == (0, 0, 0, 0)
    assert after.timed_out_until is not None


def test_what_else_the_account_writes_meanwhile_is_not_held_against_its_owner(
    moderate: Moderation,
) -> None:
    guild = fresh_guild()
    events = scams(guild, 3)
    insult = message_payload(guild, INSULT, channel_id=str(int(guild) + 1))
    moderate.handle([envelope(guild, *events, ("MESSAGE_CREATE", insult))])

    assert [case.action for case in moderate.cases(guild)] == [Action.TIMEOUT, Action.DELETE]
    assert standing(moderate, guild).timeouts == 0


def test_every_copy_that_was_seen_leaves_its_evidence(moderate: Moderation) -> None:
    """ST-016: those that were clean when they came, and those removed without a case."""
    guild = fresh_guild()
    events = scams(guild, 6)
    moderate.handle([envelope(guild, *events)])

    (case,) = moderate.cases(guild)
    assert case.evidence is not None
    filed = {judged.evidence.message for judged in moderate.clean(guild)}
    assert filed | {case.evidence.message} == {int(one["id"]) for _, one in events}
    silent = [judged for judged in moderate.clean(guild) if judged.decision.silent]
    assert len(silent) == 3
    assert all(Limit.BURST in judged.decision.limits for judged in silent)


def test_a_delivery_that_comes_again_removes_nothing_twice(moderate: Moderation) -> None:
    """ST-073."""
    guild = fresh_guild()
    delivery = envelope(guild, *scams(guild, 6))
    for _ in range(3):
        assert moderate.handle([delivery]) == set()

    assert len(moderate.cases(guild)) == 1
    assert len(removed(moderate, guild)) == 6


def test_pictures_are_told_by_name_and_size(moderate: Moderation) -> None:
    guild = fresh_guild()
    picture = {"id": "1", "filename": "image.png", "size": 48_211, "content_type": "image/png"}
    events = [
        ("MESSAGE_CREATE", payload | {"content": "", "attachments": [picture]})
        for _, payload in scams(guild, 4)
    ]
    moderate.handle([envelope(guild, *events)])

    (case,) = moderate.cases(guild)
    assert case.action is Action.TIMEOUT
    assert len(removed(moderate, guild)) == 4


@pytest.mark.parametrize("text", ["hello everyone", "ok"])
def test_a_greeting_in_every_channel_is_nobodys_harm(moderate: Moderation, text: str) -> None:
    guild = fresh_guild()
    events = [(name, one | {"content": text}) for name, one in scams(guild, 10)]
    moderate.handle([envelope(guild, *events)])

    assert moderate.cases(guild) == []
    assert moderate.orders(guild) == []


def test_different_members_with_the_same_words_are_no_stolen_account(moderate: Moderation) -> None:
    guild = fresh_guild()
    events = [
        (name, one | {"author": {"id": str(5000 + number), "username": "x"}})
        for number, (name, one) in enumerate(scams(guild, 10))
    ]
    moderate.handle([envelope(guild, *events)])

    assert moderate.cases(guild) == []


def test_without_redis_nobody_is_accused_of_a_burst(aws: Aws) -> None:
    """ST-078: and the evidence says what could not be seen."""
    blind = moderated(aws, "redis://127.0.0.1:1", POLICY)
    guild = fresh_guild()
    for event in scams(guild, 4):
        blind.handle([envelope(guild, event)])

    assert blind.cases(guild) == []
    assert all("windows" in judged.evidence.degraded for judged in blind.clean(guild))


def test_a_softban_takes_the_account_off_and_lets_it_in_again(aws: Aws, redis_url: str) -> None:
    rule = BurstRule(channels=3, action=Action.KICK, softban=True)
    policy = dataclasses.replace(
        POLICY,
        rules=dataclasses.replace(POLICY.rules, burst=rule),
        max_automatic_action=Action.KICK,
    )
    moderate = moderated(aws, redis_url, policy)
    guild = fresh_guild()
    moderate.handle([envelope(guild, *scams(guild, 3))])

    (case,) = moderate.cases(guild)
    (order,) = moderate.orders(guild)
    assert case.action is Action.KICK
    assert [type(effect) for effect in order.effects] == [
        *(SendNotice, Ban, Unban),
        *[DeleteMessages] * 3,
        ShowCase,
    ]
    assert standing(moderate, guild).kicks == 0


def test_a_softban_beyond_what_the_bot_may_do_alone_becomes_a_timeout_for_review(
    aws: Aws, redis_url: str
) -> None:
    """Ruling C2."""
    rule = BurstRule(channels=3, action=Action.KICK, softban=True)
    policy = dataclasses.replace(POLICY, rules=dataclasses.replace(POLICY.rules, burst=rule))
    moderate = moderated(aws, redis_url, policy)
    guild = fresh_guild()
    moderate.handle([envelope(guild, *scams(guild, 3))])

    (case,) = moderate.cases(guild)
    (flag,) = moderate.flags(guild)
    assert case.action is Action.TIMEOUT
    assert Limit.CEILING in flag.decision.limits
    assert len(removed(moderate, guild)) == 3


def test_a_honeypot_catches_at_the_first_message(aws: Aws, redis_url: str) -> None:
    guild = fresh_guild()
    trap = ChannelId(int(guild) + 7)
    policy = Policy(rules=Rules(honeypot=HoneypotRule(channels=(trap,))))
    moderate = moderated(aws, redis_url, policy)
    before = message_payload(guild, "hi", channel_id=str(int(guild) + 1))
    inside = message_payload(guild, "hi", channel_id=str(trap))
    moderate.handle([envelope(guild, ("MESSAGE_CREATE", before), ("MESSAGE_CREATE", inside))])

    (case,) = moderate.cases(guild)
    assert case.action is Action.TIMEOUT
    assert [reason.key for reason in case.reasons] == ["reason.rule.honeypot"]
    assert len(removed(moderate, guild)) == 2
    assert standing(moderate, guild).offences == 0
