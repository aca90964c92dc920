"""What the fake costs: it must not be the bottleneck of benchmarks (figures per CPU second)."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
import pytest

from app.local.discord.client import FakeDiscordClient
from app.local.discord.settings import DEFAULT_TOKEN
from tests.fake_discord import AGORA, USER_AGENT, RunningFake
from tests.integration.local.discord.wire import identified

ROOT = Path(__file__).resolve().parents[4]
EVENTS, CALLS = 10_000, 2_000
COMMAND = [sys.executable, "-m", "app.local.discord", "--limits", "off"]

pytestmark = pytest.mark.slow


@contextmanager
def apart() -> Iterator[tuple[RunningFake, psutil.Process]]:
    """The fake in a process of its own, so that its CPU time can be told apart."""
    with subprocess.Popen(COMMAND, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        with FakeDiscordClient(ready["url"]) as control:
            yield (
                RunningFake(
                    url=ready["url"],
                    token=DEFAULT_TOKEN,
                    public_key=ready["public_key"],
                    application_id="100000000000000001",
                    control=control,
                ),
                psutil.Process(process.pid),
            )
        process.terminate()


def spent(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def test_five_thousand_events_a_second_to_one_socket() -> None:
    many = [{"author": "mia", "channel": "general", "content": "x" * 80}] * EVENTS
    with apart() as (fake, process):
        fake.control.act("guilds", **AGORA)
        with identified(fake) as socket:
            before = spent(process)
            fake.control.say_all(many)
            for _ in many:
                socket.event("MESSAGE_CREATE")
            assert EVENTS / (spent(process) - before) >= 5_000


def test_fifteen_hundred_validated_calls_a_second() -> None:
    body = {"content": "x", "allowed_mentions": {"parse": []}}
    headers = {"Authorization": f"Bot {DEFAULT_TOKEN}", "User-Agent": USER_AGENT}
    with apart() as (fake, process):
        channel = fake.control.act("guilds", **AGORA)["channels"]["general"]
        url = f"{fake.api_url}/channels/{channel}/messages"
        with httpx.Client(headers=headers, trust_env=False) as client:
            before = spent(process)
            for _ in range(CALLS):
                assert client.post(url, json=body).status_code == 200
            assert CALLS / (spent(process) - before) >= 1_500
