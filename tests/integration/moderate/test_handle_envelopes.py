import dataclasses
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.adapters.dynamodb import codec
from app.adapters.dynamodb.members import SK
from app.adapters.dynamodb.tables import member_key
from app.domain.action import Action
from app.domain.exemption import Exemption
from app.domain.ids import ChannelId, GuildId, UserId
from app.domain.order import DeleteMessages, SendNotice, ShowCase, ShowFlag, TimeOut
from app.domain.policies.policy import Channels, Policy
from app.domain.policies.rules import DuplicateRule, Rules, WordRule
from app.domain.record.case import Case
from app.domain.record.standing import Standing
from app.ports.errors import Conflict, Unavailable
from app.ports.records import Judged, Records, Ruling
from app.services.handle_envelopes import Delivery
from app.services.judge_messages import MAX_ATTEMPTS
from tests.conftest import Aws
from tests.moderation import (
    OWN,
    Moderation,
    created,
    envelope,
    fresh_guild,
    guild_payload,
    message_payload,
    moderation,
)
from tests.scripted_classifier import ScriptedClassifier

INSULT, WORSE = "you are scum", "the worst"
SCRIPT = {INSULT: 0.97, WORSE: 0.99, "mild": 0.62}
LOG = ChannelId(900)
NOWHERE = "redis://127.0.0.1:1"
POLICY = Policy(
    channels=Channels(log=LOG),
    rules=Rules(
        words=(WordRule(name="boats", words=("boat",)),), duplicates=DuplicateRule(limit=3)
    ),
)


@pytest.fixture
def classifier() -> ScriptedClassifier:
    return ScriptedClassifier(SCRIPT)


@pytest.fixture
def moderate(aws: Aws, redis_url: str, classifier: ScriptedClassifier) -> Moderation:
    return moderation(aws.environment, redis_url, classifier, policy=POLICY)


def test_a_clean_message_leaves_its_evidence_and_nothing_else(moderate: Moderation) -> None:
    """ST-016, ST-070: every scored message is stored, as features and scores, without text."""
    guild = fresh_guild()

    assert moderate.handle([envelope(guild, *created(guild, "hello there"))]) == set()

    (judged,) = moderate.clean(guild)
    assert judged.decision.action is Action.NONE
    assert [signal.label for signal in judged.evidence.signals] == ["toxic"]
    assert "hello" not in repr(judged)
    assert moderate.cases(guild) == []
    assert moderate.orders(guild) == []


def test_an_insult_becomes_a_case_an_order_and_a_changed_record_at_once(
    moderate: Moderation,
) -> None:
    """ST-017, ST-020, AC-033, IS-110, IS-111: with full context, in one transaction."""
    guild = fresh_guild()
    payload = message_payload(guild, INSULT)
    moderate.handle([envelope(guild, ("MESSAGE_CREATE", payload))])

    (case,) = moderate.cases(guild)
    (order,) = moderate.orders(guild)
    standing = moderate.members.standings_of([(guild, UserId(4242))])[guild, UserId(4242)]
    assert (case.number, case.action, case.moderator) == (1, Action.TIMEOUT, None)
    assert case.decision is not None
    assert case.evidence is not None
    assert (case.order, order.case) == (order.id, case.number)
    assert [type(effect) for effect in order.effects] == [
        TimeOut,
        DeleteMessages,
        SendNotice,
        ShowCase,
    ]
    assert (standing.timeouts, standing.last_action) == (1, Action.TIMEOUT)
    assert case.text == INSULT
    assert case.text_until is not None
    assert case.text_until - case.made_at == timedelta(days=7)


def test_a_delivery_that_comes_again_changes_nothing(moderate: Moderation) -> None:
    """ST-073, AW-1: neither for clean nor for acted messages."""
    guild = fresh_guild()
    delivery = envelope(guild, *created(guild, "hello", INSULT))
    for _ in range(3):
        assert moderate.handle([delivery]) == set()
    moderate.handle([delivery, delivery])

    assert len(moderate.clean(guild)) == 1
    assert len(moderate.cases(guild)) == 1
    assert len(moderate.orders(guild)) == 1


