"""What time changes, in DynamoDB: single conditional writes and transactions."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from pynamodb.connection import Connection
from pynamodb.exceptions import DoesNotExist, TransactWriteError
from pynamodb.transactions import TransactWrite

from app.adapters.dynamodb import codec
from app.adapters.dynamodb.errors import code_of, translated
from app.adapters.dynamodb.members import SK
from app.adapters.dynamodb.slips import slip_of
from app.adapters.dynamodb.tables import (
    DUE,
    CaseItem,
    FlagItem,
    MemberItem,
    OrderItem,
    Timed,
    case_key,
    deadline,
    due_text,
    member_key,
)
from app.domain.ids import GuildId, UserId
from app.domain.order import Order
from app.domain.record.case import Case
from app.domain.record.flag import Flag
from app.domain.record.standing import Standing
from app.ports.case_files import StoredCase
from app.ports.deadlines import Due
from app.ports.errors import Conflict, Unavailable
from app.ports.upkeep import Aged, LapsedFlag, StoredFlag, StoredStanding

T = TypeVar("T", bound=Timed)

_LOST = frozenset({"ConditionalCheckFailed", "TransactionConflict"})


@dataclass(frozen=True, slots=True, kw_only=True)
class UpkeepTables:
    """The tables, each bound to its name."""

    members: type[MemberItem]
    cases: type[CaseItem]
    flags: type[FlagItem]
    orders: type[OrderItem]


class DynamoUpkeep:
    """Implements `Upkeep`."""

    def __init__(self, tables: UpkeepTables, connection: Connection) -> None:
        self._tables = tables
        self._connection = connection

    def standing(self, due: Due) -> StoredStanding | None:
        """See `Upkeep.standing`."""
        item = _item(self._tables.members, due.pk, due.sk)
        if item is None or due.sk != SK:
            return None
        guild, _, user = due.pk.partition("#")

        return StoredStanding(
            member=(GuildId(int(guild)), UserId(int(user))),
            standing=codec.load(Standing, item.body),
            due_at=datetime.fromisoformat(item.due_at) if item.due_at else None,
        )

    def case(self, guild: GuildId, number: int) -> StoredCase | None:
        """See `Upkeep.case`."""
        return _case(_item(self._tables.cases, str(guild), case_key(number)))

    def case_of(self, due: Due) -> StoredCase | None:
        """See `Upkeep.case_of`."""
        return _case(_item(self._tables.cases, due.pk, due.sk))

    def flag(self, due: Due) -> StoredFlag | None:
        """See `Upkeep.flag`."""
        item = _item(self._tables.flags, due.pk, due.sk)
        if item is None or not item.body:
            return None

        return StoredFlag(due=due, flag=codec.load(Flag, item.body), version=int(item.version))

    def age(self, aged: Aged) -> None:
        """See `Upkeep.age`."""
        with self._as_one() as transaction:
            self._put_aged(transaction, aged)

    def lapse(self, lapsed: LapsedFlag) -> None:
        """See `Upkeep.lapse`."""
        with self._as_one() as transaction:
            flags, stored = self._tables.flags, lapsed.flag
            transaction.update(
                flags(pk=stored.due.pk, sk=stored.due.sk),
                actions=[
                    flags.status.set(str(stored.flag.status)),
                    *_changed(flags, stored.flag, stored.version, stored.flag.due_at),
                ],
                condition=flags.version == stored.version,
            )
            if lapsed.order:
                self._put_order(transaction, lapsed.order)
            if lapsed.case:
                cases, case = self._tables.cases, lapsed.case.case
                transaction.update(
                    cases(pk=str(case.guild), sk=case_key(case.number)),
                    actions=_changed(cases, case, lapsed.case.version, case.words_due_at),
                    condition=cases.version == lapsed.case.version,
                )
                transaction.save(slip_of(self._tables.members, case, lapsed.at))
            if lapsed.aged:
                self._put_aged(transaction, lapsed.aged)

    def keep_flag(self, stored: StoredFlag) -> None:
        """See `Upkeep.keep_flag`."""
        self._keep(self._tables.flags, stored.due, stored.flag, stored.version, stored.flag.due_at)

    def keep_case(self, due: Due, case: Case, version: int) -> None:
        """See `Upkeep.keep_case`."""
        self._keep(self._tables.cases, due, case, version, case.words_due_at)

    def _keep(
        self, items: type[T], due: Due, value: object, version: int, due_at: datetime | None
    ) -> None:
        with translated("upkeep"):
            items(pk=due.pk, sk=due.sk).update(
                actions=_changed(items, value, version, due_at), condition=items.version == version
            )

    def _put_aged(self, transaction: TransactWrite, aged: Aged) -> None:
        members = self._tables.members
        transaction.save(
            members(
                pk=member_key(*aged.member),
                sk=SK,
                body=codec.dump(aged.standing),
                version=aged.standing.version,
                **deadline(aged.due_at),
            ),
            condition=members.version == aged.expected_version,
        )
        for order in aged.orders:
            self._put_order(transaction, order)

    def _put_order(self, transaction: TransactWrite, order: Order) -> None:
        orders = self._tables.orders
        transaction.save(
            orders(pk=order.id, body=codec.dump(order), group=order.group, state=str(order.state)),
            condition=orders.pk.does_not_exist(),
        )

    @contextmanager
    def _as_one(self) -> Iterator[TransactWrite]:
        """A transaction whose lost conditions are a `Conflict`."""
        with translated("upkeep"):
            try:
                with TransactWrite(connection=self._connection) as transaction:
                    yield transaction
            except TransactWriteError as error:
                if code_of(error) != "TransactionCanceledException":
                    raise
                codes = {reason.code for reason in error.cancellation_reasons if reason}
                if codes & _LOST:
                    raise Conflict("somebody else was first") from error
                raise Unavailable(f"upkeep: {sorted(str(code) for code in codes)}") from error


def _changed(items: type[T], value: object, version: int, due_at: datetime | None) -> list[Any]:
    """The actions that write a value over its version, with its deadline."""
    return [
        items.body.set(codec.dump(value)),
        items.version.set(version + 1),
        items.tries.remove(),
        *(
            (items.due.remove(), items.due_at.remove())
            if due_at is None
            else (items.due.set(DUE), items.due_at.set(due_text(due_at)))
        ),
    ]


def _item(items: type[T], pk: str, sk: str) -> T | None:
    with translated("upkeep"):
        try:
            return items.get(pk, sk, consistent_read=True)
        except DoesNotExist:
            return None


def _case(item: CaseItem | None) -> StoredCase | None:
    if item is None:
        return None

    return StoredCase(case=codec.load(Case, item.body), version=int(item.version))
