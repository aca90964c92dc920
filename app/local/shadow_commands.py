"""`python -m app shadow …`: let a draft look at every message and only count."""

import contextlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from app.local.examples import examples
from app.local.report_file import writable

if TYPE_CHECKING:  # commands load what they need, when they run
    from app.bootstrap.look_back import LookBack
    from app.domain.ids import GuildId

shadow_cli = typer.Typer(
    help="Shadow: a draft looks at every message beside the live policy, and only counts.",
    no_args_is_help=True,
)
console = Console(highlight=False)

Guild = Annotated[
    int | None, typer.Option("--guild", help="The server's id.", show_default="the only one")
]
DataDir = Annotated[
    Path | None, typer.Option("--data", help="Folder of a ./run.", show_default=".tribune")
]


@shadow_cli.command(
    epilog=examples("./run shadow start draft.yaml", "./run shadow start tech-strict")
)
def start(
    policy: Annotated[str, typer.Argument(help="The draft: a YAML policy, or a preset.")],
    guild: Guild = None,
    data: DataDir = None,
) -> None:
    """Put a draft into shadow; it takes the place of any other. Nothing is ever done by it."""
    from app.domain.look_back.trial import Trial
    from app.local.policy_sources import policy_from

    draft, now = policy_from(policy), datetime.now(UTC)
    with _look(data) as look:
        one = _guild(look, guild)
        look.trials.start(one, Trial(policy=draft, since=now, counted_until=now))
    console.print(
        f"In shadow on server {one}. Its rules look from now on (within 15 s), and only count. "
        "See what it would have done: ./run shadow report",
        markup=False,
        soft_wrap=True,
    )


@shadow_cli.command(epilog=examples("./run shadow stop"))
def stop(guild: Guild = None, data: DataDir = None) -> None:
    """End the draft's shadow. What it has counted is gone with it."""
    with _look(data) as look:
        one = _guild(look, guild)
        look.trials.stop(one)
    console.print(f"Nothing is in shadow on server {one}.")


@shadow_cli.command(
    epilog=examples("./run shadow report", "./run shadow report --since 36h --json report.json")
)
def report(
    guild: Guild = None,
    since: Annotated[str, typer.Option(help="For rules in shadow: 14d, 36h or a date.")] = "14d",
    data: DataDir = None,
    json: Annotated[
        Path | None, typer.Option(help="Write the report to this file, too.", callback=writable)
    ] = None,
) -> None:
    """Say what the draft would have done since it was put into shadow, up to this moment.

    Without a draft: how often rules were broken that the policy in force only tries.
    """
    from app.local.look_back.period import period
    from app.local.look_back.simulate import reported, simulated
    from app.local.look_back.trial import show_days, show_rules
    from app.services.simulate_draft import Period

    now = datetime.now(UTC)
    with _look(data) as look:
        one = _guild(look, guild)
        trial = look.trials.trial_of(one)
        if trial is None:
            asked, draft = period(since, None, now=now), look.policy_of(one)
        else:
            asked, draft = Period(since=trial.since, until=now), trial.policy
        found = simulated(look.simulate, draft, asked, console, guild=one)
    if trial is None:
        show_rules(found.simulation, draft, console)
        return
    show_days(trial, console)
    raise typer.Exit(reported(found, draft, asked, console, report_to=json))


@contextlib.contextmanager
def _look(data: Path | None) -> "Iterator[LookBack]":
    """The use cases on the tables: of the environment, or of the `./run` on this folder."""
    from app.bootstrap.look_back import build
    from app.local.look_back.tables import past_tables
    from app.local.system import ROOT

    with past_tables(data or ROOT / ".tribune", os.environ) as where:
        yield build(where)


def _guild(look: "LookBack", guild: int | None) -> "GuildId":
    """The server that is meant."""
    from app.local.which_guild import which_guild

    return which_guild(guild, look.pasts.guilds())