def test_the_same_message_in_another_envelope_is_judged_once(moderate: Moderation) -> None:
    """A replay after a RESUME packs events anew."""
    guild = fresh_guild()
    events = list(created(guild, "hello", INSULT, "good bye"))
    moderate.handle([envelope(guild, *events)])
    moderate.handle([envelope(guild, *events[1:])])

    assert len(moderate.clean(guild)) == 2
    assert len(moderate.cases(guild)) == 1


@pytest.mark.parametrize("together", [True, False])
def test_an_envelope_packed_anew_under_its_old_name_loses_nothing(
    moderate: Moderation, *, together: bool
) -> None:
    """G-1: a killed gateway resumes, and its envelope begins with the same event but holds more."""
    guild = fresh_guild()
    events = list(created(guild, "hello", "how are you", INSULT, "good bye"))
    deliveries = [
        envelope(guild, *events[:2], name="0:s:7"),
        envelope(guild, *events, name="0:s:7"),
    ]
    if together:
        assert moderate.handle(deliveries) == set()
    else:
        for delivery in deliveries:
            assert moderate.handle([delivery]) == set()

    assert len(moderate.clean(guild)) == 3
    assert len(moderate.cases(guild)) == 1


def test_an_envelope_with_the_same_id_and_other_events_is_opened_too(
    moderate: Moderation,
) -> None:
    """After a RESUME the gateway packs anew: a known id may carry more than it did before."""
    guild = fresh_guild()
    events = list(created(guild, "one", "two", INSULT, "three"))
    name = f"0:again:{guild}"
    moderate.handle([envelope(guild, *events[:1], name=name)])
    moderate.handle([envelope(guild, *events[:2], name=name), envelope(guild, *events, name=name)])

    assert len(moderate.clean(guild)) == 3
    assert len(moderate.cases(guild)) == 1


def test_many_instances_with_the_same_message_make_one_case(aws: Aws, moderate: Moderation) -> None:
    """AW-1, T-14: even without windows, the transaction lets one through."""
    guild = fresh_guild()
    events = list(created(guild, INSULT))
    blind = [
        moderation(
            aws.environment, "redis://127.0.0.1:1", ScriptedClassifier(SCRIPT), policy=POLICY
        )
        for _ in range(4)
    ]
    with ThreadPoolExecutor(4) as pool:
        failed = list(pool.map(lambda one: one.handle([envelope(guild, *events)]), blind))

    assert failed == [set()] * 4
    assert len(moderate.cases(guild)) == 1
    assert len(moderate.orders(guild)) == 1


def test_without_redis_a_verdict_is_the_same_and_says_what_was_missing(
    aws: Aws, redis_url: str
) -> None:
    """AC-046, ST-078: single-message verdicts do not need the windows."""
    decided: list[Case] = []
    for url in (redis_url, NOWHERE):
        guild = fresh_guild()
        moderate = moderation(aws.environment, url, ScriptedClassifier(SCRIPT), policy=POLICY)
        moderate.handle([envelope(guild, *created(guild, INSULT))])
        decided += moderate.cases(guild)

    sighted, blind = decided
    assert sighted.decision == blind.decision
    assert blind.evidence is not None
    assert blind.evidence.degraded == ("windows", "raids")


def test_a_member_who_goes_on_climbs_the_ladder_message_by_message(
    aws: Aws, redis_url: str
) -> None:
    """ST-053, IS-020, IS-021, IS-022, IS-090: two mutes later the record says so."""
    policy = dataclasses.replace(POLICY, burst_window=timedelta(0))
    moderate = moderation(aws.environment, redis_url, ScriptedClassifier(SCRIPT), policy=policy)
    guild = fresh_guild()
    for _ in range(3):
        text = created(guild, "mild", sent_at=None)
        moderate.handle([envelope(guild, *text)])

    cases = moderate.cases(guild)
    assert [case.action for case in cases] == [Action.WARN, Action.TIMEOUT, Action.TIMEOUT]
    assert [case.duration for case in cases] == [None, timedelta(hours=1), timedelta(days=1)]
    assert [case.number for case in cases] == [1, 2, 3]


