"""Policies where they are used: what holds in a thread, for a role, and since which version."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from pynamodb.connection import Connection

from app.adapters.dynamodb.policies import DynamoPolicies
from app.domain.action import Action
from app.domain.decision import Limit
from app.domain.exemption import Exemption
from app.domain.ids import ChannelId, GuildId, RoleId, UserId
from app.domain.policies.faults import faults_of
from app.domain.policies.policy import Exemptions, Override, Policy, RoleTier, Rungs
from app.ports.records import Ruling
from app.services.change_policy import ChangePolicy, Wish
from tests.conftest import Aws
from tests.factories import NOW
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

INSULT = "you are scum"
SCRIPT = {INSULT: 0.97, "the same again": 0.97}
CHANNEL, THREAD, TRUSTED = ChannelId(500), ChannelId(501), RoleId(77)
LENIENT = Override(thresholds=Rungs(warn=0.8, timeout=0.85, kick=0.9, ban=0.95))
POLICY = Policy(
    overrides={CHANNEL: LENIENT},
    roles={TRUSTED: RoleTier(thresholds=Rungs(timeout=0.7))},
    exempt=Exemptions(roles=(RoleId(78),)),
)


@pytest.fixture
def moderate(aws: Aws, redis_url: str) -> Moderation:
    return moderation(aws.environment, redis_url, ScriptedClassifier(SCRIPT), policy=POLICY)


def said(guild: GuildId, user: int, **changes: Any) -> tuple[str, dict[str, Any]]:
    return ("MESSAGE_CREATE", message_payload(guild, INSULT, user=user, **changes))


def thread(guild: GuildId, **changes: Any) -> dict[str, Any]:
    return {"id": str(THREAD), "parent_id": str(CHANNEL), "guild_id": str(guild)} | changes


@pytest.mark.parametrize("event", ["THREAD_CREATE", "THREAD_LIST_SYNC"])
def test_what_is_said_in_a_thread_is_judged_by_the_rules_of_its_channel(
    moderate: Moderation, event: str
) -> None:
    """LK-013: a thread is a topic of its channel."""
    guild = fresh_guild()
    payload = thread(guild) if event == "THREAD_CREATE" else {"threads": [thread(guild)]}
    moderate.handle([envelope(guild, (event, payload))])
    moderate.handle([envelope(guild, said(guild, 1, channel_id=str(THREAD)), said(guild, 2))])

    (case,) = moderate.cases(guild)
    assert case.member == UserId(2)
    (judged,) = moderate.clean(guild)
    assert (judged.evidence.channel, judged.evidence.parent) == (THREAD, CHANNEL)


def test_a_thread_that_nobody_has_heard_of_is_judged_by_the_servers_rules(
    moderate: Moderation,
) -> None:
    """LK-013: never more lenient by mistake, never a failure."""
    guild = fresh_guild()
    moderate.handle([envelope(guild, said(guild, 1, channel_id=str(THREAD)))])
    assert len(moderate.cases(guild)) == 1


def test_a_thread_that_cannot_be_read_is_put_aside(moderate: Moderation) -> None:
    guild = fresh_guild()
    before = moderate.quarantined()
    sync = ("THREAD_LIST_SYNC", {"guild_id": str(guild), "threads": ["x"]})
    assert moderate.handle([envelope(guild, sync, name="")]) == set()
    assert len(moderate.quarantined() - before) == 1


def test_a_members_role_decides_about_the_rungs(moderate: Moderation) -> None:
    """IS-135."""
    guild = fresh_guild()
    trusted = {"roles": [str(TRUSTED)], "joined_at": "2020-01-01T00:00:00+00:00"}
    moderate.handle([envelope(guild, said(guild, 1, member=trusted), said(guild, 2))])

    actions = {case.member: case.action for case in moderate.cases(guild)}
    assert actions == {UserId(1): Action.WARN, UserId(2): Action.TIMEOUT}


def test_every_skip_is_on_record_with_its_reason(moderate: Moderation) -> None:
    """ST-061, ruling C8."""
    guild = fresh_guild()
    exempt = {"roles": ["78"], "joined_at": "2020-01-01T00:00:00+00:00"}
    moderate.handle([envelope(guild, said(guild, 1, member=exempt))])

    (judged,) = moderate.clean(guild)
    assert (judged.decision.exemption, judged.decision.limits) == (
        Exemption.ROLE,
        (Limit.EXEMPT,),
    )


def test_a_decision_says_by_which_version_it_was_made_and_that_version_can_be_read(
    moderate: Moderation, aws: Aws
) -> None:
    """Product 17: an appeal is judged by what held then."""
    guild = fresh_guild()
    connection = Connection(region=aws["AWS_REGION"], host=aws.endpoint)
    policies = DynamoPolicies(moderate.tables.guilds, connection, first_policy=Policy())
    change = ChangePolicy(policies=policies, clock=lambda: NOW, faults_of=faults_of)
    moderate.handle([envelope(guild, ("GUILD_CREATE", guild_payload(guild)))])
    moderate.handle([envelope(guild, said(guild, 11))])
    changed = change(guild, Policy(delete_from=Action.BAN), Wish())
    moderate.handle([envelope(guild, said(guild, 12))])
    change.back_to(guild, 1, Wish())
    moderate.handle([envelope(guild, said(guild, 13))])

    decisions = [case.decision for case in moderate.cases(guild)]
    assert [one and (one.policy_version, one.delete) for one in decisions] == [
        (1, True),
        (2, False),
        (3, True),
    ]
    stored = policies.version_of(guild, 2)
    assert stored
    assert stored.policy.delete_from is changed.policy.delete_from


def test_two_instances_that_judge_one_member_at_once_punish_once(aws: Aws, redis_url: str) -> None:
    """ST-073, product 12: both decide before either is on record; the second one sees the first."""
    guild = fresh_guild()
    both = threading.Barrier(2, timeout=20)

    def instance() -> Moderation:
        waited = False

        class Slow:
            """Holds the first ruling back until the other instance has decided, too."""

            def __init__(self, records: Any) -> None:
                self._records = records

            def __getattr__(self, name: str) -> Callable[..., Any]:
                method: Callable[..., Any] = getattr(self._records, name)
                return method

            def commit(self, ruling: Ruling) -> None:
                nonlocal waited
                if not waited:
                    waited = True
                    both.wait()
                self._records.commit(ruling)

        return moderation(
            aws.environment,
            redis_url,
            ScriptedClassifier(SCRIPT),
            around=lambda name, part: Slow(part) if name == "record" else part,
        )

    texts = list(SCRIPT)
    instances = [instance(), instance()]
    with ThreadPoolExecutor(2) as side_by_side:
        done = [
            side_by_side.submit(one.handle, [envelope(guild, *created(guild, text))])
            for one, text in zip(instances, texts, strict=True)
        ]
        assert [one.result() for one in done] == [set(), set()]

    cases = instances[0].cases(guild)
    assert sorted(case.action for case in cases) == [Action.DELETE, Action.TIMEOUT]
    (removed,) = (case for case in cases if case.action is Action.DELETE)
    assert removed.decision
    assert Limit.BURST in removed.decision.limits
    member = (guild, UserId(4242))
    assert instances[0].members.standings_of([member])[member].timeouts == 1
