"""`python -m app policy …`: look at, compare, check and change policies from a shell.

Exit status 0: done, or no difference; 1: faults, each named; 2: `diff` found differences.
"""

import contextlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console

from app.local.examples import examples
from app.local.report_file import writable

if TYPE_CHECKING:  # commands load what they need, when they run
    from app.bootstrap.policies import PolicyDesk
    from app.domain.ids import GuildId
    from app.domain.policies.policy import Policy
    from app.services.change_policy import Wish

policy_cli = typer.Typer(
    help="Policies: check, compare, bring in and take out, go back.", no_args_is_help=True
)
console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)

DIFFERENT = 2
HISTORY = 20

Guild = Annotated[
    int | None, typer.Option("--guild", help="The server's id.", show_default="the only one")
]
DataDir = Annotated[
    Path | None, typer.Option("--data", help="Folder of a ./run.", show_default=".tribune")
]
Comment = Annotated[str, typer.Option("--comment", "-m", help="Why; goes into the history.")]
Author = Annotated[
    int | None,
    typer.Option(
        "--author", help="Your user id, for the history.", show_default="the shell's operator"
    ),
]
Locale = Annotated[Literal["en", "ru"], typer.Option(help="Language of the words.")]
Named = Annotated[str, typer.Argument(help="A file, a preset, 'current' or a version's number.")]


@policy_cli.command(
    epilog=examples(
        "./run policy validate policy.yaml",
    )
)
def validate(file: Annotated[Path, typer.Argument(help="A YAML policy.")]) -> None:
    """Check a file: every fault with its line, or what it changes against the defaults."""
    from app.adapters.yaml.policy_file import read_policy
    from app.domain.policies.changes import changes_between
    from app.domain.policies.policy import Policy
    from app.local.model_labels import check_labels

    policy = read_policy(file)
    check_labels(policy, os.environ)
    count = len(changes_between(Policy(), policy))
    differences = "1 difference" if count == 1 else f"{count} differences"
    console.print(f"{file}: sound, {differences} from the defaults.", markup=False, soft_wrap=True)


@policy_cli.command(
    epilog=examples(
        "./run policy presets",
    )
)
def presets() -> None:
    """List the policies to start from: `show` prints one, `import` puts it in force."""
    from app.domain.policies.presets import PRESETS

    for name in PRESETS:
        console.print(name)


@policy_cli.command(
    epilog=examples(
        "./run policy show tech-lenient > policy.yaml",
        "./run policy show current --whole",
    )
)
def show(
    name: Named,
    guild: Guild = None,
    whole: Annotated[bool, typer.Option("--whole", help="Also what is as by default.")] = False,
    locale: Locale = "en",
    data: DataDir = None,
) -> None:
    """Print a policy as YAML with a comment on every field."""
    from app.adapters.yaml.policy_text import policy_text
    from app.i18n.policy_words import field_in_words

    policy = _named(name, guild, data)
    text = policy_text(policy, explain=lambda place: field_in_words(place, locale), whole=whole)
    typer.echo(text, nl=False)


@policy_cli.command(
    epilog=examples(
        "./run policy example > policy.yaml",
    )
)
def example() -> None:
    """Print the example of the docs: every field, with a comment."""
    from app.local.policy_example import example_text

    typer.echo(example_text(), nl=False)


@policy_cli.command(
    epilog=examples(
        "./run policy diff tech-lenient tech-strict",
        "./run policy diff draft.yaml",
        "./run policy diff 3 current",
    )
)
def diff(
    old: Named,
    new: Annotated[
        str | None, typer.Argument(help="The same.", show_default="what is in force")
    ] = None,
    guild: Guild = None,
    locale: Locale = "en",
    data: DataDir = None,
) -> None:
    """Say in words what differs between two policies; with one, against what is in force."""
    from app.domain.policies.changes import changes_between
    from app.local.policy_show import show_changes

    before, after = ("current", old) if new is None else (old, new)
    changes = changes_between(_named(before, guild, data), _named(after, guild, data))
    show_changes(changes, console, locale)
    raise typer.Exit(DIFFERENT if changes else 0)


@policy_cli.command(
    epilog=examples(
        "./run policy history",
    )
)
def history(
    guild: Guild = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")] = HISTORY,
    data: DataDir = None,
) -> None:
    """List the versions of a server's policy, the newest first."""
    from app.local.policy_show import show_history

    with _desk(data) as desk:
        here = _guild(desk, guild)
        book = desk.policies.book_of(here).at(_now())
        show_history(desk.policies.history_of(here, limit=limit), book, console)


@policy_cli.command(
    epilog=examples(
        "./run policy export --output policy.yaml",
        "./run policy export --version 3",
    )
)
def export(
    guild: Guild = None,
    version: Annotated[
        int | None, typer.Option(help="Its number.", show_default="what is in force")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="File.", show_default="the terminal", callback=writable
        ),
    ] = None,
    locale: Locale = "en",
    data: DataDir = None,
) -> None:
    """Write a server's policy as YAML: only what differs from the defaults, with comments."""
    from app.adapters.yaml.policy_text import policy_text
    from app.i18n.policy_words import field_in_words

    policy = _named("current" if version is None else str(version), guild, data)
    text = policy_text(
        policy,
        explain=lambda place: field_in_words(place, locale),
        heading=f"Version {policy.version}" + (f" of server {guild}" if guild else ""),
    )
    if output is None:
        typer.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")
        console.print(f"Written to {output}.", markup=False)


