"""Cases, flags and appeals in DynamoDB, completed with an optimistic version."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from pynamodb.exceptions import DoesNotExist

from app.adapters.dynamodb import codec
from app.adapters.dynamodb.errors import translated
from app.adapters.dynamodb.tables import AppealItem, CaseItem, FlagItem, Keyed, case_key
from app.domain.appeals.appeal import Appeal
from app.domain.ids import GuildId, MessageId
from app.domain.record.case import Case
from app.domain.record.flag import Flag
from app.ports.errors import Conflict, Unavailable

_ATTEMPTS = 8

K = TypeVar("K", bound=Keyed)
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperTables:
    """The tables, each bound to its name."""

    cases: type[CaseItem]
    flags: type[FlagItem]
    appeals: type[AppealItem]


class DynamoPapers:
    """Implements `Papers`."""

    def __init__(self, tables: PaperTables) -> None:
        self._tables = tables

    def case(self, guild: GuildId, number: int) -> Case | None:
        return _value(Case, _item(self._tables.cases, guild, case_key(number)))

    def change_case(self, guild: GuildId, number: int, change: Callable[[Case], Case]) -> None:
        """See `Papers.change_case`."""
        cases, key = self._tables.cases, case_key(number)

        def changed(case: Case) -> Case:
            return case if case.is_erased else change(case)

        _change(cases, Case, lambda: _item(cases, guild, key), changed)

    def flag(self, guild: GuildId, message: MessageId, made_at: datetime) -> Flag | None:
        """See `Papers.flag`."""
        return _value(Flag, self._flag_item(guild, message, made_at))

    def change_flag(
        self, guild: GuildId, message: MessageId, made_at: datetime, change: Callable[[Flag], Flag]
    ) -> None:
        """See `Papers.change_flag`."""
        read = lambda: self._flag_item(guild, message, made_at)  # noqa: E731
        _change(self._tables.flags, Flag, read, change)

    def appeal(self, guild: GuildId, appeal: str) -> Appeal | None:
        return _value(Appeal, _item(self._tables.appeals, guild, appeal))

    def change_appeal(
        self, guild: GuildId, appeal: str, change: Callable[[Appeal], Appeal]
    ) -> None:
        """See `Papers.change_appeal`."""
        appeals = self._tables.appeals
        _change(appeals, Appeal, lambda: _item(appeals, guild, appeal), change)

    def _flag_item(self, guild: GuildId, message: MessageId, made_at: datetime) -> FlagItem | None:
        """One message has as many flags as it had wordings that were flagged; mostly one."""
        flags = self._tables.flags
        with translated("flag"):
            found = list(
                flags.query(str(guild), flags.sk.startswith(f"{message}:"), consistent_read=True)
            )

        kept = [item for item in found if item.body]

        return next(
            (item for item in kept if codec.load(Flag, item.body).made_at == made_at),
            kept[-1] if kept else None,
        )


def _item(items: type[K], guild: GuildId, key: str) -> K | None:
    """None also for what is erased: it has no body any more."""
    with translated("paper"):
        try:
            item = items.get(str(guild), key, consistent_read=True)
        except DoesNotExist:
            return None

    return item if item.body else None


def _value(kind: type[T], item: Keyed | None) -> T | None:
    return None if item is None else codec.load(kind, item.body)


def _change(
    items: type[K], kind: type[T], read: Callable[[], K | None], change: Callable[[T], T]
) -> None:
    for _ in range(_ATTEMPTS):
        item = read()
        if item is None:
            return
        value = codec.load(kind, item.body)
        changed = change(value)
        if changed == value:
            return
        try:
            with translated("paper"):
                item.update(
                    actions=[
                        items.body.set(codec.dump(changed)),
                        items.version.set(int(item.version) + 1),
                    ],
                    condition=items.version == item.version,
                )
        except Conflict:
            continue
        return

    raise Unavailable("the record kept moving")
