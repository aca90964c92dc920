"""What is judged beside messages: names, titles, Discord's own messages, AutoMod's acts."""

import dataclasses
from datetime import UTC, datetime
from typing import Any

import pytest

from app.domain.action import Action
from app.domain.ids import ChannelId, GuildId, UserId
from app.domain.kind import Kind
from app.domain.order import DeleteMessages, ShowFlag
from app.domain.policies.policy import Channels, Policy
from app.domain.policies.rules import (
    AutoModRule,
    DuplicateRule,
    InviteRule,
    NameRule,
    Rules,
    ServiceRule,
    WordRule,
)
from tests.conftest import Aws
from tests.moderation import (
    Moderation,
    created,
    envelope,
    fresh_guild,
    guild_payload,
    message_payload,
    moderation,
)
from tests.scripted_classifier import ScriptedClassifier

MEMBER = UserId(4242)
HEATED = "somewhat rude"
POLICY = Policy(
    channels=Channels(review=ChannelId(901), log=ChannelId(900)),
    rules=Rules(
        words=(WordRule(name="boats", words=("boat",), action=Action.BAN),),
        invites=InviteRule(enabled=True, action=Action.TIMEOUT),
        service=ServiceRule(kinds=("join", "boost")),
        duplicates=DuplicateRule(enabled=False),
    ),
)


@pytest.fixture
def moderate(aws: Aws, redis_url: str) -> Moderation:
    return moderated(aws, redis_url, POLICY)


def moderated(aws: Aws, redis_url: str, policy: Policy) -> Moderation:
    classifier = ScriptedClassifier({HEATED: 0.5, "a boat": 0.99})
    return moderation(aws.environment, redis_url, classifier, policy=policy)


def member(guild: GuildId, **names: Any) -> dict[str, Any]:
    nick = names.pop("nick", None)
    return {
        "guild_id": str(guild),
        "user": {"id": str(MEMBER), "username": "somebody", "global_name": None} | names,
        "nick": nick,
        "roles": [],
        "joined_at": "2020-01-01T00:00:00+00:00",
    }


def thread(guild: GuildId, name: str, **changes: Any) -> dict[str, Any]:
    return {
        "id": str(int(guild) + 50),
        "guild_id": str(guild),
        "parent_id": str(int(guild) + 1),
        "owner_id": str(MEMBER),
        "name": name,
        "type": 11,
        "newly_created": True,
    } | changes


def execution(guild: GuildId, content: str, action: int = 1, **changes: Any) -> dict[str, Any]:
    return {
        "guild_id": str(guild),
        "action": {"type": action, "metadata": {}},
        "rule_id": "5",
        "rule_trigger_type": 1,
        "user_id": str(MEMBER),
        "channel_id": str(int(guild) + 1),
        "content": content,
        "matched_keyword": "x",
        "matched_content": "x",
    } | changes


def timeouts_of(moderate: Moderation, guild: GuildId) -> int:
    return moderate.members.standings_of([(guild, MEMBER)])[guild, MEMBER].timeouts


@pytest.mark.parametrize(
    ("event", "names"),
    [
        ("GUILD_MEMBER_ADD", {"nick": "a B0AT"}),
        ("GUILD_MEMBER_ADD", {"username": "x.boat"}),
        ("GUILD_MEMBER_UPDATE", {"global_name": "boat"}),
        ("GUILD_MEMBER_UPDATE", {"nick": "discord.gg/theirs"}),
    ],
)
def test_a_name_that_breaks_a_rule_is_shown_to_people_and_punishes_nobody(
    moderate: Moderation, event: str, names: dict[str, Any]
) -> None:
    """The rule would ban for a message; a name is never more than policy.rules.names.action."""
    guild = fresh_guild()
    moderate.handle([envelope(guild, (event, member(guild, **names)))])

    (flag,) = moderate.flags(guild)
    (order,) = moderate.orders(guild)
    assert flag.evidence.kind is Kind.NAME
    assert flag.decision.action is Action.FLAG
    assert flag.member == MEMBER
    assert flag.text == (names.get("nick") or names.get("global_name") or names.get("username"))
    assert [type(effect) for effect in order.effects] == [ShowFlag]
    assert moderate.cases(guild) == []


