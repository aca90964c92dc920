"""The ledger and the papers on DynamoDB: only forward, never over somebody else's write."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from app.adapters.dynamodb import codec, tables
from app.adapters.dynamodb.one_connection import one_connection
from app.adapters.dynamodb.orders import KEPT_FOR, DynamoLedger
from app.adapters.dynamodb.papers import DynamoPapers, PaperTables
from app.domain.action import Action
from app.domain.appeals.appeal import Appeal
from app.domain.decide import decide
from app.domain.ids import ChannelId, GuildId, MessageId, UserId
from app.domain.notice import Notice
from app.domain.order import (
    AmendNotice,
    Ban,
    DeleteMessages,
    EditReply,
    EffectState,
    Kick,
    LedgerEntry,
    Order,
    OrderState,
    RemoveTimeOut,
    SendNotice,
    ShowAppeal,
    ShowCase,
    ShowFlag,
    TimeOut,
    Unban,
    plan,
)
from app.domain.place import Place
from app.domain.policies.policy import Policy
from app.domain.record.case import Case, Outcome
from app.domain.record.flag import Flag
from app.ports.errors import Conflict, Rejected
from tests.factories import CHANNEL, GUILD, NOW, evidence

REGION = "eu-central-1"
_numbers = itertools.count(1)
USER = UserId(5)
PLACE = Place(channel=ChannelId(1), message=MessageId(2))
EVERY_EFFECT = (
    TimeOut(user=USER, until=NOW),
    RemoveTimeOut(user=USER),
    Kick(user=USER),
    Ban(user=USER, delete_seconds=60),
    Unban(user=USER),
    DeleteMessages(channel=CHANNEL, messages=(MessageId(1), MessageId(2))),
    SendNotice(user=USER, notice=Notice("dm.warn", {"until": 1}), locale="en", appealable=True),
    AmendNotice(user=USER, notice=Notice("dm.warn"), locale="ru"),
    ShowCase(channel=CHANNEL, locale="en"),
    ShowFlag(channel=CHANNEL, locale="en"),
    ShowAppeal(channel=CHANNEL, appeal="1.1", locale="en"),
    EditReply(token="t", notice=Notice("x"), locale="en"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """The tables, made once for the module, with one client."""

    orders: type[tables.OrderItem]
    papers: PaperTables


@pytest.fixture(scope="module")
def made() -> Made:
    bound = partial(tables.bound, region=REGION)
    orders = bound(tables.OrderItem, "orders")
    papers = PaperTables(
        cases=bound(tables.CaseItem, "cases"),
        flags=bound(tables.FlagItem, "flags"),
        appeals=bound(tables.AppealItem, "appeals"),
    )
    models = (orders, papers.cases, papers.flags, papers.appeals)
    one_connection(models, region=REGION, endpoint=None)
    for model in models:
        model.create_table(billing_mode="PAY_PER_REQUEST", wait=True)

    return Made(orders=orders, papers=papers)


@pytest.fixture
def orders(made: Made) -> type[tables.OrderItem]:
    return made.orders


@pytest.fixture
def kept(made: Made) -> PaperTables:
    return made.papers


@pytest.fixture
def guild() -> GuildId:
    """One that no other test has."""
    return GuildId(next(_numbers))


@pytest.fixture
def ledger(orders: type[tables.OrderItem]) -> DynamoLedger:
    return DynamoLedger(orders, now=lambda: NOW)


def stored(orders: type[tables.OrderItem]) -> Order:
    """As the transaction of a ruling writes it."""
    order = plan(
        id=f"m:{next(_numbers)}:aa",
        guild=GUILD,
        effects=EVERY_EFFECT,
        decided_at=NOW,
        expires_at=NOW + timedelta(minutes=10),
        audit_reason="why",
        user=USER,
        case=7,
    )
    orders(pk=order.id, body=codec.dump(order), group=order.group, state=str(order.state)).save()
    return order


def test_an_order_comes_back_as_it_was_written(
    ledger: DynamoLedger, orders: type[tables.OrderItem]
) -> None:
    order = stored(orders)

    assert ledger.load(order.id) == order
    assert ledger.load("another") is None


def test_a_step_is_written_over_the_version_that_was_read(
    ledger: DynamoLedger, orders: type[tables.OrderItem]
) -> None:
    order = stored(orders)
    entry = LedgerEntry(state=EffectState.SENT, attempt=1, at=NOW, result={"message": "9"})
    written = ledger.save(replace(order, ledger=(entry, *order.ledger[1:])))

    assert written.version == 1
    assert ledger.load(order.id) == written


def test_of_two_who_read_the_same_version_one_writes(
    ledger: DynamoLedger, orders: type[tables.OrderItem]
) -> None:
    order = stored(orders)
    ledger.save(order)

    with pytest.raises(Conflict):
        ledger.save(order)


def test_an_order_that_is_gone_is_not_written_anew(ledger: DynamoLedger) -> None:
    order = plan(
        id="gone",
        guild=GUILD,
        effects=(),
        decided_at=NOW,
        expires_at=NOW,
        audit_reason="",
    )

    with pytest.raises(Conflict):
        ledger.save(order)


def test_a_finished_order_is_kept_for_a_while_and_its_group_stays(
    ledger: DynamoLedger, orders: type[tables.OrderItem]
) -> None:
    order = stored(orders)
    ledger.save(replace(order, state=OrderState.DONE))
    item = orders.get(order.id)

    assert item.expires_at == int((NOW + KEPT_FOR).timestamp())
    assert (item.state, item.group) == ("done", order.group)


def test_an_open_order_does_not_expire_by_itself(
    ledger: DynamoLedger, orders: type[tables.OrderItem]
) -> None:
    order = stored(orders)
    ledger.save(order)

    assert orders.get(order.id).expires_at is None


def test_a_missing_table_is_an_error_of_ours() -> None:
    nowhere = tables.bound(tables.OrderItem, "nowhere", region=REGION)

    with pytest.raises(Rejected):
        DynamoLedger(nowhere, now=lambda: NOW).load("x")


# --- Papers ---------------------------------------------------------------------------------------


def a_case(guild: GuildId) -> Case:
    return Case(guild=guild, number=7, action=Action.WARN, member=USER, made_at=NOW)


def a_flag(guild: GuildId, **changes: Any) -> Flag:
    found = evidence()
    flag = Flag(
        guild=guild,
        member=USER,
        source=PLACE,
        made_at=NOW,
        evidence=found,
        decision=decide(found, Policy()),
    )
    return replace(flag, **changes)


def an_appeal(guild: GuildId) -> Appeal:
    return Appeal(guild=guild, id="7.1", case=7, member=USER, text="no", made_at=NOW)


def keep(kept: PaperTables, guild: GuildId) -> DynamoPapers:
    kept.cases(
        pk=str(guild), sk=tables.case_key(7), member_key="m", body=codec.dump(a_case(guild))
    ).save()
    for revision, at in (("aa", NOW), ("bb", NOW + timedelta(minutes=1))):
        flag = a_flag(guild, made_at=at)
        kept.flags(
            pk=str(guild), sk=f"2:{revision}", status="pending", body=codec.dump(flag)
        ).save()
    kept.appeals(
        pk=str(guild),
        sk="7.1",
        member_key="m",
        status="pending",
        body=codec.dump(an_appeal(guild)),
    ).save()

    return DynamoPapers(kept)


def test_papers_are_read(kept: PaperTables, guild: GuildId) -> None:
    papers = keep(kept, guild)

    assert papers.case(guild, 7) == a_case(guild)
    assert papers.case(guild, 8) is None
    assert papers.appeal(guild, "7.1") == an_appeal(guild)
    assert papers.appeal(guild, "7.2") is None
    assert papers.flag(guild, MessageId(3), NOW) is None


def test_a_message_that_was_flagged_twice_has_two_flags(kept: PaperTables, guild: GuildId) -> None:
    papers, later = keep(kept, guild), NOW + timedelta(minutes=1)
    papers.change_flag(guild, MessageId(2), NOW, lambda flag: replace(flag, card=PLACE))

    first, second = (papers.flag(guild, MessageId(2), at) for at in (NOW, later))
    assert first == a_flag(guild, card=PLACE)
    assert second == a_flag(guild, made_at=later)


def test_papers_are_completed(kept: PaperTables, guild: GuildId) -> None:
    papers = keep(kept, guild)
    papers.change_case(guild, 7, lambda case: replace(case, outcome=Outcome.DONE, log=PLACE))
    papers.change_appeal(guild, "7.1", lambda appeal: replace(appeal, card=PLACE))

    assert papers.case(guild, 7) == replace(a_case(guild), outcome=Outcome.DONE, log=PLACE)
    assert papers.appeal(guild, "7.1") == replace(an_appeal(guild), card=PLACE)
    assert kept.appeals.get(str(guild), "7.1").status == "pending"


def test_what_another_writes_meanwhile_is_kept(kept: PaperTables, guild: GuildId) -> None:
    papers = keep(kept, guild)
    interruptions = [lambda case: replace(case, voided_reason="by a person")]

    def change(case: Case) -> Case:
        while interruptions:
            papers.change_case(guild, 7, interruptions.pop())
        return replace(case, log=PLACE)

    papers.change_case(guild, 7, change)

    assert papers.case(guild, 7) == replace(a_case(guild), voided_reason="by a person", log=PLACE)
    assert kept.cases.get(str(guild), tables.case_key(7)).version == 2


@pytest.mark.parametrize(
    "change",
    [
        lambda papers, guild: papers.change_case(guild, 7, lambda case: case),
        lambda papers, guild: papers.change_case(guild, 99, lambda case: replace(case, log=PLACE)),
    ],
    ids=["changes nothing", "is not there"],
)
def test_what_changes_nothing_writes_nothing(
    kept: PaperTables, guild: GuildId, change: Callable[[DynamoPapers, GuildId], None]
) -> None:
    change(keep(kept, guild), guild)

    assert kept.cases.get(str(guild), tables.case_key(7)).version == 0
    assert kept.cases.count(str(guild)) == 1
