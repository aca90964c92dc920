"""The process as `./run` starts it, and what it does when its stores are gone or silent."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

from app.local.ports import free_port
from tests.conftest import Aws
from tests.door import SECRET, command, door, payload, public_key, signed

ROOT = Path(__file__).resolve().parents[3]


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
        started.wait(10)
        if started.stdout:
            started.stdout.close()


def wait_until_healthy(url: str) -> None:
    for _ in range(400):
        try:
            if httpx.get(f"{url}/healthz", trust_env=False).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    pytest.fail("never healthy")


def test_the_process_answers_logs_and_stops_cleanly(aws: Aws) -> None:
    """ST-075, ST-081: SIGTERM ends it with status 0; one JSON object a line, without contents."""
    secrets = {"DISCORD_PUBLIC_KEY": public_key(), "COMPONENT_SECRET": SECRET}
    with process({**aws.environment, **secrets}) as (started, url):
        wait_until_healthy(url)
        body, signature, timestamp = signed(json.dumps(command("help")).encode())
        headers = {"X-Signature-Ed25519": signature, "X-Signature-Timestamp": timestamp}
        answered = httpx.post(f"{url}/interactions", content=body, headers=headers, trust_env=False)
        started.send_signal(signal.SIGTERM)
        output, _ = started.communicate(timeout=15)

    assert answered.json()["type"] == 4
    assert started.returncode == 0
    lines = [json.loads(line) for line in output.splitlines()]
    events = [line["event"] for line in lines]
    assert events[0] == "started"
    assert "interaction" in events
    assert "a-token" not in output


@pytest.mark.parametrize("listening", [False, True])
def test_without_its_tables_the_door_says_so_within_three_seconds(
    aws: Aws,
    listening: bool,  # noqa: FBT001 — parametrized
) -> None:
    """IN-5, T-24, G-6: DynamoDB refused and DynamoDB silent."""
    with closing(socket.socket()) as silent:
        silent.bind(("127.0.0.1", 0))
        if listening:
            silent.listen(32)
        host, port = silent.getsockname()
        entrance = door({**aws.environment, "AWS_ENDPOINT_URL": f"http://{host}:{port}"})
        begun = time.monotonic()
        said = entrance.say(command("help"))
        pinged = entrance.send(payload(1))

    assert "cannot reach my records" in said
    assert pinged == {"type": 1}
    assert time.monotonic() - begun < 2.8
