"""What a draft in shadow has counted so far, by day."""

from collections.abc import Mapping
from typing import TypeVar

from rich.console import Console

from app.domain.look_back.shadow import tried_rules
from app.domain.look_back.simulation import Simulation
from app.domain.look_back.trial import Trial, TrialDay
from app.domain.policies.policy import Policy
from app.domain.record.change import Change
from app.local.narrator import table

K = TypeVar("K", bound=str)


def show_days(trial: Trial, console: Console) -> None:
    """The days that sweep has counted; the running hour comes later."""
    rows = [[str(day), *_row(found)] for day, found in trial.days.items()]
    if rows:
        total = ["together", *_row(trial.total)] if len(rows) > 1 else None
        columns = ["day (UTC)", "decided", "would have done", "by rule", "differs from live"]
        title = f"In shadow since {trial.since:%Y-%m-%d %H:%M} UTC"
        console.print(table(title, columns, [*rows, *([total] if total else [])]))


def show_rules(simulation: Simulation, live: Policy, console: Console) -> None:
    """No draft is there: the rules of the policy in force that it only tries."""
    names = tried_rules(live.rules)
    if not names:
        console.print("Nothing is in shadow: no draft, and no rule of the policy in force.")
        return
    rows = [
        [":".join(dict.fromkeys(one)), str(simulation.tried.get(one, 0)), str(simulation.decided)]
        for one in names
    ]
    console.print(table("Rules in shadow", ["rule", "broken", "of decisions"], rows))


def _row(day: TrialDay) -> list[str]:
    differs = {one: count for one, count in day.changes.items() if one is not Change.SAME}
    return [
        str(day.decided),
        _counted(day.acts) or "nothing",
        _counted(day.rules),
        _counted(differs) or "in nothing",
    ]


def _counted(counts: Mapping[K, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))