def test_a_burst_in_one_batch_is_punished_once_and_removed_wholly(moderate: Moderation) -> None:
    guild = fresh_guild()
    moderate.handle([envelope(guild, *created(guild, INSULT, WORSE, INSULT, WORSE))])
    standing = moderate.members.standings_of([(guild, UserId(4242))])[guild, UserId(4242)]

    actions = [case.action for case in moderate.cases(guild)]
    assert actions == [Action.TIMEOUT, Action.DELETE, Action.DELETE, Action.DELETE]
    assert standing.timeouts == 1


def test_the_same_words_again_and_again_are_noticed_across_batches(moderate: Moderation) -> None:
    """ST-011: the window lives in Redis, between calls."""
    guild = fresh_guild()
    for _ in range(3):
        moderate.handle([envelope(guild, *created(guild, "join my server"))])

    (case,) = moderate.cases(guild)
    assert [reason.key for reason in case.reasons] == ["reason.rule.duplicates"]


def test_an_edit_is_judged_anew_and_one_that_changes_nothing_is_not(
    moderate: Moderation, classifier: ScriptedClassifier
) -> None:
    """GW-16: edit evasion is seen; a link's preview or a removed embed is no edit."""
    guild = fresh_guild()
    payload = message_payload(guild, "hello")
    moderate.handle([envelope(guild, ("MESSAGE_CREATE", payload))])
    edited = payload | {"content": INSULT, "edited_timestamp": datetime.now(UTC).isoformat()}
    preview = payload | {"embeds": [{"title": INSULT}]}
    unchanged = edited | {"content": "hello"}
    for update in (preview, unchanged, edited, edited):
        moderate.handle([envelope(guild, ("MESSAGE_UPDATE", update))])

    assert [case.action for case in moderate.cases(guild)] == [Action.TIMEOUT]
    assert len(moderate.clean(guild)) == 1
    assert classifier.calls[-1] == [INSULT]


def test_a_forwarded_message_is_read_by_the_rules_but_not_held_against_who_forwards_it(
    moderate: Moderation,
) -> None:
    """T-7: forwarding an insult to report it is no insult; a forwarded scam is still removed."""
    guild = fresh_guild()
    for words in (INSULT, "a boat"):
        forwarded = message_payload(guild, "", message_snapshots=[{"message": {"content": words}}])
        moderate.handle([envelope(guild, ("MESSAGE_CREATE", forwarded))])

    (case,) = moderate.cases(guild)
    assert [reason.key for reason in case.reasons] == ["reason.rule.words"]


def test_poison_among_good_events_is_put_aside_and_its_neighbours_are_judged(
    moderate: Moderation,
) -> None:
    """T-13, T-14, AW-6: nothing comes again, nothing is lost."""
    guild = fresh_guild()
    poison: list[object] = [
        {"id": "x"},
        "text",
        None,
        [],
        message_payload(guild, "hi", id="\uff11\uff12"),
        message_payload(guild, "hi", guild_id="5"),
        message_payload(guild, "hi", embeds={"a": 1}),
        message_payload(guild, "hi") | {"content": 7},
        message_payload(guild, "hi", author=None),
    ]
    events = [("MESSAGE_CREATE", one) for one in poison]
    delivery = envelope(
        guild, *created(guild, "first"), *events, *created(guild, "last"), name=f"0:poison:{guild}"
    )

    assert moderate.handle([delivery]) == set()
    assert len(moderate.clean(guild)) == 2
    aside = {key for key in moderate.quarantined() if key.startswith(f"0:poison:{guild}#")}
    assert len(aside) == len(poison)


@pytest.mark.parametrize(
    "body", ["", "not json", "{}", "[]", '{"v":2}', '{"v":1,"id":"a"}', "\x00"]
)
def test_what_is_no_envelope_is_kept_aside_and_not_delivered_again(
    moderate: Moderation, body: str
) -> None:
    """T-14."""
    delivery = Delivery(id=f"broken-{hash(body)}", body=body)
    assert moderate.handle([delivery]) == set()
    assert delivery.id in moderate.quarantined()


