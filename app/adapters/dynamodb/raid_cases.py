"""Cases in DynamoDB that a raid's Undo makes void, together with the member's record."""

from collections.abc import Sequence

from pynamodb.connection import Connection
from pynamodb.transactions import TransactWrite

from app.adapters.dynamodb import codec
from app.adapters.dynamodb.as_one import as_one
from app.adapters.dynamodb.errors import translated
from app.adapters.dynamodb.members import SK, unchanged
from app.adapters.dynamodb.slips import slip_of
from app.adapters.dynamodb.tables import (
    CaseItem,
    MemberItem,
    OrderItem,
    case_key,
    deadline,
    member_key,
)
from app.domain.ids import GuildId, UserId
from app.domain.record.case import Case
from app.ports.case_files import StoredCase
from app.ports.raid_cases import Clearing


class DynamoRaidCases:
    """Implements `RaidCases`."""

    def __init__(
        self,
        *,
        cases: type[CaseItem],
        members: type[MemberItem],
        orders: type[OrderItem],
        connection: Connection,
    ) -> None:
        self._cases = cases
        self._members = members
        self._orders = orders
        self._connection = connection

    def of_member(self, guild: GuildId, member: UserId) -> Sequence[StoredCase]:
        """See `RaidCases.of_member`."""
        with translated("cases of a member"):
            found = list(self._cases.by_member.query(member_key(guild, member)))

        return [
            StoredCase(case=codec.load(Case, item.body), version=int(item.version))
            for item in found
        ]

    def clear(self, clearing: Clearing) -> None:
        """See `RaidCases.clear`."""
        with translated("clearing"), as_one(self._connection) as transaction:
            self._write(transaction, clearing)

    def _write(self, transaction: TransactWrite, clearing: Clearing) -> None:
        case, version = clearing.case.case, clearing.case.version
        standing, order = clearing.standing, clearing.order
        key = member_key(case.guild, case.member)
        transaction.save(
            self._cases(
                pk=str(case.guild),
                sk=case_key(case.number),
                member_key=key,
                body=codec.dump(case),
                version=version + 1,
                **deadline(case.words_due_at),
            ),
            condition=self._cases.version == version,
        )
        transaction.save(
            self._members(
                pk=key,
                sk=SK,
                body=codec.dump(standing),
                version=standing.version,
                **deadline(clearing.due_at),
            ),
            condition=unchanged(self._members, standing.version - 1),
        )
        transaction.save(
            self._orders(
                pk=order.id, body=codec.dump(order), group=order.group, state=str(order.state)
            )
        )
        transaction.save(slip_of(self._members, case, clearing.at))
