"""Stored decisions, read again fast: pages by the hour, and what of cases and flags counts.

Bodies are read straight into the domain's values by msgspec, and only the fields that are needed:
message texts are passed over and never become strings. Queries go past PynamoDB's models, which
would take more than half of the time (`tests/benchmarks/simulate_speed.py`).
"""

import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from msgspec import Struct
from msgspec.json import Decoder
from pynamodb.models import Model

from app.adapters.dynamodb.errors import translated
from app.adapters.dynamodb.guilds import known_guilds
from app.adapters.dynamodb.tables import AppealItem, CaseItem, EvidencePage, FlagItem, GuildItem
from app.domain.appeals.appeal import AppealStatus
from app.domain.decision import Decision
from app.domain.evidence import Evidence
from app.domain.ids import GuildId, UserId
from app.domain.look_back.hindsight import Past, of_case, of_flag, together
from app.domain.record.case import Outcome
from app.domain.record.flag import FlagStatus

OUT_OF_ORDER = timedelta(hours=1)
"""Case numbers are taken shortly before the case is written; no delivery is tried for so long."""


class _Case(Struct):
    number: int
    made_at: datetime
    outcome: Outcome = Outcome.PENDING
    evidence: Evidence | None = None
    decision: Decision | None = None
    voided_by: UserId | None = None


class _Flag(Struct):
    made_at: datetime
    evidence: Evidence
    decision: Decision
    status: FlagStatus = FlagStatus.PENDING
    case: int | None = None


class _Appeal(Struct):
    case: int
    status: AppealStatus = AppealStatus.PENDING


_pages = Decoder(list[Past])
_cases = Decoder(_Case)
_flags = Decoder(_Flag)
_appeals = Decoder(_Appeal)


def past_of(page: bytes) -> list[Past]:
    """What is on a page (`pages.packed`), ready to be decided again."""
    return _pages.decode(zlib.decompress(page))


@dataclass(frozen=True, slots=True, kw_only=True)
class PastTables:
    """The tables that hold what was decided, each bound to its name."""

    guilds: type[GuildItem]
    cases: type[CaseItem]
    flags: type[FlagItem]
    appeals: type[AppealItem]
    evidence: type[EvidencePage]


class DynamoPasts:
    """Implements `Pasts`."""

    def __init__(self, tables: PastTables) -> None:
        self._tables = tables

    def guilds(self) -> Sequence[GuildId]:
        """See `Pasts.guilds`."""
        return known_guilds(self._tables.guilds)

    def acted(
        self, guild: GuildId, since: datetime, until: datetime, most: int | None = None
    ) -> Sequence[Past]:
        """See `Pasts.acted`."""
        flags = islice(self._flagged(guild, since, until), most)
        found = {one.evidence.key: one for one in flags}
        for case in islice(self._with_cases(guild, since, until), most):
            flag = found.get(case.evidence.key)
            hindsight = together(case.hindsight, flag.hindsight) if flag else case.hindsight
            found[case.evidence.key] = replace(case, hindsight=hindsight)

        return sorted(found.values(), key=lambda one: one.evidence.judged_at)

    def clean(self, guild: GuildId, hour: datetime) -> Sequence[Past]:
        """See `Pasts.clean`."""
        pages = _column(self._tables.evidence, f"{guild}#{hour:%Y-%m-%dT%H}", "page")

        return [past for page in pages for past in past_of(page)]

    def _with_cases(self, guild: GuildId, since: datetime, until: datetime) -> Iterator[Past]:
        """Newest first, until they are certainly too old; numbers are given nearly in order."""
        appeals = self._appeals(guild)
        for body in _column(self._tables.cases, guild, "body", newest_first=True):
            case = _cases.decode(body)
            if case.made_at < since - OUT_OF_ORDER:
                return
            if case.evidence and case.decision and since <= case.made_at < until:
                yield Past(
                    evidence=case.evidence,
                    decision=case.decision,
                    case=case.number,
                    hindsight=of_case(case.outcome, case.voided_by, tuple(appeals[case.number])),
                )

    def _flagged(self, guild: GuildId, since: datetime, until: datetime) -> Iterator[Past]:
        """Those of the newest messages first."""
        for body in _column(self._tables.flags, guild, "body", newest_first=True):
            flag = _flags.decode(body)
            if since <= flag.made_at < until:
                yield Past(
                    evidence=flag.evidence,
                    decision=flag.decision,
                    case=flag.case,
                    hindsight=of_flag(flag.status),
                )

    def _appeals(self, guild: GuildId) -> Mapping[int, Sequence[AppealStatus]]:
        found: dict[int, list[AppealStatus]] = defaultdict(list)
        for body in _column(self._tables.appeals, guild, "body"):
            appeal = _appeals.decode(body)
            found[appeal.case].append(appeal.status)

        return found


def _column(
    items: type[Model], key: GuildId | str, name: str, *, newest_first: bool = False
) -> Iterator[Any]:
    """One attribute of all items of a partition: text, or bytes."""
    table = items._get_connection()  # noqa: SLF001 — as in `one_connection`
    start: Any = None
    with translated("what was decided"):
        while True:
            answer = table.query(
                str(key),
                attributes_to_get=[name],
                exclusive_start_key=start,
                scan_index_forward=not newest_first,
            )
            for item in answer["Items"]:
                yield from item.get(name, {}).values()
            start = answer.get("LastEvaluatedKey")
            if start is None:
                return
