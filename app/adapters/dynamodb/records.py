"""Records in DynamoDB: rulings as transactions, evidence pages, quarantine."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pynamodb.connection import Connection
from pynamodb.exceptions import TransactWriteError
from pynamodb.transactions import TransactWrite

from app.adapters.dynamodb import codec
from app.adapters.dynamodb.errors import code_of, translated
from app.adapters.dynamodb.members import SK, unchanged
from app.adapters.dynamodb.pages import packed
from app.adapters.dynamodb.slips import slip_of
from app.adapters.dynamodb.tables import (
    CaseItem,
    EvidencePage,
    FlagItem,
    GuildItem,
    MemberItem,
    OrderItem,
    SeenItem,
    case_key,
    deadline,
    member_key,
)
from app.domain.ids import GuildId
from app.ports.errors import AlreadyDecided, Conflict, PortError, Unavailable
from app.ports.records import Judged, Ruling, Unreadable

SEEN_FOR = timedelta(days=30)
PAGES_FOR = timedelta(days=30)
FLAGS_FOR = timedelta(days=90)
"""What people said of flags is what thresholds are calibrated by; the words go much sooner."""
QUARANTINE_FOR = timedelta(days=7)
_HELD: Final = "ConditionalCheckFailed"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordTables:
    """The tables that rulings are written to, each bound to its name."""

    guilds: type[GuildItem]
    members: type[MemberItem]
    cases: type[CaseItem]
    evidence: type[EvidencePage]
    orders: type[OrderItem]
    flags: type[FlagItem]
    seen: type[SeenItem]


class DynamoRecords:
    """Implements `Records`."""

    def __init__(self, tables: RecordTables, connection: Connection) -> None:
        self._tables = tables
        self._connection = connection

    def is_decided(self, once: str) -> bool:
        """See `Records.is_decided`."""
        with translated("decided before"):
            return self._tables.seen.count(_seen_key(once)) > 0

    def next_case_number(self, guild: GuildId) -> int:
        """See `Records.next_case_number`."""
        with translated("case number"):
            item = self._tables.guilds(pk=str(guild), sk="counter#case")
            item.update(actions=[self._tables.guilds.counter.add(1)])
            return int(item.counter or 0)

    def commit(self, ruling: Ruling) -> None:
        """See `Records.commit`."""
        with translated("ruling"):
            try:
                with TransactWrite(connection=self._connection) as transaction:
                    self._write(transaction, ruling)
            except TransactWriteError as error:
                if code_of(error) != "TransactionCanceledException":
                    raise
                raise _cancelled(error) from error

    def file_page(self, page: str, guild: GuildId, at: datetime, judged: Sequence[Judged]) -> None:
        """See `Records.file_page`."""
        item = self._tables.evidence(
            pk=f"{guild}#{at:%Y-%m-%dT%H}",
            sk=page,
            page=packed(list(judged)),
            expires_at=_epoch(at + PAGES_FOR),
        )
        try:
            with translated("evidence page"):
                item.save(self._tables.evidence.pk.does_not_exist())
        except Conflict:
            return

    def quarantine(self, events: Sequence[Unreadable], at: datetime) -> None:
        """See `Records.quarantine`."""
        for event in events:
            item = self._tables.evidence(
                pk=f"quarantine#{at:%Y-%m-%d}",
                sk=event.key,
                body=event.fault,
                page=zlib.compress(event.raw.encode("utf-8", "surrogatepass")),
                expires_at=_epoch(at + QUARANTINE_FOR),
            )
            with translated("quarantine"):
                item.save()

    def _write(self, transaction: TransactWrite, ruling: Ruling) -> None:
        """The first two conditions tell `_cancelled` what stood in the way."""
        tables, guild, standing = self._tables, str(ruling.order.guild), ruling.standing
        at = ruling.order.decided_at
        transaction.save(
            tables.seen(pk=_seen_key(ruling.once), expires_at=_epoch(at + SEEN_FOR)),
            condition=tables.seen.pk.does_not_exist(),
        )
        transaction.save(
            tables.members(
                pk=member_key(*ruling.member),
                sk=SK,
                body=codec.dump(standing),
                version=standing.version,
                **deadline(ruling.due_at),
            ),
            condition=unchanged(tables.members, ruling.expected_version),
        )
        order = ruling.order
        transaction.save(
            tables.orders(
                pk=order.id, body=codec.dump(order), group=order.group, state=str(order.state)
            ),
            condition=tables.orders.pk.does_not_exist(),
        )
        if ruling.case:
            transaction.save(
                tables.cases(
                    pk=guild,
                    sk=case_key(ruling.case.number),
                    member_key=member_key(*ruling.member),
                    body=codec.dump(ruling.case),
                    **deadline(ruling.case.words_due_at),
                ),
                condition=tables.cases.pk.does_not_exist(),
            )
        if ruling.case and ruling.case.action.punishes:
            transaction.save(slip_of(tables.members, ruling.case, at))
        if ruling.flag:
            transaction.save(
                tables.flags(
                    pk=guild,
                    sk=ruling.once,
                    status=str(ruling.flag.status),
                    body=codec.dump(ruling.flag),
                    expires_at=_epoch(at + FLAGS_FOR),
                    **deadline(ruling.flag.due_at),
                )
            )


def _cancelled(error: TransactWriteError) -> PortError:
    """Why nothing was written: the once-only key, the member's record, or the table itself."""
    codes = [reason.code if reason else None for reason in error.cancellation_reasons]
    if codes and codes[0] == _HELD:
        return AlreadyDecided("the message was decided before")
    if _HELD in codes or "TransactionConflict" in codes:
        return Conflict("the member's record moved on")

    return Unavailable(f"ruling: {codes}")


def _seen_key(once: str) -> str:
    return f"message#{once}"


def _epoch(moment: datetime) -> int:
    return int(moment.timestamp())