def test_unknown_events_and_fields_are_no_fault(moderate: Moderation) -> None:
    guild = fresh_guild()
    strange = message_payload(guild, "hello", brand_new_field={"a": [1]})
    delivery = envelope(guild, ("SOMETHING_NEW", {}), ("MESSAGE_CREATE", strange))

    assert moderate.handle([delivery]) == set()
    assert len(moderate.clean(guild)) == 1


def test_owner_and_moderators_are_known_from_the_guild_and_left_alone(
    moderate: Moderation, classifier: ScriptedClassifier
) -> None:
    """ST-061, ruling C8: and the model is not even asked."""
    guild = fresh_guild()
    roles = [
        {"id": str(guild), "position": 0, "permissions": "0"},
        {"id": "55", "position": 1, "permissions": str(1 << 13)},
    ]
    moderate.handle([envelope(guild, ("GUILD_CREATE", guild_payload(guild, roles=roles)))])
    owner = message_payload(guild, INSULT, user=1)
    moderator = message_payload(guild, INSULT, user=2, member={"roles": ["55"]})
    bot = message_payload(guild, INSULT, author={"id": "3", "bot": True})
    hook = message_payload(guild, INSULT, author={"id": "4", "bot": True}, webhook_id="4")
    events = [("MESSAGE_CREATE", one) for one in (owner, moderator, bot, hook)]
    moderate.handle([envelope(guild, *events)])

    exempt = [judged.decision.exemption for judged in moderate.clean(guild)]
    assert exempt == [Exemption.OWNER, Exemption.MODERATOR, Exemption.BOT, Exemption.BOT]
    assert classifier.calls == []


def test_a_role_that_gains_rights_counts_from_then_on(moderate: Moderation) -> None:
    guild = fresh_guild()
    moderate.handle([envelope(guild, ("GUILD_CREATE", guild_payload(guild)))])
    promoted = {"role": {"id": "55", "position": 1, "permissions": str(1 << 3)}}
    moderate.handle([envelope(guild, ("GUILD_ROLE_UPDATE", promoted))])
    admin = message_payload(guild, INSULT, user=2, member={"roles": ["55"]})
    moderate.handle([envelope(guild, ("MESSAGE_CREATE", admin))])
    moderate.handle([envelope(guild, ("GUILD_ROLE_DELETE", {"role_id": "55"}))])
    later = message_payload(guild, INSULT, user=2, member={"roles": ["55"]})
    moderate.handle([envelope(guild, ("MESSAGE_CREATE", later))])

    assert [judged.decision.exemption for judged in moderate.clean(guild)] == [
        Exemption.ADMINISTRATOR
    ]
    assert len(moderate.cases(guild)) == 1


def test_a_new_guild_gets_the_first_policy_and_keeps_its_own(moderate: Moderation) -> None:
    """LK-014, LK-015, ST-109."""
    guild = fresh_guild()
    moderate.handle([envelope(guild, ("GUILD_CREATE", guild_payload(guild)))])
    item = moderate.tables.guilds.get(str(guild), "policy#current")
    item.update(actions=[moderate.tables.guilds.body.set('{"version":2,"mode":"shadow"}')])
    moderate.handle([envelope(guild, ("GUILD_CREATE", guild_payload(guild)))])

    assert moderate.guilds.policy_of(guild).version == 2


def test_what_moderators_do_themselves_is_noted_and_our_own_doing_is_not(
    moderate: Moderation,
) -> None:
    """The fence for orders decided earlier."""
    guild = fresh_guild()
    entry = {"id": str(int(guild) + 5), "action_type": 22, "target_id": "9", "user_id": "8"}
    ours = entry | {"target_id": "10", "user_id": str(OWN)}
    rename = entry | {"target_id": "11", "action_type": 24, "changes": [{"key": "nick"}]}
    events = [("GUILD_AUDIT_LOG_ENTRY_CREATE", one) for one in (entry, ours, rename)]
    moderate.handle([envelope(guild, *events)])

    members = [(guild, UserId(number)) for number in (9, 10, 11)]
    noted = [one.human_action_at for one in moderate.members.standings_of(members).values()]
    assert noted[0] is not None
    assert noted[1:] == [None, None]


