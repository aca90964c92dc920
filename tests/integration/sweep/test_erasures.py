"""What an owner has erased, on the real tables: in portions, through crashes, and what remains."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.adapters.dynamodb import codec, tables
from app.adapters.dynamodb.appeals import AppealTables, DynamoAppeals
from app.adapters.dynamodb.archive import DynamoArchive
from app.adapters.dynamodb.deadlines import DynamoDeadlines
from app.adapters.dynamodb.erasures import KIND, DynamoErasable, DynamoErasures, scope_of
from app.adapters.dynamodb.erasures import ErasureTables as Tables
from app.adapters.dynamodb.members import DynamoMembers
from app.adapters.dynamodb.papers import DynamoPapers, PaperTables
from app.adapters.dynamodb.pasts import DynamoPasts, PastTables
from app.adapters.dynamodb.reputations import DynamoReputations
from app.bootstrap import sweep as wiring
from app.config import SweepSettings, read
from app.domain.action import Action
from app.domain.appeals.appeal import Appeal
from app.domain.decide import decide
from app.domain.ids import ChannelId, GuildId, MessageId, UserId
from app.domain.order import ShowCase, TimeOut
from app.domain.place import Place
from app.domain.policies.policy import Policy
from app.domain.record.case import Case, Outcome
from app.domain.record.erasure import CARRIED_OUT_WITHIN, NOBODY, Erasure, Scope, Stage
from app.domain.record.flag import Flag
from app.domain.record.standing import Standing
from app.domain.reputation.record import Reputation
from app.ports.erasures import Portion
from app.ports.errors import Unavailable
from app.ports.reputations import Kept
from app.services.ask_to_erase import AskToErase
from app.services.erase_records import PORTION, EraseRecords
from app.services.sweep import Budget, DueJob, Swept
from tests import door
from tests.conftest import Aws
from tests.execution import Execution
from tests.factories import evidence
from tests.life import TIMED_OUT, Life
from tests.moderation import fresh_guild

OWNER = UserId(9)
NOW = datetime.now(UTC).replace(microsecond=0)
MINUTE = timedelta(minutes=1)


@dataclass
class Records:
    """A guild's records, the job that erases them, and a crash when a test wants one."""

    settings: SweepSettings
    stores: wiring.Stores
    guild: GuildId
    crash: Callable[[str], None] = lambda _: None

    @property
    def tables(self) -> Tables:
        found = self.stores.tables
        return Tables(
            guilds=found.guilds,
            members=found.members,
            cases=found.cases,
            flags=found.flags,
            appeals=found.appeals,
        )

    @property
    def ask(self) -> AskToErase:
        return AskToErase(
            erasures=DynamoErasures(self.stores.tables.guilds),
            guilds=self.stores.guilds,
            clock=lambda: NOW,
        )

    @property
    def reputations(self) -> DynamoReputations:
        return DynamoReputations(members=self.stores.tables.members)

    def empty(self, portion: Portion) -> None:
        """Writes a portion, with a crash before or after it."""
        self.crash("before")
        DynamoErasable(self.tables, self.stores.connection).empty(portion)
        self.crash("after")

    def cases(self, guild: GuildId, after: str, limit: int) -> Any:
        return DynamoErasable(self.tables, self.stores.connection).cases(guild, after, limit)

    def papers(self, guild: GuildId, stage: Stage, after: str, limit: int) -> Any:
        erasable = DynamoErasable(self.tables, self.stores.connection)
        return erasable.papers(guild, stage, after, limit)

    def sweep(self, now: datetime = NOW) -> Swept:
        """The job on this guild alone: other tests have theirs in the same table."""
        act = EraseRecords(
            erasures=DynamoErasures(self.stores.tables.guilds),
            records=self,
            guilds=self.stores.guilds,
            members=DynamoMembers(self.stores.tables.members),
            reputations=self.reputations,
            scope_of=scope_of,
        )
        job = DueJob("erasures", deadlines=OfGuild(self), act=act)

        return job(now, Budget(1000, 1.0, lambda: 0.0))

    def progress(self, scope: Scope = Scope.RECORDS) -> Erasure:
        found = self.ask.status(self.guild, scope)
        assert found is not None
        return found

    def add(self, case: Case) -> None:
        self.tables.cases(
            pk=str(case.guild),
            sk=tables.case_key(case.number),
            member_key=tables.member_key(case.guild, case.member),
            body=codec.dump(case),
            **tables.deadline(case.words_due_at),
        ).save()

    def add_many(self, count: int) -> None:
        with self.tables.cases.batch_write() as batch:
            for number in range(1, count + 1):
                case = a_case(self.guild, number, member=UserId(number % 7 + 1), made_at=NOW)
                batch.save(
                    self.tables.cases(
                        pk=str(self.guild),
                        sk=tables.case_key(number),
                        member_key=tables.member_key(self.guild, case.member),
                        body=codec.dump(case),
                    )
                )

    def stand(self, user: int, standing: Standing) -> None:
        self.tables.members(
            pk=tables.member_key(self.guild, user),
            sk="member",
            body=codec.dump(standing),
            version=standing.version,
        ).save()

    def standing(self, user: int) -> Standing:
        key = tables.member_key(self.guild, user)
        return codec.load(Standing, self.tables.members.get(key, "member").body)

    def all_cases(self) -> list[Case]:
        return [codec.load(Case, item.body) for item in self.tables.cases.query(str(self.guild))]

    def everything(self) -> str:
        """All that stands in the tables about this guild, but for the erasure itself."""
        found = self.tables
        items = [
            *found.cases.query(str(self.guild)),
            *found.flags.query(str(self.guild)),
            *found.appeals.query(str(self.guild)),
            *found.members.scan(found.members.pk.startswith(f"{self.guild}#")),
        ]
        return "\n".join(str(item.attribute_values) for item in items)


