"""Appeals in DynamoDB: filed and decided as transactions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from pynamodb.connection import Connection
from pynamodb.exceptions import DoesNotExist
from pynamodb.transactions import TransactWrite

from app.adapters.dynamodb import codec
from app.adapters.dynamodb.as_one import as_one
from app.adapters.dynamodb.errors import translated
from app.adapters.dynamodb.members import SK, unchanged
from app.adapters.dynamodb.slips import slip_of
from app.adapters.dynamodb.tables import (
    AppealItem,
    CaseItem,
    MemberItem,
    OrderItem,
    SeenItem,
    case_key,
    deadline,
    member_key,
)
from app.domain.appeals.appeal import Appeal, AppealStatus
from app.domain.ids import GuildId, UserId
from app.domain.order import Order
from app.domain.record.standing import Standing
from app.ports.appeals import Filing, Settling, StoredAppeal
from app.ports.case_files import StoredCase


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealTables:
    """The tables that an appeal touches, each bound to its name."""

    appeals: type[AppealItem]
    cases: type[CaseItem]
    members: type[MemberItem]
    orders: type[OrderItem]
    seen: type[SeenItem]


class DynamoAppeals:
    """Implements `Appeals`."""

    def __init__(self, tables: AppealTables, connection: Connection) -> None:
        self._tables = tables
        self._connection = connection

    def of_case(self, guild: GuildId, number: int) -> Sequence[Appeal]:
        """See `Appeals.of_case`."""
        items = self._tables.appeals
        with translated("appeals of a case"):
            prefix = items.sk.startswith(f"{number}.")
            return _oldest_first(items.query(str(guild), prefix, consistent_read=True))

    def of_member(self, guild: GuildId, member: UserId) -> Sequence[Appeal]:
        """See `Appeals.of_member`; read from an index, which lags a little."""
        with translated("appeals of a member"):
            return _oldest_first(self._tables.appeals.by_member.query(member_key(guild, member)))

    def find(self, guild: GuildId, identity: str) -> StoredAppeal | None:
        """See `Appeals.find`."""
        with translated("appeal"):
            try:
                item = self._tables.appeals.get(str(guild), identity, consistent_read=True)
            except DoesNotExist:
                return None
            if not item.body:
                return None

            return StoredAppeal(appeal=codec.load(Appeal, item.body), version=int(item.version))

    def file(self, filing: Filing) -> None:
        """See `Appeals.file`."""
        tables, appeal = self._tables, filing.appeal
        with translated("filing"), as_one(self._connection) as transaction:
            transaction.save(
                self._item(appeal, version=0), condition=tables.appeals.pk.does_not_exist()
            )
            self._keep_quiet(transaction, filing)
            if filing.order:
                self._put_order(transaction, filing.order)

    def settle(self, settling: Settling) -> None:
        """See `Appeals.settle`."""
        items, expected = self._tables.appeals, settling.expected_version
        with translated("settling"), as_one(self._connection) as transaction:
            transaction.save(
                self._item(settling.appeal, version=expected + 1),
                condition=(items.version == expected) & (items.status == str(AppealStatus.PENDING)),
            )
            self._put_order(transaction, settling.order)
            if settling.case:
                self._put_case(transaction, settling.case)
                decided_at = settling.order.decided_at
                transaction.save(slip_of(self._tables.members, settling.case.case, decided_at))
            if settling.standing:
                self._put_standing(transaction, settling, settling.standing)

    def _item(self, appeal: Appeal, *, version: int) -> AppealItem:
        return self._tables.appeals(
            pk=str(appeal.guild),
            sk=appeal.id,
            member_key=member_key(appeal.guild, appeal.member),
            status=str(appeal.status),
            body=codec.dump(appeal),
            version=version,
        )

    def _keep_quiet(self, transaction: TransactWrite, filing: Filing) -> None:
        """One appeal a member and guild until the cool-down ends; TTL may remove the row late."""
        seen, appeal = self._tables.seen, filing.appeal
        transaction.save(
            seen(
                pk=f"appeal#{member_key(appeal.guild, appeal.member)}",
                expires_at=_epoch(filing.quiet_until),
            ),
            condition=seen.pk.does_not_exist() | (seen.expires_at <= _epoch(appeal.made_at)),
        )

    def _put_order(self, transaction: TransactWrite, order: Order) -> None:
        orders = self._tables.orders
        transaction.save(
            orders(pk=order.id, body=codec.dump(order), group=order.group, state=str(order.state)),
            condition=orders.pk.does_not_exist(),
        )

    def _put_case(self, transaction: TransactWrite, stored: StoredCase) -> None:
        cases, case = self._tables.cases, stored.case
        transaction.save(
            cases(
                pk=str(case.guild),
                sk=case_key(case.number),
                member_key=member_key(case.guild, case.member),
                body=codec.dump(case),
                version=stored.version + 1,
                **deadline(case.words_due_at),
            ),
            condition=cases.version == stored.version,
        )

    def _put_standing(
        self, transaction: TransactWrite, settling: Settling, standing: Standing
    ) -> None:
        members, appeal = self._tables.members, settling.appeal
        transaction.save(
            members(
                pk=member_key(appeal.guild, appeal.member),
                sk=SK,
                body=codec.dump(standing),
                version=standing.version,
                **deadline(settling.due_at),
            ),
            condition=unchanged(members, standing.version - 1),
        )


def _oldest_first(items: Iterable[AppealItem]) -> list[Appeal]:
    """An erased one has no body."""
    found = (codec.load(Appeal, item.body) for item in items if item.body)
    return sorted(found, key=lambda one: one.made_at)


def _epoch(moment: datetime) -> int:
    return int(moment.timestamp())