def test_the_same_names_are_shown_once_however_often_the_member_changes(
    moderate: Moderation,
) -> None:
    guild, other = fresh_guild(), fresh_guild()
    for _ in range(3):
        changed = member(guild, nick="boat") | {"roles": []}
        moderate.handle([envelope(guild, ("GUILD_MEMBER_UPDATE", changed))])
    moderate.handle([envelope(other, ("GUILD_MEMBER_UPDATE", member(other, nick="boat")))])
    moderate.handle([envelope(guild, ("GUILD_MEMBER_UPDATE", member(guild, nick="my boat")))])

    assert len(moderate.flags(guild)) == 2
    assert len(moderate.flags(other)) == 1


def test_ordinary_names_leave_no_trace(moderate: Moderation) -> None:
    guild = fresh_guild()
    events = [("GUILD_MEMBER_UPDATE", member(guild, nick=nick)) for nick in ("fredboat", "", None)]
    moderate.handle([envelope(guild, *events)])

    assert moderate.flags(guild) == []
    assert moderate.clean(guild) == []


def test_names_can_be_left_alone_altogether(aws: Aws, redis_url: str) -> None:
    rules = dataclasses.replace(POLICY.rules, names=NameRule(enabled=False))
    moderate = moderated(aws, redis_url, dataclasses.replace(POLICY, rules=rules))
    guild = fresh_guild()
    moderate.handle([envelope(guild, ("GUILD_MEMBER_ADD", member(guild, nick="boat")))])

    assert moderate.flags(guild) == []


def test_a_policy_may_ask_for_more_than_a_flag_and_gets_exactly_that(
    aws: Aws, redis_url: str
) -> None:
    rules = dataclasses.replace(POLICY.rules, names=NameRule(action=Action.TIMEOUT))
    moderate = moderated(aws, redis_url, dataclasses.replace(POLICY, rules=rules))
    guild = fresh_guild()
    moderate.handle([envelope(guild, ("GUILD_MEMBER_ADD", member(guild, nick="boat")))])

    (case,) = moderate.cases(guild)
    assert case.action is Action.TIMEOUT
    assert not any(
        isinstance(effect, DeleteMessages)
        for order in moderate.orders(guild)
        for effect in order.effects
    )


def test_titles_of_new_and_changed_threads_are_read(moderate: Moderation) -> None:
    guild = fresh_guild()
    events = [
        ("THREAD_CREATE", thread(guild, "a boat", newly_created=False)),
        ("THREAD_CREATE", thread(guild, "all about fredboat")),
        ("THREAD_UPDATE", thread(guild, "my boat")),
        ("THREAD_UPDATE", thread(guild, "my boat")),
    ]
    moderate.handle([envelope(guild, *events)])

    (flag,) = moderate.flags(guild)
    assert flag.evidence.kind is Kind.TITLE
    assert flag.source.channel == int(guild) + 50
    assert flag.decision.action is Action.FLAG


@pytest.mark.parametrize("author", [MEMBER, UserId(1)], ids=["a member", "the owner"])
def test_service_messages_are_removed_and_nobody_is_held_to_them(
    moderate: Moderation, author: UserId
) -> None:
    """LK-010, LK-041: joins and boosts, as the policy wants; no case, no card, no record."""
    guild = fresh_guild()
    moderate.handle([envelope(guild, ("GUILD_CREATE", guild_payload(guild)))])
    joined, boosted, pinned = (
        message_payload(guild, "a boat", type=kind, user=int(author)) for kind in (7, 9, 6)
    )
    moderate.handle(
        [envelope(guild, *(("MESSAGE_CREATE", one) for one in (joined, boosted, pinned)))]
    )

    orders = moderate.orders(guild)
    assert [[type(effect) for effect in order.effects] for order in orders] == [
        [DeleteMessages],
        [DeleteMessages],
    ]
    gone = {one for order in orders for e in order.effects for one in getattr(e, "messages", ())}
    assert gone == {int(joined["id"]), int(boosted["id"])}
    assert moderate.cases(guild) == []
    assert len(moderate.clean(guild)) == 3
    assert timeouts_of(moderate, guild) == 0