@dataclass(frozen=True)
class OfGuild:
    """The deadlines of one guild's erasures."""

    records: Records

    def due(self, now: datetime, limit: int) -> Iterator[Any]:
        deadlines = DynamoDeadlines(self.records.stores.tables.guilds, kind=KIND)
        found = deadlines.due(now, limit)
        return (one for one in found if one.pk == str(self.records.guild))

    def put_off(self, due: Any, now: datetime) -> None:
        """It stays due: here nobody waits."""


@pytest.fixture(scope="module")
def shared(module_aws: Aws) -> Records:
    settings = read(SweepSettings, module_aws.environment)
    return Records(settings, wiring.stores(settings), GuildId(0))


@pytest.fixture
def records(shared: Records) -> Records:
    return replace(shared, guild=fresh_guild())


def a_case(guild: GuildId, number: int, **changes: Any) -> Case:
    """Made before all of it was asked to be erased, however long ago this file was read."""
    return door.a_case(guild, number, **({"made_at": NOW - MINUTE} | changes))


def a_flag(guild: GuildId, message: int, **changes: Any) -> Flag:
    found = evidence(0.97, guild=guild)
    values: dict[str, Any] = {
        "guild": guild,
        "member": UserId(4242),
        "source": Place(channel=ChannelId(7), message=MessageId(message)),
        "made_at": NOW - MINUTE,
        "evidence": found,
        "decision": decide(found, Policy()),
        "text": "you are scum",
        "text_until": NOW + timedelta(days=7),
    }
    return Flag(**(values | changes))


def keep_flag(records: Records, flag: Flag) -> None:
    records.tables.flags(
        pk=str(flag.guild),
        sk=f"{flag.source.message}:0",
        status=str(flag.status),
        body=codec.dump(flag),
        **tables.deadline(flag.due_at),
    ).save()


def keep_appeal(records: Records, appeal: Appeal) -> None:
    records.tables.appeals(
        pk=str(appeal.guild),
        sk=appeal.id,
        member_key=tables.member_key(appeal.guild, appeal.member),
        status=str(appeal.status),
        body=codec.dump(appeal),
    ).save()


def an_appeal(guild: GuildId, case: int) -> Appeal:
    return Appeal(
        guild=guild,
        id=f"{case}.1",
        case=case,
        member=UserId(4242),
        text="it was a joke, says mia",
        made_at=NOW - MINUTE,
    )


def test_nothing_of_anybody_is_left_in_any_table(records: Records) -> None:
    """C10: no words, reasons, notes or ids; a case's number, time and action remain."""
    guild, mia = records.guild, 4242
    records.add(a_case(guild, 12, moderator=UserId(51), voided_reason="mia was right"))
    keep_flag(records, a_flag(guild, 8))
    keep_appeal(records, an_appeal(guild, 12))
    records.stand(mia, Standing(first_seen=NOW, warnings=2, violations=3, version=4))
    record = Reputation().charged(12, NOW)
    records.reputations.keep(Kept(member=(guild, UserId(mia)), record=record, points=-5))

    records.ask.begin(guild, Scope.RECORDS, OWNER)
    assert records.sweep(NOW + MINUTE).done == 1

    (left,) = records.all_cases()
    assert (left.number, left.action, left.member) == (12, Action.TIMEOUT, NOBODY)
    assert (left.erased_by, left.erased_at) == (OWNER, NOW + MINUTE)
    said = records.everything()
    gone = ("scum", "joke", "mia", "toxic", "reason.", '"moderator":51', '"member":4242', '"12":')
    assert [one for one in gone if one in said] == []
    assert records.standing(mia) == Standing(first_seen=NOW, version=5)
    assert records.reputations.leaders(guild, 10) == []
    assert not list(records.tables.cases.by_member.query(tables.member_key(guild, mia)))
    assert not list(records.tables.appeals.by_member.query(tables.member_key(guild, mia)))
    done = records.progress()
    assert done.erased == dict.fromkeys(Stage, 1)
    assert done.finished_at == NOW + MINUTE


