"""Policies as a person in a shell sees them."""

from collections.abc import Sequence
from datetime import UTC, datetime

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from app.domain.notice import Notice
from app.domain.policies.book import Change, PolicyBook, PolicyVersion
from app.domain.policies.changes import FieldChange, Kind
from app.domain.record.erasure import Erasure, Stage
from app.i18n import render
from app.i18n.policy_words import change_in_words

_COLOURS = {Kind.ADDED: "green", Kind.REMOVED: "red", Kind.CHANGED: "yellow", Kind.MOVED: "cyan"}


def show_changes(changes: Sequence[FieldChange], console: Console, locale: str) -> None:
    """Every difference on a line, in words."""
    if not changes:
        console.print(render(Notice("policy.no_difference"), locale))
        return
    for change in changes:
        words = escape(change_in_words(change, locale))
        console.print(f"[{_COLOURS[change.kind]}]●[/] {words}", soft_wrap=True)
    count = render(Notice("policy.count", {"count": len(changes)}), locale)
    console.print(f"[dim]{count}[/]")


def show_history(versions: Sequence[PolicyVersion], book: PolicyBook, console: Console) -> None:
    """The newest first; the one in force and the one that waits are marked."""
    table = Table("", "version", "made", "by", "why", box=None, pad_edge=False)
    for version in versions:
        table.add_row(
            _mark(version, book),
            str(version.number),
            when(version.change.at),
            author(version.change),
            escape(_why(version.change)),
        )
    console.print(table)


def show_erasure(last: Erasure | None, console: Console) -> None:
    """How far the last erasure came."""
    if last is None:
        console.print("Nothing was ever erased.")
        return
    counts = ", ".join(f"{last.erased.get(stage, 0)} {stage}" for stage in Stage)
    console.print(f"Asked for {when(last.asked_at)} by {last.by or 'operator'}. Erased: {counts}.")
    console.print(
        f"Finished {when(last.finished_at)}."
        if last.finished_at
        else "Sweep goes on every minute, a thousand records at a time."
    )


def author(change: Change) -> str:
    """Who made it."""
    if change.author is not None:
        return str(change.author)

    return "operator" if change.by_operator else "automatic"


def when(moment: datetime) -> str:
    """To the minute, UTC."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _mark(version: PolicyVersion, book: PolicyBook) -> str:
    if version.number == book.current.number:
        return "[green]in force[/]"
    if book.upcoming is not None and version.number == book.upcoming.number:
        return "[yellow]waits[/]"

    return ""


def _why(change: Change) -> str:
    """Comment, what it goes back to, and from when it was to hold."""
    parts = [change.comment]
    if change.restores is not None:
        parts.append(f"(back to version {change.restores})")
    if change.active_from is not None:
        parts.append(f"(from {when(change.active_from)})")

    return " ".join(part for part in parts if part)
