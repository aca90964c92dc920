"""`python -m app`: everything a person can do with Tribune from a shell."""

import os
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console

from app.domain.errors import PolicyInvalid
from app.local.examples import examples
from app.local.policy_commands import policy_cli
from app.local.report_file import writable
from app.local.shadow_commands import shadow_cli

cli = typer.Typer(
    help="Tribune: moderation that is explained, limited and reversible.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=examples(
        "./run --demo", "./run replay chat.jsonl", "./run policy presets", "./run drill --help"
    ),
)
cli.add_typer(policy_cli, name="policy")
cli.add_typer(shadow_cli, name="shadow")
console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)

DataDir = Annotated[
    Path | None, typer.Option(help="Folder for state and logs.", show_default=".tribune")
]
PolicyFile = Annotated[Path | None, typer.Option(help="YAML policy instead of the defaults.")]
ModelDir = Annotated[Path, typer.Option(envvar="MODEL_DIR", help="Folder of the model.")]
ModelStages = Annotated[
    Literal["cascade", "full"],
    typer.Option(envvar="MODEL_STAGES", help="Let the student clear the harmless, or not."),
]
DEFAULT_MODEL = Path(__file__).resolve().parents[1] / "model" / "artifact"


@cli.command(
    epilog=examples(
        "./run --demo",
        "./run --policy policy.yaml --port 8200",
        "DISCORD_TOKEN=… ./run --policy policy.yaml",
    )
)
def run(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the page.")] = 8137,
    data: DataDir = None,
    policy: PolicyFile = None,
    demo: Annotated[bool, typer.Option("--demo", help="Let made-up members play.")] = False,
) -> None:
    """Run the whole system on this machine: no account, no token. Ctrl-C stops it.

    With DISCORD_TOKEN set it serves a real server instead of the made-up one.
    """
    from app.local.demo import demo_policy  # noqa: PLC0415 — commands load what they need
    from app.local.runner import local_options, serve  # noqa: PLC0415

    adapted = {"adapt": demo_policy} if demo else {}
    options = local_options(data=data, port=port, policy=policy, **adapted)  # type: ignore[arg-type] # mypy takes the mapping for `environment`
    raise typer.Exit(serve(options, console, demo=demo))


@cli.command(
    epilog=examples(
        "./run replay chat.jsonl --limit 500",
        "./run replay export.json --policy policy.yaml --json report.json",
        "./run replay chat.jsonl.gz --simulate tech-strict",
    )
)
def replay(
    file: Annotated[
        Path, typer.Argument(help="JSON lines (.gz too), or a DiscordChatExporter JSON.")
    ],
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first messages.")] = None,
    speed: Annotated[
        float | None, typer.Option(min=0.1, help="Messages a second.", show_default="all it takes")
    ] = None,
    policy: PolicyFile = None,
    simulate: Annotated[
        str | None, typer.Option(help="Then try this draft, a file or a preset, on all of it.")
    ] = None,
    data: DataDir = None,
    json: Annotated[
        Path | None, typer.Option(help="Write the report to this file, too.", callback=writable)
    ] = None,
) -> None:
    """Send a recorded chat through the whole system and show what would have happened, and why."""
    from app.local.replay.run import replay_file  # noqa: PLC0415

    raise typer.Exit(
        replay_file(
            file,
            console,
            limit=limit,
            speed=speed,
            policy=policy,
            data=data,
            report_to=json,
            simulate=simulate,
        )
    )


@cli.command(
    epilog=examples(
        "./run drill",
        "./run drill --scene raid-same --scene audience --policy policy.yaml",
    )
)
def drill(
    scene: Annotated[
        list[str] | None, typer.Option(help="Only this scene; may be repeated.", show_default="all")
    ] = None,
    policy: PolicyFile = None,
    data: DataDir = None,
    json: Annotated[
        Path | None, typer.Option(help="Write the results to this file, too.", callback=writable)
    ] = None,
) -> None:
    """Play attacks and their harmless twins: are they noticed, and is nobody wrongly touched?"""
    from app.local.drill.run import drill as play  # noqa: PLC0415

    raise typer.Exit(play(console, policy=policy, only=scene or (), data=data, report_to=json))


@cli.command(
    epilog=examples(
        "./run simulate --policy draft.yaml",
        "./run simulate --policy tech-strict --since 36h --json report.json",
        "./run simulate --policy draft.yaml --since 2026-11-01 --until 2026-11-08",
    )
)
def simulate(
    policy: Annotated[str, typer.Option(help="The draft: a YAML policy, or a preset.")],
    since: Annotated[str, typer.Option(help="14d, 36h or a date.")] = "14d",
    until: Annotated[
        str | None, typer.Option(help="The same, or a date.", show_default="now")
    ] = None,
    guild: Annotated[int | None, typer.Option(help="A server's id.", show_default="all")] = None,
    data: DataDir = None,
    json: Annotated[
        Path | None, typer.Option(help="Write the report to this file, too.", callback=writable)
    ] = None,
) -> None:
    """Try a draft policy on what was decided already: what would it have done to whom?"""
    from app.local.look_back.simulate import simulate_draft  # noqa: PLC0415
    from app.local.system import ROOT  # noqa: PLC0415

    raise typer.Exit(
        simulate_draft(
            policy,
            console,
            since=since,
            until=until,
            guild=guild,
            data=data or ROOT / ".tribune",
            environment=os.environ,
            report_to=json,
        )
    )


