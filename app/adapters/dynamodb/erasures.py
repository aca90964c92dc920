"""Erasures in DynamoDB: one item a guild and scope, due until it is finished.

A portion empties records and moves the erasure on in one transaction over the versions that were
read: one that breaks off has done nothing, and one that comes twice finds the revision gone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pynamodb.connection import Connection
from pynamodb.exceptions import DoesNotExist
from pynamodb.transactions import TransactWrite

from app.adapters.dynamodb import codec
from app.adapters.dynamodb.as_one import as_one
from app.adapters.dynamodb.errors import translated
from app.adapters.dynamodb.members import SK, unchanged
from app.adapters.dynamodb.tables import (
    AppealItem,
    CaseItem,
    FlagItem,
    GuildItem,
    MemberItem,
    case_key,
    deadline,
    member_key,
)
from app.domain.appeals.appeal import Appeal
from app.domain.ids import GuildId
from app.domain.record.case import Case
from app.domain.record.erasure import NOBODY, Erasure, Scope, Stage
from app.domain.record.flag import Flag
from app.ports.case_files import StoredCase
from app.ports.erasures import Paper, Portion
from app.ports.upkeep import Aged

KIND = "erasure"
"""Of its deadline: policies stand in the same table."""
ERASED = "erased"
"""The status of a flag or an appeal without a body."""
_PREFIX = "erasure#"


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureTables:
    """The tables, each bound to its name."""

    guilds: type[GuildItem]
    members: type[MemberItem]
    cases: type[CaseItem]
    flags: type[FlagItem]
    appeals: type[AppealItem]


class DynamoErasures:
    """Implements `Erasures`."""

    def __init__(self, guilds: type[GuildItem]) -> None:
        self._guilds = guilds

    def of(self, guild: GuildId, scope: Scope) -> Erasure | None:
        """See `Erasures.of`; reads consistently, since a revision is built on it."""
        with translated("erasure"):
            try:
                item = self._guilds.get(str(guild), _key(scope), consistent_read=True)
            except DoesNotExist:
                return None

        return replace(codec.load(Erasure, item.body), revision=int(item.version))

    def begin(self, erasure: Erasure, next_at: datetime) -> None:
        """See `Erasures.begin`."""
        items = self._guilds
        known = items.version == erasure.revision
        with translated("erasure"):
            _item(items, erasure, next_at).save(
                known if erasure.revision else items.pk.does_not_exist()
            )


class DynamoErasable:
    """Implements `Erasable`."""

    def __init__(self, tables: ErasureTables, connection: Connection) -> None:
        self._tables = tables
        self._connection = connection

    def cases(self, guild: GuildId, after: str, limit: int) -> Sequence[StoredCase]:
        """See `Erasable.cases`."""
        return [
            StoredCase(case=codec.load(Case, item.body), version=int(item.version))
            for item in _next(self._tables.cases, guild, case_key(int(after or 0)), limit)
        ]

    def papers(self, guild: GuildId, stage: Stage, after: str, limit: int) -> Sequence[Paper]:
        """See `Erasable.papers`."""
        items, kind = self._papers(stage)
        return [
            Paper(
                stage=stage,
                key=item.sk,
                made_at=codec.load(kind, item.body).made_at if item.body else None,
                version=int(item.version),
            )
            for item in _next(items, guild, after, limit)
        ]

    def empty(self, portion: Portion) -> None:
        """See `Erasable.empty`."""
        guilds, erasure = self._tables.guilds, portion.erasure
        with translated("erasing"), as_one(self._connection) as transaction:
            transaction.save(
                _item(guilds, erasure, portion.next_at),
                condition=guilds.version == erasure.revision,
            )
            for stored in portion.cases:
                self._put_case(transaction, stored)
            for aged in portion.standings:
                self._put_standing(transaction, aged)
            for paper in portion.papers:
                self._empty_paper(transaction, erasure.guild, paper)

    def _put_case(self, transaction: TransactWrite, stored: StoredCase) -> None:
        cases, case = self._tables.cases, stored.case
        transaction.save(
            cases(
                pk=str(case.guild),
                sk=case_key(case.number),
                member_key=member_key(case.guild, case.member),
                body=codec.dump(case),
                version=stored.version + 1,
            ),
            condition=cases.version == stored.version,
        )

    def _put_standing(self, transaction: TransactWrite, aged: Aged) -> None:
        members = self._tables.members
        transaction.save(
            members(
                pk=member_key(*aged.member),
                sk=SK,
                body=codec.dump(aged.standing),
                version=aged.standing.version,
                **deadline(aged.due_at),
            ),
            condition=unchanged(members, aged.expected_version),
        )

    def _empty_paper(self, transaction: TransactWrite, guild: GuildId, paper: Paper) -> None:
        items, _ = self._papers(paper.stage)
        key = {"pk": str(guild), "sk": paper.key}
        actions = [
            items.body.remove(),
            items.status.set(ERASED),
            items.version.set(paper.version + 1),
        ]
        if issubclass(items, FlagItem):
            actions += [items.due.remove(), items.due_at.remove()]
        else:
            actions.append(items.member_key.set(member_key(guild, NOBODY)))
        transaction.update(items(**key), actions=actions, condition=items.version == paper.version)

    def _papers(self, stage: Stage) -> tuple[Any, type[Flag] | type[Appeal]]:
        """The table of a stage, and what its items hold."""
        if stage is Stage.FLAGS:
            return self._tables.flags, Flag

        return self._tables.appeals, Appeal


def scope_of(sk: str) -> Scope:
    """What an erasure is about, by its key."""
    return Scope(sk.removeprefix(_PREFIX))


def _key(scope: Scope) -> str:
    return f"{_PREFIX}{scope}"


def _item(guilds: type[GuildItem], erasure: Erasure, next_at: datetime | None) -> GuildItem:
    return guilds(
        pk=str(erasure.guild),
        sk=_key(erasure.scope),
        body=codec.dump(erasure),
        version=erasure.revision + 1,
        **deadline(next_at, KIND),
    )


def _next(items: Any, guild: GuildId, after: str, limit: int) -> list[Any]:
    """The next items of a guild's partition."""
    later = items.sk > after if after else None
    with translated("what is to be erased"):
        return list(items.query(str(guild), later, consistent_read=True, limit=limit))