@policy_cli.command(
    "import",
    epilog=examples(
        "./run policy import policy.yaml --comment quieter-nights",
        "./run policy import tech-lenient",
        "./run policy import policy.yaml --from 2026-12-01T20:00:00",
    ),
)
def bring_in(
    name: Annotated[str, typer.Argument(metavar="FILE", help="A YAML policy, or a preset.")],
    guild: Guild = None,
    comment: Comment = "",
    active_from: Annotated[
        datetime | None,
        typer.Option("--from", help="In force only from then on, UTC.", show_default="at once"),
    ] = None,
    seen: Annotated[
        int | None, typer.Option(help="Refuse if another version than this is in force.")
    ] = None,
    author: Author = None,
    locale: Locale = "en",
    data: DataDir = None,
) -> None:
    """Put a policy in force as a new version, now or from a time on. The same again: no change.

    A file says everything; a preset leaves the server's own places, people and language alone.
    """
    from app.domain.policies.changes import changes_between
    from app.domain.policies.presets import preset_named
    from app.local.policy_show import show_changes, when

    with _desk(data) as desk:
        there = _guild(desk, guild)
        before = desk.policies.book_of(there).at(_now())
        preset = preset_named(name)
        here = before.current.policy
        policy = here.with_preset(preset) if preset else _named(name, guild, data)
        wish = _wish(comment, author, active_from=active_from, seen=seen)
        made = desk.change(there, policy, wish)
    show_changes(changes_between(before.current.policy, made.policy), console, locale)
    if made.number == before.current.number:
        console.print(f"Version {made.number} says the same already: nothing changed.")
        return
    since = made.change.active_from
    waits = since is not None and since > made.change.at
    console.print(
        f"Version {made.number} is in force from {when(since)}."
        if waits and since
        else f"Version {made.number} is in force."
    )
    if before.upcoming is not None:
        console.print(f"Version {before.upcoming.number}, which was waiting, is dropped.")


@policy_cli.command(
    epilog=examples(
        "./run policy rollback --to 3 --comment too-strict",
    )
)
def rollback(
    to: Annotated[int, typer.Option("--to", min=1, help="The version to go back to.")],
    guild: Guild = None,
    comment: Comment = "",
    author: Author = None,
    locale: Locale = "en",
    data: DataDir = None,
) -> None:
    """Go back to an older version: a new version that says the same. Twice: no change."""
    from app.domain.policies.changes import changes_between
    from app.local.policy_show import show_changes

    with _desk(data) as desk:
        here = _guild(desk, guild)
        before = desk.policies.book_of(here).at(_now()).current
        made = desk.change.back_to(here, to, _wish(comment, author))
    show_changes(changes_between(before.policy, made.policy), console, locale)
    says = f"says what version {to} said"
    console.print(f"Version {made.number} is in force and {says}.")


@policy_cli.command(
    epilog=examples(
        "./run policy reset",
    )
)
def reset(
    guild: Guild = None,
    comment: Comment = "",
    author: Author = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    data: DataDir = None,
) -> None:
    """Settings as on the first day, nobody's reputation. Cases and the history stay."""
    with _desk(data) as desk:
        here = _guild(desk, guild)
        if not yes:
            typer.confirm(f"Clear settings and all reputation of server {here}?", abort=True)
        made = desk.reset(here, _wish(comment, author))
    console.print(
        f"Version {made.number} is in force, as by default. "
        "Sweep clears the reputations within minutes. Cases stay."
    )


@policy_cli.command(
    epilog=examples(
        "./run policy erase",
        "./run policy erase --status",
    )
)
def erase(
    guild: Guild = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    status: Annotated[bool, typer.Option("--status", help="Only say how far it came.")] = False,
    data: DataDir = None,
) -> None:
    """Erase all that is on record about people, for good; sweep does it. Settings stay."""
    from app.domain.record.erasure import Scope
    from app.local.policy_show import show_erasure

    with _desk(data) as desk:
        here = _guild(desk, guild)
        last = desk.erase.status(here)
        if not status and (last is None or last.stage is None):
            if not yes:
                typer.confirm(f"Erase all cases and reputations of server {here}?", abort=True)
            last = desk.erase.begin(here, Scope.RECORDS, None)
    show_erasure(last, console)


def _named(name: str, guild: int | None, data: Path | None) -> "Policy":
    """The policy of that name; tables are opened only where a version is asked for."""
    from app.local.policy_sources import is_stored, policy_from

    if not is_stored(name):
        return policy_from(name)
    with _desk(data) as desk:
        return policy_from(name, policies=desk.policies, guild=_guild(desk, guild))


@contextlib.contextmanager
def _desk(data: Path | None) -> "Iterator[PolicyDesk]":
    """The use cases on the tables: of the environment, or of the `./run` on this folder.

    Raises:
        typer.Exit: a rule said no; its reason was printed.
    """
    from app.bootstrap.policies import build
    from app.domain.errors import DomainError, PolicyInvalid
    from app.i18n import render
    from app.local.look_back.tables import past_tables
    from app.local.system import ROOT

    with past_tables(data or ROOT / ".tribune", os.environ) as where:
        try:
            yield build(where)
        except PolicyInvalid:
            raise
        except DomainError as error:
            errors.print(render(error.notice, "en"), style="red", markup=False)
            raise typer.Exit(1) from error


def _wish(
    comment: str,
    author: int | None,
    *,
    active_from: datetime | None = None,
    seen: int | None = None,
) -> "Wish":
    from app.domain.ids import UserId
    from app.services.change_policy import Wish

    return Wish(
        author=None if author is None else UserId(author),
        by_operator=author is None,
        comment=comment,
        active_from=active_from and active_from.replace(tzinfo=UTC),
        seen=seen,
    )


def _guild(desk: "PolicyDesk", guild: int | None) -> "GuildId":
    """The server that is meant."""
    from app.local.which_guild import which_guild

    return which_guild(guild, desk.known())


def _now() -> datetime:
    return datetime.now(UTC)