def test_what_automod_blocked_counts_towards_behaviour_and_is_never_punished(
    moderate: Moderation,
) -> None:
    """ST-033: blocked words never arrive, and yet the member was heating up."""
    guild = fresh_guild()
    blocked = [("AUTO_MODERATION_ACTION_EXECUTION", execution(guild, f"a boat {n}")) for n in "123"]
    moderate.handle([envelope(guild, *blocked)])
    moderate.handle([envelope(guild, *created(guild, "hello"))])

    assert moderate.cases(guild) == []
    assert moderate.flags(guild) == []
    told = {judged.evidence.kind: judged.evidence for judged in moderate.clean(guild)}
    assert [signal.source for signal in told[Kind.BLOCKED].signals] == ["automod"]
    assert told[Kind.BLOCKED].signals[0].label == "keyword"
    after = told[Kind.MESSAGE].behaviour
    assert after.escalation is not None
    assert after.escalation > 0.5


def test_a_blocked_message_is_counted_once_however_often_it_is_told(moderate: Moderation) -> None:
    guild = fresh_guild()
    at = int(datetime.now(UTC).timestamp() * 1000)
    block, alert = (execution(guild, "a boat", action) for action in (1, 2))
    events = [("AUTO_MODERATION_ACTION_EXECUTION", one) for one in (block, alert)]
    delivery = envelope(guild, *events)
    assert at > 0
    moderate.handle([delivery])
    moderate.handle([delivery])

    assert len(moderate.clean(guild)) == 1


def test_whom_automod_timed_out_is_not_timed_out_by_an_order_of_before(
    moderate: Moderation,
) -> None:
    """Never punished twice: the fence stands as for a moderator's own act."""
    guild = fresh_guild()
    timed_out = ("AUTO_MODERATION_ACTION_EXECUTION", execution(guild, "x", action=3))
    moderate.handle([envelope(guild, timed_out)])

    standing = moderate.members.standings_of([(guild, MEMBER)])[guild, MEMBER]
    assert standing.human_action_at is not None
    assert moderate.clean(guild) == []


def test_a_policy_may_show_blocked_messages_to_people(aws: Aws, redis_url: str) -> None:
    rules = dataclasses.replace(POLICY.rules, automod=AutoModRule(action=Action.FLAG))
    moderate = moderated(aws, redis_url, dataclasses.replace(POLICY, rules=rules))
    guild = fresh_guild()
    event = ("AUTO_MODERATION_ACTION_EXECUTION", execution(guild, "a boat"))
    moderate.handle([envelope(guild, event)])

    (flag,) = moderate.flags(guild)
    assert flag.evidence.kind is Kind.BLOCKED
    assert flag.text == "a boat"
    assert moderate.cases(guild) == []


def test_unreadable_events_are_put_aside_and_nothing_else_is_lost(moderate: Moderation) -> None:
    """T-13, T-14."""
    guild = fresh_guild()
    broken: list[dict[str, Any]] = [
        {},
        {"user": 5},
        {"user": {"id": "x"}},
        {"id": [], "newly_created": True},
        {"action": 1},
        {"user": {"id": "5", "username": []}, "roles": 7},
    ]
    kinds = ("GUILD_MEMBER_UPDATE", "THREAD_UPDATE", "AUTO_MODERATION_ACTION_EXECUTION")
    events = [(kind, payload) for kind in kinds for payload in broken]
    delivery = envelope(guild, *events, *created(guild, "hello"), name=f"0:beside:{guild}")

    assert moderate.handle([delivery]) == set()
    assert len(moderate.clean(guild)) == 1
    aside = {key for key in moderate.quarantined() if key.startswith(f"0:beside:{guild}#")}
    assert len(aside) == len(events)
