"""The process as `./run` starts it, and what it does when its stores are gone or silent."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from app.config import InteractionsSettings
from app.local.ports import free_port
from tests.conftest import Aws
from tests.door import SECRET, command, door, payload, public_key, signed
from tests.patience import PATIENCE, eventually

ROOT = Path(__file__).resolve().parents[3]
SHIPPED = InteractionsSettings.model_fields["store_seconds"].default


@contextmanager
def process(environment: Mapping[str, str]) -> Iterator[tuple[subprocess.Popen[str], str]]:
    port = free_port()
    started = subprocess.Popen(
        [sys.executable, "-m", "app.bootstrap.interactions"],
        cwd=ROOT,
        env={**os.environ, **environment, "INTERACTIONS_PORT": str(port)},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield started, f"http://127.0.0.1:{port}"
    finally:
        started.kill()
        started.wait()
        if started.stdout:
            started.stdout.close()


def wait_until_healthy(url: str) -> None:
    def healthy() -> bool:
        try:
            return httpx.get(f"{url}/healthz", trust_env=False).is_success
        except httpx.TransportError:
            return False

    eventually(healthy, "never healthy")


def test_the_process_answers_logs_and_stops_cleanly(aws: Aws) -> None:
    """ST-075, ST-081: SIGTERM ends it with status 0; one JSON object a line, without contents."""
    secrets = {"DISCORD_PUBLIC_KEY": public_key(), "COMPONENT_SECRET": SECRET}
    secrets["STORE_SECONDS"] = str(PATIENCE)
    with process({**aws.environment, **secrets}) as (started, url):
        wait_until_healthy(url)
        body, signature, timestamp = signed(json.dumps(command("help")).encode())
        headers = {"X-Signature-Ed25519": signature, "X-Signature-Timestamp": timestamp}
        answered = httpx.post(
            f"{url}/interactions", content=body, headers=headers, timeout=PATIENCE, trust_env=False
        )
        started.send_signal(signal.SIGTERM)
        output, _ = started.communicate(timeout=PATIENCE)

    assert answered.json()["type"] == 4
    assert started.returncode == 0
    lines = [json.loads(line) for line in output.splitlines()]
    events = [line["event"] for line in lines]
    assert events[0] == "started"
    assert "interaction" in events
    assert "a-token" not in output


@pytest.mark.parametrize("listening", [False, True])
def test_without_its_tables_the_door_says_so_instead_of_waiting(
    aws: Aws,
    listening: bool,  # noqa: FBT001 — parametrized
) -> None:
    """IN-5, T-24, G-6: DynamoDB refused and DynamoDB silent."""
    with closing(socket.socket()) as silent:
        silent.bind(("127.0.0.1", 0))
        if listening:
            silent.listen(32)
        host, port = silent.getsockname()
        nowhere = {"AWS_ENDPOINT_URL": f"http://{host}:{port}"}
        entrance = door({**aws.environment, **nowhere}, STORE_SECONDS=str(SHIPPED))
        said = entrance.say(command("help"))
        pinged = entrance.send(payload(1))
        knocks = _accepted(silent) if listening else 0

    assert "cannot reach my records" in said
    assert pinged == {"type": 1}
    assert knocks * SHIPPED < 2.8, "Discord waits for three seconds"


def _accepted(listener: socket.socket) -> int:
    """How often somebody connected, and waited for an answer in vain."""
    listener.setblocking(False)
    count = 0
    with suppress(BlockingIOError):
        while True:
            listener.accept()[0].close()
            count += 1
    return count
