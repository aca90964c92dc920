"""The drill's table: what was noticed after how many messages, and who was wrongly touched."""

from collections.abc import Iterator, Sequence
from typing import Any

from rich.table import Table

from app.local.drill.watch import Outcome


def shown(outcomes: Sequence[Outcome]) -> Table:
    """One row a scene, for a terminal."""
    table = Table(title="Drill", title_justify="left")
    for column in ("scene", "messages", "noticed after", "what was done", "wrongly touched", ""):
        table.add_column(column)
    for outcome in outcomes:
        table.add_row(
            outcome.scene.title,
            str(outcome.messages),
            noticed(outcome),
            ", ".join(done(outcome)) or "nothing",
            ", ".join(outcome.wronged) or "nobody",
            "[green]as wished[/green]" if outcome.as_wished else "[red]look at this[/red]",
        )
    return table


def noticed(outcome: Outcome) -> str:
    """When it was first acted upon, and when it was called a raid."""
    parts = []
    if outcome.noticed_after is not None:
        parts.append(f"{outcome.noticed_after} of {outcome.messages}")
    if outcome.raid_after is not None:
        parts.append(f"as a raid {outcome.raid_after} of {outcome.messages}")

    return ", ".join(parts) or "-"


def done(outcome: Outcome) -> Iterator[str]:
    """What became of it, in words."""
    if outcome.raid.severity:
        yield f"called {outcome.raid}"
    for count, what in (
        (outcome.removed, "removed"),
        (outcome.warned, "warned"),
        (outcome.timed_out, "timed out"),
        (outcome.flagged, "flagged"),
        (outcome.turned_away, "could not join"),
    ):
        if count:
            yield f"{count} {what}"


def as_json(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    """The same for programs."""
    return [
        {
            "scene": outcome.scene.name,
            "attack": outcome.scene.is_attack,
            "messages": outcome.messages,
            "noticed_after": outcome.noticed_after,
            "removed": outcome.removed,
            "warned": outcome.warned,
            "timed_out": outcome.timed_out,
            "flagged": outcome.flagged,
            "raid": outcome.raid,
            "raid_after": outcome.raid_after,
            "turned_away": outcome.turned_away,
            "wronged": list(outcome.wronged),
            "as_wished": outcome.as_wished,
        }
        for outcome in outcomes
    ]