def test_whoever_reads_records_meets_an_erased_one_unharmed(records: Records) -> None:
    """Cases keep their numbers; what has no body any more is passed over."""
    guild = records.guild
    records.add(a_case(guild, 12))
    keep_flag(records, a_flag(guild, 8))
    keep_appeal(records, an_appeal(guild, 12))
    records.ask.begin(guild, Scope.RECORDS, OWNER)
    records.sweep()

    found = records.stores.tables
    archive = DynamoArchive(
        cases=found.cases, flags=found.flags, orders=found.orders, evidence=found.evidence
    )
    assert [case.is_erased for case in archive.cases(guild)] == [True]
    assert list(archive.flags(guild)) == []
    papers = DynamoPapers(PaperTables(cases=found.cases, flags=found.flags, appeals=found.appeals))
    papers.change_case(guild, 12, lambda case: replace(case, log=Place(channel=1, message=2)))  # type: ignore[arg-type]
    (left,) = records.all_cases()
    assert left.log is None
    assert papers.flag(guild, MessageId(8), NOW) is None
    assert papers.appeal(guild, "12.1") is None
    appeals = DynamoAppeals(
        AppealTables(
            appeals=found.appeals,
            cases=found.cases,
            members=found.members,
            orders=found.orders,
            seen=found.seen,
        ),
        records.stores.connection,
    )
    assert appeals.find(guild, "12.1") is None
    assert appeals.of_case(guild, 12) == []
    pasts = DynamoPasts(
        PastTables(
            guilds=found.guilds,
            cases=found.cases,
            flags=found.flags,
            appeals=found.appeals,
            evidence=found.evidence,
        )
    )
    assert pasts.acted(guild, NOW - timedelta(days=1), NOW + MINUTE) == []


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_crash_in_between_loses_nothing_and_counts_nothing_twice(
    records: Records, moment: str
) -> None:
    """C10: each portion is one transaction with how far the erasure came."""
    count = 2 * PORTION + 3
    records.add_many(count)
    for user in range(1, 8):
        records.stand(user, Standing(first_seen=NOW, warnings=1, version=1))
    records.ask.begin(records.guild, Scope.RECORDS, OWNER)
    left = 3

    def crash(at: str) -> None:
        nonlocal left
        if at == moment and left:
            left -= 1
            raise Unavailable("the power went")

    records.crash = crash
    while records.progress().stage is not None:
        records.sweep()

    assert left == 0
    assert records.progress().erased[Stage.CASES] == count
    assert all(case.is_erased for case in records.all_cases())
    assert [records.standing(user).version for user in range(1, 8)] == [2] * 7


def test_two_sweeps_at_once_do_it_once(records: Records) -> None:
    """IS-082: the second finds that the erasure moved on, and leaves it alone."""
    records.add_many(3)
    records.ask.begin(records.guild, Scope.RECORDS, OWNER)
    other = replace(records)
    busy = [True]

    def meanwhile(at: str) -> None:
        if at == "before" and busy.pop():
            other.sweep()

    records.crash = lambda at: meanwhile(at) if busy else None
    assert records.sweep().failed == 0

    assert records.progress().erased[Stage.CASES] == 3
    assert records.progress().stage is None


def test_a_record_that_moves_meanwhile_is_read_again(records: Records) -> None:
    """A member offends while their old cases go: nothing is written over what was not read."""
    records.add_many(3)
    records.stand(2, Standing(first_seen=NOW, warnings=1, version=1))
    records.ask.begin(records.guild, Scope.RECORDS, OWNER)
    once = [Standing(first_seen=NOW, warnings=2, violations=1, version=2)]

    def meanwhile(at: str) -> None:
        if at == "before" and once:
            records.stand(2, once.pop())

    records.crash = meanwhile
    records.sweep()

    assert records.progress().stage is None
    assert records.standing(2) == Standing(first_seen=NOW, version=3)


def test_a_large_guild_takes_several_sweeps(records: Records, monkeypatch: Any) -> None:
    """Bounded: one guild holds up no other."""
    monkeypatch.setattr("app.services.erase_records.PORTIONS", 2)
    records.add_many(3 * PORTION)
    records.ask.begin(records.guild, Scope.RECORDS, OWNER)

    records.sweep()
    assert sum(case.is_erased for case in records.all_cases()) == 2 * PORTION
    assert records.progress().after == str(2 * PORTION)
    records.sweep()
    assert all(case.is_erased for case in records.all_cases())


