"""Our gateway against the `on_message` of hikari and discord.py, side by side in one run.

python -m tests.benchmarks.gateway_throughput [--events 30000] [--guilds 100] [--rounds 3]

Each client in turn connects to the same fake Discord, gets the same messages, and is charged the
CPU seconds of its own process. The libraries parse each message, call `on_message` and count. Ours
does its whole work: envelopes, signed requests, and SQS's acknowledgement of each event.

A client stands still (SIGSTOP) while the messages are written and then works off the backlog: so it
is the client that sets the pace, not the fake that writes.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import psutil

from app.local.aws import embedded_aws
from app.local.discord.client import FakeDiscordClient
from app.local.discord.settings import DEFAULT_TOKEN
from app.local.ports import free_port
from tests.conftest import ROOT

CONTENT = "What do you think about the new release? I tried it yesterday and it works. " * 2
PATIENCE_SECONDS = 180.0
SLICE = 2_000
RIVALS = ROOT / "tests" / "benchmarks" / "gateway_rivals"
SINK = "tribune_without_queue.py"


@dataclass(kw_only=True)
class Result:
    """One client's figures over all rounds."""

    name: str
    microseconds: list[float] = field(default_factory=list)
    idle_mb: list[float] = field(default_factory=list)
    after_mb: list[float] = field(default_factory=list)
    clock_rate: list[float] = field(default_factory=list)

    def row(self, rival: float) -> str:
        cost = statistics.median(self.microseconds)
        return (
            f"| {self.name:34} | {cost:7.1f} | {1e6 / cost:9,.0f} | {rival / cost:5.1f} | "
            f"{statistics.median(self.idle_mb):6.1f} | {statistics.median(self.after_mb):6.1f} | "
            f"{statistics.median(self.clock_rate):9,.0f} |"
        )


@dataclass(frozen=True, kw_only=True)
class Stage:
    """The fake Discord with its guilds, and what a client needs to find it."""

    control: FakeDiscordClient
    messages: list[dict[str, Any]]
    environment: Mapping[str, str]
    events: int


Client = Callable[[Stage, Result], None]


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory() as folder, embedded_aws(Path(folder), keep=False) as aws:
        clients: dict[str, Client] = {
            "discord.py 2 on_message": _rival("discord_py_bot.py"),
            "hikari 2 on_message": _rival("hikari_bot.py"),
            "tribune, up to the queue": _ours(aws.environment, "none", script=SINK),
            "tribune, up to the queue, zlib": _ours(aws.environment, "zlib-stream", script=SINK),
            "tribune, acknowledged by SQS": _ours(aws.environment, "none"),
            "tribune, acknowledged by SQS, zlib": _ours(aws.environment, "zlib-stream"),
        }
        results = {name: Result(name=name) for name in clients}
        for _ in range(options.rounds):
            for name, client in clients.items():
                with _stage(options.guilds, options.events) as stage:
                    client(stage, results[name])
    _print(results, options)


def _print(results: dict[str, Result], options: argparse.Namespace) -> None:
    best = min(
        statistics.median(result.microseconds)
        for name, result in results.items()
        if not name.startswith("tribune")
    )
    print(
        f"{options.events} messages, {options.guilds} guilds, median of {options.rounds} rounds\n"
    )
    print(
        f"| {'client':34} | CPU us/event | events per CPU s | times the faster library | "
        "RSS MB connected | RSS MB after | events/s by the clock |"
    )
    print("|---|---|---|---|---|---|---|")
    for result in results.values():
        print(result.row(best))


def _rival(script: str) -> Client:
    def run(stage: Stage, result: Result) -> None:
        with _process([str(RIVALS / script)], stage.environment, subprocess.PIPE) as process:
            assert process.stdout is not None
            _expect(process.stdout, b"ready")
            _measure(process, stage, result, lambda: _expect(process.stdout, b"done"))

    return run


