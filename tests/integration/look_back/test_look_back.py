"""Stored decisions read again on the embedded AWS: simulate, suggest, shadow."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import orjson
import pytest
from rich.console import Console

from app.adapters.dynamodb import codec
from app.adapters.dynamodb.deadlines import DynamoDeadlines
from app.adapters.dynamodb.tables import AppealItem, bound, case_key, member_key
from app.adapters.dynamodb.trials import KIND
from app.adapters.yaml.policy_file import read_policy
from app.bootstrap.look_back import LookBack, build
from app.domain.action import Action
from app.domain.appeals.appeal import Appeal, AppealStatus
from app.domain.ids import GuildId, UserId
from app.domain.look_back.calibration import Finding
from app.domain.look_back.hindsight import Hindsight, Past
from app.domain.look_back.shadow import sight_of
from app.domain.look_back.simulation import Move
from app.domain.look_back.trial import Trial, TrialDay
from app.domain.policies.policy import Policy, Thresholds
from app.domain.policies.rules import PatternRule, Rules, WordRule
from app.domain.record.case import Case, Outcome
from app.domain.record.change import Change
from app.domain.record.flag import Flag, FlagStatus
from app.local.look_back.error import LookBackError
from app.local.look_back.explain import explain_number
from app.local.look_back.simulate import NOTHING, simulate_draft
from app.local.look_back.suggest import suggest
from app.local.look_back.tables import leave_address, past_tables
from app.ports.deadlines import Due
from app.ports.errors import Conflict
from app.services.count_trial import MOST_HOURS, CountTrial
from app.services.simulate_draft import Period
from app.services.sweep import Budget, DueJob
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

SCRIPT = {"you are scum": 0.97, "mild": 0.62, "hm": 0.45}
STRICT = Policy(thresholds=Thresholds(warn=0.25))
BOATS = Policy(rules=Rules(words=(WordRule(name="boats", words=("boat",)),)))
HOUR = timedelta(hours=1)


@pytest.fixture
def moderate(aws: Aws, redis_url: str) -> Moderation:
    return moderation(aws.environment, redis_url, ScriptedClassifier(SCRIPT))


@pytest.fixture
def look(aws: Aws) -> LookBack:
    return build(aws.environment)


def lately() -> Period:
    now = datetime.now(UTC)
    return Period(since=now - HOUR, until=now + HOUR)


def say(moderate: Moderation, guild: GuildId, *texts: str, first_user: int = 100) -> None:
    """Each text by another member, each in an envelope of its own."""
    for index, text in enumerate(texts):
        moderate.handle([envelope(guild, *created(guild, text, user=first_user + index))])


def change_case(
    moderate: Moderation, guild: GuildId, number: int, change: Callable[[Case], Case]
) -> None:
    item = moderate.tables.cases.get(str(guild), case_key(number))
    item.body = codec.dump(change(codec.load(Case, item.body)))
    item.save()


def appeal(aws: Aws, guild: GuildId, case: int, status: AppealStatus) -> None:
    items = bound(
        AppealItem,
        aws["TABLE_APPEALS"],
        region=aws["AWS_REGION"],
        endpoint=aws.endpoint,
    )
    made = Appeal(
        guild=guild,
        id=f"{case}.1",
        case=case,
        member=UserId(1),
        text="no",
        made_at=datetime.now(UTC),
        status=status,
    )
    items(
        pk=str(guild),
        sk=made.id,
        member_key=member_key(guild, 1),
        status=str(status),
        body=codec.dump(made),
    ).save()


def test_clean_messages_cases_and_flags_are_each_decided_again_once(
    moderate: Moderation, look: LookBack
) -> None:
    guild = fresh_guild()
    review = replace(Policy(), max_automatic_action=Action.FLAG)
    say(moderate, guild, "hello", "hm", "mild", "you are scum")
    moderate.handle([envelope(guild, *created(guild, "again", user=7), name="twice")] * 2)

    same = look.simulate(Policy(), lately(), guild=guild)
    stricter = look.simulate(STRICT, lately(), guild=guild)
    flagged = look.simulate(review, lately(), guild=guild)

    assert (same.simulation.decided, same.simulation.changed) == (5, 0)
    assert (same.simulation.acted_before, same.unknown, same.unseen) == (2, 0, ())
    assert stricter.simulation.moves == {Move(Action.NONE, Action.WARN): 1}
    assert stricter.simulation.acted_after == 3
    assert flagged.simulation.moves == {
        Move(Action.WARN, Action.FLAG): 1,
        Move(Action.TIMEOUT, Action.FLAG): 1,
    }


def test_only_the_guild_and_the_time_that_were_asked_for_are_looked_at(
    moderate: Moderation, look: LookBack
) -> None:
    guild, other = fresh_guild(), fresh_guild()
    for one in (guild, other):
        moderate.handle([envelope(one, ("GUILD_CREATE", guild_payload(one)))])
    say(moderate, guild, "hello", "you are scum")
    say(moderate, other, "hello")
    now = datetime.now(UTC)

    assert look.simulate(Policy(), lately(), guild=guild).simulation.decided == 2
    before = Period(since=now - 3 * HOUR, until=now - 2 * HOUR)
    assert look.simulate(Policy(), before, guild=guild).simulation.decided == 0
    everything = look.simulate(Policy(), lately())
    assert {guild, other} <= set(everything.guilds)
    assert everything.simulation.decided >= 3


def test_what_people_said_comes_with_each_decision(
    moderate: Moderation, look: LookBack, aws: Aws
) -> None:
    guild = fresh_guild()
    say(moderate, guild, *["you are scum"] * 4)
    change_case(
        moderate,
        guild,
        1,
        lambda case: replace(case, outcome=Outcome.VOIDED, voided_by=UserId(9)),
    )
    appeal(aws, guild, 2, AppealStatus.DENIED)
    appeal(aws, guild, 3, AppealStatus.PENDING)

    found = {one.case: one.hindsight for one in look.pasts.acted(guild, *_span())}
    assert found == {
        1: Hindsight.OVERTURNED,
        2: Hindsight.CONFIRMED,
        3: Hindsight.OPEN,
        4: Hindsight.OPEN,
    }
    lenient = Policy(thresholds=Thresholds(timeout=0.7))
    simulation = look.simulate(lenient, lately(), guild=guild).simulation
    assert simulation.hindsight == {
        Change.MILDER: {Hindsight.OVERTURNED: 1, Hindsight.CONFIRMED: 1, Hindsight.OPEN: 2}
    }


def test_a_flag_that_people_dismissed_overturns_the_decision_and_its_case(
    aws: Aws, redis_url: str, look: LookBack
) -> None:
    policy = Policy(thresholds=Thresholds(warn=0.1, timeout=0.2, kick=0.3, ban=0.95))
    moderate = moderation(aws.environment, redis_url, ScriptedClassifier(SCRIPT), policy=policy)
    guild = fresh_guild()
    say(moderate, guild, "you are scum")
    (item,) = moderate.tables.flags.query(str(guild))
    flag = codec.load(Flag, item.body)
    assert flag.case == 1
    item.body = codec.dump(replace(flag, status=FlagStatus.DISMISSED))
    item.save()

    (past,) = look.pasts.acted(guild, *_span())
    assert (past.case, past.hindsight) == (1, Hindsight.OVERTURNED)


def test_cases_that_moderators_made_by_hand_are_no_decisions_of_ours(
    moderate: Moderation, look: LookBack
) -> None:
    guild = fresh_guild()
    say(moderate, guild, "you are scum")
    change_case(moderate, guild, 1, lambda case: replace(case, decision=None, evidence=None))

    assert look.pasts.acted(guild, *_span()) == []


def test_verdicts_of_a_guild_become_a_suggestion(moderate: Moderation, look: LookBack) -> None:
    guild = fresh_guild()
    say(moderate, guild, *["you are scum"] * 8)
    for number in range(1, 9):
        change_case(
            moderate,
            guild,
            number,
            lambda case: replace(case, outcome=Outcome.VOIDED, voided_by=UserId(9)),
        )
    calibration, draft = look.suggest(guild, lately())

    (suggestion,) = calibration.suggestions
    assert suggestion.action is Action.TIMEOUT
    assert (suggestion.avoided, suggestion.missed) == (8, 0)
    assert draft.thresholds.timeout == suggestion.proposed
    assert {one.finding for one in calibration.rungs} == {Finding.RAISE, Finding.TOO_FEW}


def test_a_draft_in_shadow_looks_and_counts_and_changes_nothing(
    moderate: Moderation, look: LookBack
) -> None:
    """AC-071: a policy is tried beside the live one; nobody is touched by it."""
    guild = fresh_guild()
    say(moderate, guild, "my boat")
    now = datetime.now(UTC)
    look.trials.start(guild, Trial(policy=BOATS, since=now, counted_until=now))
    say(moderate, guild, "my boat", "hello", first_user=200)

    assert moderate.cases(guild) == []
    assert moderate.orders(guild) == []
    clean = moderate.clean(guild)
    assert [one.decision.action for one in clean] == [Action.NONE] * 3
    by_user = {one.evidence.subject.user: one.evidence for one in clean}
    assert by_user[UserId(100)].shadow is None
    shadow = by_user[UserId(200)].shadow
    assert shadow is not None
    assert shadow.rules == sight_of(BOATS.rules)
    assert [one.label for one in shadow.signals] == ["boats"]

    found = look.simulate(BOATS, lately(), guild=guild)
    assert found.simulation.moves == {Move(Action.NONE, Action.DELETE): 1}
    assert found.unseen == (("words", "boats"),)
    assert found.unknown == 1

    look.trials.stop(guild)
    look.trials.stop(guild)
    say(moderate, guild, "my boat", first_user=300)
    assert {one.evidence.subject.user for one in moderate.clean(guild) if one.evidence.shadow} == {
        UserId(200),
        UserId(201),
    }


def test_a_draft_that_breaks_harms_no_message(moderate: Moderation, look: LookBack) -> None:
    """A pattern that no check let through: the draft sees nothing, the live policy everything."""
    guild = fresh_guild()
    now = datetime.now(UTC)
    broken = Policy(rules=Rules(patterns=(PatternRule(name="broken", pattern="("),)))
    look.trials.start(guild, Trial(policy=broken, since=now, counted_until=now))
    say(moderate, guild, "my boat", "you are scum")

    assert len(moderate.cases(guild)) == 1
    assert [one.evidence.shadow for one in moderate.clean(guild)] == [None]


def _span() -> tuple[datetime, datetime]:
    period = lately()
    return period.since, period.until


def count_at(look: LookBack, guild: GuildId, now: datetime) -> None:
    count = CountTrial(trials=look.trials, pasts=look.pasts)
    count(Due(str(guild), "policy#shadow", now), now)


def test_whole_hours_of_a_trial_are_counted_once(moderate: Moderation, look: LookBack) -> None:
    guild = fresh_guild()
    now = datetime.now(UTC)
    look.trials.start(
        guild, Trial(policy=STRICT, since=now - 2 * HOUR, counted_until=now - 2 * HOUR)
    )
    say(moderate, guild, "hello", "hm", "mild")
    after = (datetime.now(UTC) + HOUR).replace(minute=6, second=0, microsecond=0)
    for _ in range(3):
        count_at(look, guild, after)

    trial = look.trials.trial_of(guild)
    assert trial is not None
    assert trial.total == TrialDay(
        decided=3, acts={Action.WARN: 2}, changes={Change.SAME: 2, Change.ADDED: 1}
    )
    assert trial.counted_until == after.replace(minute=0)


def test_a_long_trial_is_counted_some_hours_at_a_time(look: LookBack) -> None:
    guild = fresh_guild()
    now = datetime.now(UTC)
    since = now - 2 * MOST_HOURS
    look.trials.start(guild, Trial(policy=STRICT, since=since, counted_until=since))
    count_at(look, guild, now)

    trial = look.trials.trial_of(guild)
    assert trial is not None
    assert trial.counted_until == since + MOST_HOURS


def test_what_was_stopped_or_replaced_meanwhile_is_not_counted_over(look: LookBack) -> None:
    guild = fresh_guild()
    now = datetime.now(UTC)
    started = Trial(policy=STRICT, since=now, counted_until=now)
    look.trials.start(guild, started)
    read = look.trials.trial_of(guild)
    assert read is not None
    look.trials.count(guild, read.counted({}, now + HOUR))
    with pytest.raises(Conflict):
        look.trials.count(guild, read.counted({}, now + HOUR))
    look.trials.stop(guild)
    with pytest.raises(Conflict):
        look.trials.count(guild, read.counted({}, now + HOUR))
    count_at(look, guild, now)
    assert look.trials.trial_of(guild) is None


def test_sweep_finds_a_trial_when_its_hour_is_over_and_not_before(
    moderate: Moderation, look: LookBack
) -> None:
    guild = fresh_guild()
    now = datetime.now(UTC)
    look.trials.start(guild, Trial(policy=STRICT, since=now, counted_until=now))
    job = DueJob(
        "shadow",
        deadlines=DynamoDeadlines(moderate.tables.guilds, kind=KIND),
        act=CountTrial(trials=look.trials, pasts=look.pasts),
    )
    job(now, Budget(1000, 1.0, lambda: 0.0))
    trial = look.trials.trial_of(guild)
    assert trial is not None
    assert trial.counted_until == now
    job(now + 2 * HOUR, Budget(1000, 1.0, lambda: 0.0))
    counted = look.trials.trial_of(guild)
    assert counted is not None
    assert counted.counted_until > now


def shell() -> Console:
    return Console(width=200, record=True, file=StringIO())


DRAFT = "thresholds: {warn: 0.25}\nrules: {words: [{name: boats, words: [boat]}]}\n"


def test_simulate_tells_it_all_on_a_terminal_and_in_a_file(
    moderate: Moderation, aws: Aws, tmp_path: Path
) -> None:
    guild = fresh_guild()
    say(moderate, guild, "hello", "hm", "you are scum")
    draft, report, console = tmp_path / "draft.yaml", tmp_path / "report.json", shell()
    draft.write_text(DRAFT, encoding="utf-8")

    status = simulate_draft(
        str(draft),
        console,
        since="1h",
        until=None,
        guild=guild,
        data=tmp_path,
        environment=aws.environment,
        report_to=report,
    )

    text = console.export_text()
    assert status == 0
    assert "actions added" in text
    assert "none → warn" in text
    assert f"https://discord.com/channels/{guild}/" in text
    assert "Not known: what these rules of the draft would have seen in 3 of 3" in text
    assert "hm" not in text.split()
    found = orjson.loads(report.read_bytes())
    assert found["decided_again"] == 3
    assert found["changes"] == {"added": 1, "removed": 0, "harder": 0, "milder": 0, "review": 0}
    assert found["moves"] == [{"from": "none", "to": "warn", "count": 1}]
    assert found["members_affected"] == 1
    (example,) = found["examples"]
    assert example["before"]["action"] == "none"
    assert example["after"]["action"] == "warn"
    assert example["margins"]["warn"] == {"threshold": 0.25, "distance": 0.02}
    assert found["rules_not_seen"] == ["words:boats"]


def test_simulate_says_plainly_that_there_was_nothing(aws: Aws, tmp_path: Path) -> None:
    console = shell()
    status = simulate_draft(
        "default",
        console,
        since="2h",
        until=None,
        guild=fresh_guild(),
        data=tmp_path,
        environment=aws.environment,
        report_to=None,
    )

    assert status == NOTHING
    assert "Nothing was decided from" in console.export_text()


def test_a_running_system_leaves_its_address_and_others_find_its_tables(
    aws: Aws, tmp_path: Path
) -> None:
    with pytest.raises(LookBackError, match="Nothing is on record"), past_tables(tmp_path, {}):
        pass
    leave_address(tmp_path, {**aws.environment, "DISCORD_TOKEN": "secret"})
    with past_tables(tmp_path, {}) as found:
        assert found["TABLE_EVIDENCE"] == aws["TABLE_EVIDENCE"]
        assert "DISCORD_TOKEN" not in found
    leave_address(tmp_path, {**aws.environment, "AWS_ENDPOINT_URL": "http://127.0.0.1:9"})
    with pytest.raises(LookBackError), past_tables(tmp_path, {}):
        pass


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "would have avoided 8 of 8"), ("ru", "предотвратил бы 8 из 8")],
)
def test_suggest_says_it_in_words_and_writes_the_draft_to_try(
    moderate: Moderation, aws: Aws, tmp_path: Path, language: str, words: str
) -> None:
    guild = fresh_guild()
    say(moderate, guild, *["you are scum"] * 8)
    for number in range(1, 9):
        change_case(
            moderate,
            guild,
            number,
            lambda case: replace(case, outcome=Outcome.VOIDED, voided_by=UserId(9)),
        )
    draft, report, console = tmp_path / "draft.yaml", tmp_path / "found.json", shell()

    status = suggest(
        console,
        since="1h",
        guild=guild,
        language=language,
        data=tmp_path,
        environment=aws.environment,
        draft_to=draft,
        report_to=report,
    )

    assert status == 0
    assert words in console.export_text()
    (found,) = orjson.loads(report.read_bytes()).values()
    suggested = next(one["suggestion"] for one in found["rungs"] if one["suggestion"])
    assert read_policy(draft).thresholds.timeout == suggested["proposed"]
    assert suggested["certainty"]["low"] > 0.5


def test_what_is_read_again_has_no_words_in_it(moderate: Moderation, look: LookBack) -> None:
    """T-19: looking back never touches what members wrote."""
    guild = fresh_guild()
    moderate.handle(
        [envelope(guild, ("MESSAGE_CREATE", message_payload(guild, "you are scum", user=5)))]
    )
    (past,) = look.pasts.acted(guild, *_span())

    assert isinstance(past, Past)
    assert "scum" not in repr(past)


def test_any_judged_message_can_be_explained_acted_on_or_not(
    moderate: Moderation, look: LookBack, aws: Aws, tmp_path: Path
) -> None:
    """ST-120: a case by its number, and what was left alone by the message's id."""
    guild = fresh_guild()
    say(moderate, guild, "hm", "you are scum")
    (clean,) = moderate.clean(guild)
    message = int(clean.evidence.message)

    (left,) = look.explain(guild, message)
    assert left.why is not None
    assert (left.why.action, left.why.final) == (Action.NONE, clean.decision.verdict.final)
    (acted,) = look.explain(guild, 1)
    assert acted.past.case == 1
    assert look.explain(guild, int(acted.past.evidence.message)) == (acted,)
    assert look.explain(guild, 99) == ()

    def told(number: int, *, ids: bool) -> str:
        console = shell()
        explain_number(
            number,
            console,
            guild=guild,
            ids=ids,
            language="en",
            data=tmp_path,
            environment=aws.environment,
            report_to=tmp_path / "why.json",
        )
        return console.export_text()

    assert f"Member {clean.evidence.subject.user}" in told(message, ids=True)
    without = told(message, ids=False)
    assert str(message) not in without
    assert "Policy version 1 · model scripted" in without
    (report,) = orjson.loads((tmp_path / "why.json").read_bytes())
    assert report["why"]["final"] == clean.decision.verdict.final
    assert "member" not in report
    with pytest.raises(LookBackError, match="Nothing is on record of 99"):
        told(99, ids=True)
