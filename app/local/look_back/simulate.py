"""`python -m app simulate`: what a draft would have done with what is on record."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import orjson
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from app.bootstrap.look_back import build
from app.domain.ids import GuildId
from app.domain.policies.policy import Policy
from app.local.look_back.period import period
from app.local.look_back.report import as_json, show
from app.local.look_back.tables import past_tables
from app.local.policy_sources import policy_from
from app.services.simulate_draft import Period, Simulated, SimulateDraft

NOTHING = 2
"""Exit status when there was nothing to decide again."""


def simulate_draft(
    policy: str,
    console: Console,
    *,
    since: str,
    until: str | None,
    guild: int | None,
    data: Path,
    environment: Mapping[str, str],
    report_to: Path | None,
) -> int:
    """Try a draft, a file or a preset, on what is stored; status 0 when there was anything.

    Raises:
        PolicyInvalid: the draft has faults; all are named with their lines.
        LookBackError: there is nothing to look at.
    """
    draft = policy_from(policy)
    asked = period(since, until, now=datetime.now(UTC))
    with past_tables(data, environment) as where:
        found = simulated(
            build(where).simulate, draft, asked, console, guild=GuildId(guild) if guild else None
        )

    return reported(found, draft, asked, console, report_to=report_to)


def simulated(
    simulate: SimulateDraft,
    draft: Policy,
    asked: Period,
    console: Console,
    *,
    guild: GuildId | None,
) -> Simulated:
    """With progress by the hour of what was looked at."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task("deciding again")
        return simulate(
            draft,
            asked,
            guild=guild,
            step=lambda done, of: progress.update(bar, completed=done, total=of),
        )


def reported(
    found: Simulated,
    draft: Policy,
    asked: Period,
    console: Console,
    *,
    report_to: Path | None = None,
) -> int:
    """Show it; status as `simulate_file` has it."""
    if not found.simulation.decided:
        guilds = ", ".join(map(str, found.guilds)) or "no server was ever heard of"
        console.print(
            f"Nothing was decided from {asked.since:%Y-%m-%d %H:%M} to {asked.until:%Y-%m-%d %H:%M}"
            f" UTC ({guilds}). Evidence is kept for 30 days; try another --since or --guild.",
            style="yellow",
            markup=False,
            soft_wrap=True,
        )
        return NOTHING
    show(found, draft, console)
    if report_to:
        report_to.write_bytes(
            orjson.dumps(as_json(found, draft, asked), option=orjson.OPT_INDENT_2)
        )
        console.print(f"Written to {report_to}.")

    return 0
