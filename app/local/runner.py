"""`./run`: the system on this machine, with a live log, until Ctrl-C."""

import os
import signal
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any

from rich.console import Console
from rich.live import Live
from rich.text import Text

from app.bootstrap.register import register
from app.local.aws import AwsError
from app.local.demo import DemoError, play
from app.local.discord.client import ControlError, FakeDiscordClient
from app.local.narrator import Narrator, health_line
from app.local.redis import RedisStartError
from app.local.servers import AGORA
from app.local.stack import DeployError
from app.local.stop import Stop
from app.local.system import Options, Running, StartError, system

HEALTH_SECONDS = 2.0
INTERRUPTED = 130

CANNOT_START = (StartError, AwsError, RedisStartError, DeployError)


def serve(options: Options, console: Console, *, demo: bool) -> int:
    """Serve until a signal comes; with `demo`, made-up members play a few scenes first.

    Raises:
        StartError: it cannot start, or is asked to play where real people are.
    """
    if demo and options.token is not None:
        raise StartError("--demo plays on a made-up server: unset DISCORD_TOKEN, or leave it out")
    narrator = Narrator(console)
    stop = Stop()
    console.print("Starting…", style="dim")
    try:
        _on_signals(_give_up)
        with system(options, tell=narrator.tell) as running:
            _on_signals(lambda *_: stop.set())
            _greet(running, narrator, console)
            if demo and not stop.is_set():
                _play(running, console, stop)
            _watch(running, console, stop)
            console.print("Stopping…", style="dim")
    except KeyboardInterrupt:
        console.print("Stopped before it served.")
        return INTERRUPTED

    console.print(
        f"Stopped. {narrator.counts['judged']} messages judged, "
        f"{narrator.counts['acted']} acted on."
    )
    return 0


def _on_signals(handler: Callable[[int, FrameType | None], None] | signal.Handlers) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, handler)


def _give_up(*_: object) -> None:
    """While it starts: what runs already is stopped, and no second signal disturbs that."""
    _on_signals(signal.SIG_IGN)
    raise KeyboardInterrupt


def _play(running: Running, console: Console, stop: Stop) -> None:
    """The scenes; when one does not go as it should, the server stays open all the same."""
    try:
        play(running, console, stop)
    except (DemoError, ControlError) as error:
        console.print(f"The demo stopped: {error}", style="red", markup=False)


def local_options(environment: Mapping[str, str] = os.environ, **given: Any) -> Options:
    """Options as given; a token in the environment means a real server."""
    data: Path | None = given.pop("data", None)
    token = environment.get("DISCORD_TOKEN") or None
    options = Options(token=token, environment=environment, **given)
    if data is not None:
        return replace(options, data=data.expanduser().resolve())

    return options


def _greet(running: Running, narrator: Narrator, console: Console) -> None:
    if running.discord is None:
        console.print("Serving the real server of DISCORD_TOKEN. Ctrl-C stops.")
        return
    narrator.people = type(narrator.people)(running.discord)
    settle(running.discord, running.environment)
    console.print(
        Text.assemble(
            "A made-up server is open at ",
            (f"{running.discord.url}/", "bold underline"),
            ": write there as any member. Ctrl-C stops.",
        )
    )


def settle(discord: FakeDiscordClient, environment: Mapping[str, str]) -> None:
    """Make the server, and tell Discord our commands."""
    discord.act("guilds", **AGORA)
    register(environment)


def _watch(running: Running, console: Console, stop: Stop) -> None:
    """Show the health of every part, on one line, until it is time to stop."""
    shown = ""
    with Live(console=console, refresh_per_second=2, transient=True) as live:
        while not stop.is_set():
            line = health_line(running.unhealthy(), running.parts)
            if console.is_terminal:
                live.update(line)
            elif line.plain != shown:
                console.print(line)
            shown = line.plain
            stop.wait(HEALTH_SECONDS)