def test_a_message_that_comes_too_late_is_flagged_for_people(moderate: Moderation) -> None:
    """Ruling C12, IS-094: one flag a message, however often it is delivered."""
    guild = fresh_guild()
    old = fresh_old_id(timedelta(hours=1))
    delivery = envelope(guild, ("MESSAGE_CREATE", message_payload(guild, INSULT, id=old)))
    for _ in range(2):
        moderate.handle([delivery])

    (flag,) = moderate.flags(guild)
    (order,) = moderate.orders(guild)
    assert flag.decision.action is Action.FLAG
    assert moderate.cases(guild) == []
    assert [type(effect) for effect in order.effects] == [ShowFlag]


@pytest.mark.parametrize(
    "text",
    ["a boat \ud800", "a boat \x00", "a boat \ufffe \u202e", "a boat " + "x" * 100_000],
    ids=["lone surrogate", "null", "noncharacters", "far too long"],
)
def test_hostile_text_is_judged_and_its_case_can_be_stored(moderate: Moderation, text: str) -> None:
    """AW-3, T-12, T-13."""
    guild = fresh_guild()
    assert moderate.handle([envelope(guild, *created(guild, text))]) == set()

    (case,) = moderate.cases(guild)
    assert case.text is not None
    assert case.text.startswith("a boat ")
    assert len(case.text) <= 4000


def test_members_are_remembered_from_their_first_message(moderate: Moderation) -> None:
    """ST-015."""
    guild = fresh_guild()
    member = (guild, UserId(4242))
    assert moderate.members.standings_of([member])[member].first_seen is None
    moderate.handle([envelope(guild, *created(guild, "hello"))])
    assert moderate.members.standings_of([member])[member].first_seen is not None


def test_when_the_record_cannot_be_written_the_delivery_comes_again(
    aws: Aws, redis_url: str
) -> None:
    """Ruling C11, T-24: nothing is carried out unrecorded, nothing is lost."""
    elsewhere = {**aws.environment, "AWS_ENDPOINT_URL": "http://127.0.0.1:1"}
    moderate = moderation(elsewhere, redis_url, ScriptedClassifier(SCRIPT), policy=POLICY)
    guild = fresh_guild()
    delivery = envelope(guild, *created(guild, INSULT))
    assert moderate.handle([delivery]) == {delivery.id}

    mended = moderation(aws.environment, redis_url, ScriptedClassifier(SCRIPT), policy=POLICY)
    assert mended.handle([delivery]) == set()
    assert len(mended.cases(guild)) == 1


def test_what_was_acted_on_is_not_filed_as_clean_when_its_delivery_comes_again(
    aws: Aws, redis_url: str
) -> None:
    """G-2: cut off between case and page, the second look finds a burst and would do nothing."""
    words = WordRule(name="boats", words=("boat",), action=Action.WARN, delete=False)
    moderate = moderation(
        aws.environment,
        redis_url,
        ScriptedClassifier(SCRIPT),
        policy=Policy(rules=Rules(words=(words,))),
        around=lambda name, part: CutOffOnce(part) if name == "record" else part,
    )
    guild = fresh_guild()
    warned = Standing(first_seen=datetime.now(UTC), warnings=3)
    moderate.tables.members(
        pk=member_key(guild, UserId(4242)), sk=SK, body=codec.dump(warned), version=0
    ).save()
    delivery = envelope(guild, *created(guild, "hello", "my boat"))
    assert moderate.handle([delivery]) == {delivery.id}
    assert moderate.handle([delivery]) == set()

    (case,) = moderate.cases(guild)
    (clean,) = moderate.clean(guild)
    assert case.evidence is not None
    assert clean.evidence.key != case.evidence.key