def _ours(aws: Mapping[str, str], compression: str, *, script: str | None = None) -> Client:
    def run(stage: Stage, result: Result) -> None:
        port = free_port()
        environment = {
            **stage.environment,
            **aws,
            "GATEWAY_COMPRESSION": compression,
            # Each round is an application of its own: it finds no session of the one before.
            "DISCORD_APPLICATION_ID": str(time.time_ns()),
            "HEALTH_PORT": str(port),
            "LOG_LEVEL": "ERROR",
        }
        program = ["-m", "app.bootstrap.gateway"] if script is None else [str(RIVALS / script)]
        with _process(program, environment, subprocess.DEVNULL) as process:
            base = len(stage.control.look("state")["guilds"])
            _until(lambda: _forwarded(port) >= base)
            _measure(
                process,
                stage,
                result,
                lambda: _until(lambda: _delivered(port, base + stage.events)),
            )

    return run


def _measure(
    process: subprocess.Popen[bytes], stage: Stage, result: Result, wait: Callable[[], None]
) -> None:
    time.sleep(1.5)
    measured = psutil.Process(process.pid)
    result.idle_mb.append(measured.memory_info().rss / 2**20)
    measured.suspend()
    for start in range(0, stage.events, SLICE):
        stage.control.say_all(stage.messages[start : start + SLICE])
    before, started = measured.cpu_times(), time.monotonic()
    measured.resume()
    wait()
    elapsed, after = time.monotonic() - started, measured.cpu_times()
    spent = after.user + after.system - before.user - before.system
    result.microseconds.append(spent / stage.events * 1e6)
    result.clock_rate.append(stage.events / elapsed)
    result.after_mb.append(measured.memory_info().rss / 2**20)


@contextmanager
def _stage(guilds: int, events: int) -> Iterator[Stage]:
    command = [sys.executable, "-m", "app.local.discord", "--contract", "off", "--limits", "off"]
    with subprocess.Popen(
        [*command, "--port", "0"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as fake:
        assert fake.stdout is not None
        try:
            url = json.loads(fake.stdout.readline())["url"]
            with FakeDiscordClient(url) as control:
                yield Stage(
                    control=control,
                    messages=_messages(control, guilds, events),
                    environment={
                        "DISCORD_TOKEN": DEFAULT_TOKEN,
                        "DISCORD_API_URL": f"{url}/api/v10",
                        "GATEWAY_URL": f"{url.replace('http', 'ws', 1)}/gateway",
                        "EXPECTED": str(events),
                    },
                    events=events,
                )
        finally:
            fake.kill()


def _messages(control: FakeDiscordClient, guilds: int, events: int) -> list[dict[str, Any]]:
    places = []
    for number in range(guilds):
        names = [{"name": f"member {number} {index}"} for index in range(5)]
        made = control.act(
            "guilds",
            name=f"guild {number}",
            owner=names[0]["name"],
            roles=[{"name": f"role {index}", "position": index + 1} for index in range(8)],
            channels=[{"name": f"channel-{index}"} for index in range(12)],
            members=names,
        )
        places.append((made["channels"]["channel-0"], made["members"][names[1]["name"]]))

    return [
        {"channel": channel, "author": author, "content": f"{CONTENT}{number}"}
        for number in range(events)
        for channel, author in [places[number % guilds]]
    ]


@contextmanager
def _process(
    arguments: list[str], environment: Mapping[str, str], output: int
) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={"PATH": os.defpath, "PYTHONPATH": str(ROOT), **environment},
        stdout=output,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _expect(stream: IO[bytes] | None, word: bytes) -> None:
    assert stream is not None
    line = stream.readline().strip()
    if line != word:
        raise SystemExit(f"expected {word!r}, got {line!r}")


def _until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        if time.monotonic() > deadline:
            raise SystemExit("a client did not finish")
        time.sleep(0.1)


def _forwarded(port: int) -> float:
    return _metrics(port).get('tribune_gateway_forwarded_total{shard="0"}', 0.0)


def _delivered(port: int, expected: int) -> bool:
    metrics = _metrics(port)
    forwarded = metrics.get('tribune_gateway_forwarded_total{shard="0"}', 0.0)

    return forwarded >= expected and metrics["tribune_gateway_pending_bytes"] == 0.0


def _metrics(port: int) -> dict[str, float]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
            lines = answer.read().decode().splitlines()
    except OSError:
        return {}

    return {
        name: float(value)
        for name, _, value in (line.rpartition(" ") for line in lines if not line.startswith("#"))
    }


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=30_000)
    parser.add_argument("--guilds", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)

    return parser.parse_args()


if __name__ == "__main__":
    main()