@cli.command(
    epilog=examples(
        "./run suggest",
        "./run suggest --since 12w --draft draft.yaml",
    )
)
def suggest(
    since: Annotated[str, typer.Option(help="90d, 12w or a date.")] = "90d",
    guild: Annotated[int | None, typer.Option(help="A server's id.", show_default="all")] = None,
    language: Annotated[Literal["en", "ru"], typer.Option(help="Language of the words.")] = "en",
    draft: Annotated[
        Path | None,
        typer.Option(help="Write the policy with all suggestions to this file.", callback=writable),
    ] = None,
    data: DataDir = None,
    json: Annotated[
        Path | None, typer.Option(help="Write the findings to this file, too.", callback=writable)
    ] = None,
) -> None:
    """Learn from moderators' verdicts: which thresholds would have avoided their corrections?"""
    from app.local.look_back.suggest import suggest as tell  # noqa: PLC0415
    from app.local.system import ROOT  # noqa: PLC0415

    raise typer.Exit(
        tell(
            console,
            since=since,
            guild=guild,
            language=language,
            data=data or ROOT / ".tribune",
            environment=os.environ,
            draft_to=draft,
            report_to=json,
        )
    )


@cli.command(
    epilog=examples(
        "./run explain 12",
        "./run explain 1573800570408402944 --language ru",
    )
)
def explain(
    number: Annotated[int, typer.Argument(min=1, help="A case's number, or a message's id.")],
    guild: Annotated[int | None, typer.Option(help="A server's id.", show_default="all")] = None,
    ids: Annotated[bool, typer.Option(help="Say whom it is about.")] = True,
    language: Annotated[Literal["en", "ru"], typer.Option(help="Language of the words.")] = "en",
    data: DataDir = None,
    json: Annotated[
        Path | None, typer.Option(help="Write it to this file, too.", callback=writable)
    ] = None,
) -> None:
    """Say why a case was made, or why a message was acted on, or was left alone: every number."""
    from app.local.look_back.explain import explain_number  # noqa: PLC0415
    from app.local.system import ROOT  # noqa: PLC0415

    raise typer.Exit(
        explain_number(
            number,
            console,
            guild=guild,
            ids=ids,
            language=language,
            data=data or ROOT / ".tribune",
            environment=os.environ,
            report_to=json,
        )
    )


@cli.command(
    epilog=examples(
        "./run score < texts.jsonl > scores.jsonl",
        "./run score --explain < texts.jsonl",
    )
)
def score(
    batch: Annotated[int, typer.Option(min=1, max=4096, help="Lines scored together.")] = 256,
    explain: Annotated[bool, typer.Option("--explain", help="Say which words weighed.")] = False,
    model: ModelDir = DEFAULT_MODEL,
    stages: ModelStages = "cascade",
) -> None:
    """Score texts: JSON lines with "text" in, JSON lines with scores out, in the same order."""
    from app.adapters.onnx import OnnxClassifier  # noqa: PLC0415
    from app.local.score import run_score  # noqa: PLC0415

    if sys.stdin.isatty():
        errors.print('Write lines such as {"text": "…"}; Ctrl-D ends.', style="dim", markup=False)
    classifier = OnnxClassifier(model, stages)
    raise typer.Exit(
        run_score(
            sys.stdin.buffer, sys.stdout.buffer, classifier=classifier, batch=batch, explain=explain
        )
    )


@cli.command(
    epilog=examples(
        "DISCORD_TOKEN=… DISCORD_APPLICATION_ID=… ./run register",
    )
)
def register() -> None:
    """Tell Discord the commands, if they changed: DISCORD_TOKEN and DISCORD_APPLICATION_ID."""
    from app.bootstrap.register import register as tell  # noqa: PLC0415

    console.print("Registered." if tell(os.environ) else "Nothing changed: nothing was sent.")


def main() -> None:
    """Run a command; what a person can mend is one clear text and status 1, not a traceback."""
    try:
        _main()
    except BrokenPipeError:
        sys.exit(141)
    except KeyboardInterrupt:
        sys.exit(130)


def _main() -> None:
    from app.local.drill.run import UnknownSceneError  # noqa: PLC0415 — as in the commands
    from app.local.look_back.error import LookBackError  # noqa: PLC0415
    from app.local.replay.recording import RecordingError  # noqa: PLC0415
    from app.local.runner import CANNOT_START  # noqa: PLC0415
    from app.ports.classifier import ModelError  # noqa: PLC0415
    from app.ports.errors import PortError  # noqa: PLC0415

    known = (LookBackError, ModelError, PolicyInvalid, PortError, RecordingError, UnknownSceneError)
    try:
        cli(prog_name="./run")
    except (*CANNOT_START, *known) as error:
        errors.print(str(error), style="red", soft_wrap=True, markup=False)
        sys.exit(1)
    except OSError as error:
        if isinstance(error, BrokenPipeError) or error.filename is None:
            raise
        text = f"{error.filename}: {error.strerror}"
        errors.print(text, style="red", soft_wrap=True, markup=False)
        sys.exit(1)


if __name__ == "__main__":
    main()