class CutOffOnce:
    """The real record, which fails when it is to file its first page."""

    def __init__(self, real: Records) -> None:
        self._real = real
        self._fails = True

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def file_page(self, page: str, guild: GuildId, at: datetime, judged: Sequence[Judged]) -> None:
        if self._fails:
            self._fails = False
            raise Unavailable("cut off")
        self._real.file_page(page, guild, at, judged)


class Troubled:
    """The real record, to which something happens before it takes a ruling."""

    def __init__(self, real: Records, *troubles: Exception) -> None:
        self._real = real
        self._troubles = list(troubles)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def commit(self, ruling: Ruling) -> None:
        if self._troubles:
            raise self._troubles.pop()
        self._real.commit(ruling)


def troubled(aws: Aws, redis_url: str, *troubles: Exception) -> Moderation:
    return moderation(
        aws.environment,
        redis_url,
        ScriptedClassifier(SCRIPT),
        policy=POLICY,
        around=lambda name, part: Troubled(part, *troubles) if name == "record" else part,
    )


def test_a_bug_met_by_one_message_sets_it_aside_and_stops_no_other(
    aws: Aws, redis_url: str
) -> None:
    """T-14, ST-078: people can look at it; it does not come again and again."""
    moderate, guild = troubled(aws, redis_url, ValueError("a bug")), fresh_guild()
    events = created(guild, INSULT, "hello", INSULT)
    assert moderate.handle([envelope(guild, *events, name=f"0:bug:{guild}")]) == set()

    aside = [key for key in moderate.quarantined() if key.startswith(f"0:bug:{guild}#")]
    assert (len(aside), len(moderate.clean(guild)), len(moderate.cases(guild))) == (1, 1, 1)


@pytest.mark.parametrize(("conflicts", "cases"), [(MAX_ATTEMPTS - 1, 1), (MAX_ATTEMPTS, 0)])
def test_a_member_whose_record_moves_meanwhile_is_judged_anew_or_later(
    aws: Aws, redis_url: str, conflicts: int, cases: int
) -> None:
    """Member locks against double action: nothing is decided over a record that was not read."""
    rivals = [Conflict("somebody else was first")] * conflicts
    moderate, guild = troubled(aws, redis_url, *rivals), fresh_guild()
    delivery = envelope(guild, *created(guild, INSULT))
    assert moderate.handle([delivery]) == (set() if cases else {delivery.id})
    assert len(moderate.cases(guild)) == cases

    assert moderate.handle([delivery]) == set()
    assert len(moderate.cases(guild)) == 1


@pytest.mark.parametrize(("conflicts", "cases"), [(2, 1), (99, 0)])
def test_what_a_moderator_did_is_put_on_a_record_that_moves_or_comes_again(
    aws: Aws, redis_url: str, conflicts: int, cases: int
) -> None:
    """IS-111: over whatever was written meanwhile."""
    rivals = [Conflict("somebody else was first")] * conflicts
    moderate, guild = troubled(aws, redis_url, *rivals), fresh_guild()
    ban = {"id": str(int(guild) + 5), "action_type": 22, "target_id": "9", "user_id": "8"}
    delivery = envelope(guild, ("GUILD_AUDIT_LOG_ENTRY_CREATE", ban))
    assert moderate.handle([delivery]) == (set() if cases else {delivery.id})

    assert [(one.action, one.moderator) for one in moderate.cases(guild)] == [
        (Action.BAN, UserId(8))
    ] * cases


def test_one_batch_is_scored_in_one_call(
    moderate: Moderation, classifier: ScriptedClassifier
) -> None:
    """ST-022: and the same words are scored once."""
    one, two = fresh_guild(), fresh_guild()
    moderate.handle(
        [envelope(one, *created(one, "a a", "b b")), envelope(two, *created(two, "a a", "c c"))]
    )
    assert [sorted(call) for call in classifier.calls] == [["a a", "b b", "c c"]]


def fresh_old_id(age: timedelta) -> str:
    return str(
        int(message_payload(fresh_guild(), "x")["id"]) - (int(age.total_seconds() * 1000) << 22)
    )