def test_what_was_made_since_it_was_asked_for_stays(records: Records) -> None:
    guild, later = records.guild, NOW + MINUTE
    records.add(a_case(guild, 1))
    records.add(a_case(guild, 2, made_at=later))
    keep_flag(records, a_flag(guild, 8, made_at=later))
    records.ask.begin(guild, Scope.RECORDS, OWNER)
    records.sweep(later)

    assert [case.is_erased for case in records.all_cases()] == [True, False]
    assert "scum" in str([item.body for item in records.tables.flags.query(str(guild))])
    assert records.progress().stage is None


def test_a_case_that_is_being_carried_out_is_waited_for(records: Records) -> None:
    """Its order would have to write onto what is gone; an hour later it is over anyhow."""
    guild = records.guild
    for number, outcome in ((1, Outcome.DONE), (2, Outcome.PENDING), (3, Outcome.DONE)):
        records.add(a_case(guild, number, outcome=outcome))
    records.ask.begin(guild, Scope.RECORDS, OWNER)

    records.sweep()
    assert [case.is_erased for case in records.all_cases()] == [True, False, False]
    assert records.sweep().done == 0, "it is not due before the next minute"
    records.sweep(NOW + MINUTE)
    assert records.progress().erased[Stage.CASES] == 1
    records.sweep(NOW + CARRIED_OUT_WITHIN)
    assert all(case.is_erased for case in records.all_cases())


def test_erasing_again_keeps_who_erased_the_first_time(records: Records) -> None:
    records.add(a_case(records.guild, 1))
    records.ask.begin(records.guild, Scope.RECORDS, OWNER)
    records.sweep()
    records.add(a_case(records.guild, 2))

    again = records.ask.begin(records.guild, Scope.RECORDS, UserId(10))
    assert again.by == 10
    records.sweep()

    assert [case.erased_by for case in records.all_cases()] == [OWNER, 10]
    assert records.progress().erased[Stage.CASES] == 1


def test_asking_while_one_is_under_way_changes_nothing(records: Records) -> None:
    first = records.ask.begin(records.guild, Scope.RECORDS, OWNER)
    assert replace(records.ask.begin(records.guild, Scope.RECORDS, UserId(10)), revision=0) == first


def test_a_reset_forgets_reputations_in_portions_and_leaves_cases(records: Records) -> None:
    """LK-051, C10"""
    records.add(a_case(records.guild, 1))
    for user in range(1, PORTION + 4):
        member = (records.guild, UserId(user))
        records.reputations.keep(Kept(member=member, record=Reputation(), points=user))

    records.ask.begin(records.guild, Scope.REPUTATION, OWNER)
    records.sweep()

    assert records.reputations.leaders(records.guild, 10) == []
    assert records.progress(Scope.REPUTATION).erased == {Stage.REPUTATIONS: PORTION + 3}
    assert not records.all_cases()[0].is_erased


def test_a_mute_of_an_erased_case_lapses_as_always(life: Life, module_aws: Aws) -> None:
    """C10, IS-041: what bites keeps its deadline; nobody stays silent because a record went."""
    life.offend(toxicity=TIMED_OUT)
    assert life.run.standing_of("mia")["timed_out"]
    told = len(life.told())
    erase(life, module_aws)
    (left,) = life.cases()
    assert left.is_erased
    assert life.standing().timeouts == 0
    assert life.standing().mute is not None
    assert life.due_at() == life.standing().timed_out_until

    life.after(hours=1, minutes=2)

    assert life.standing().mute is None
    assert len(life.told()) == told + 1
    assert "Your timeout is over" in life.told()[-1]


def test_an_order_after_the_case_was_erased_writes_nothing_onto_it(
    run: Execution,
) -> None:
    """T-19: no card shows what is gone, and no place of a card is remembered."""
    now = run.clock.now()
    order = run.case_order(
        Action.TIMEOUT,
        TimeOut(user=run.member("mia"), until=now + timedelta(hours=1)),
        ShowCase(channel=run.channel("mod-log"), locale="en"),
        of_case={"member": NOBODY, "erased_at": now, "decision": None, "evidence": None},
    )
    run.carry_out(order.id)

    assert run.messages("mod-log") == []
    assert run.case_of(order).log is None


def erase(life: Life, aws: Aws) -> None:
    """The owner's erasure, carried out whole by the job as it is wired for production."""
    stores = wiring.stores(read(SweepSettings, aws.environment))
    asked = AskToErase(
        erasures=DynamoErasures(stores.tables.guilds),
        guilds=stores.guilds,
        clock=life.run.clock.now,
    )
    asked.begin(life.run.guild, Scope.RECORDS, OWNER)
    (job,) = (one for one in wiring.jobs_of(stores) if one.name == "erasures")
    job(life.run.clock.now(), Budget(1000, 1.0, lambda: 0.0))
    progress = asked.status(life.run.guild)
    assert progress is not None
    assert progress.stage is None
