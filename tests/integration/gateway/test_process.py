"""The process as the operator starts it: `python -m app.bootstrap.gateway`."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping

from app.gateway.shard import DRAIN_SECONDS
from app.gateway.socket import CLOSE_SECONDS
from app.local.ports import free_port
from tests.conftest import ROOT, Aws
from tests.contract.gateway.test_batch_sender import aws_answering
from tests.fake_discord import RunningFake, fake_in_thread
from tests.patience import PATIENCE, eventually

CONFIGURATION_FAULT = 78


def environment(aws: Aws, fake: RunningFake, **more: str) -> dict[str, str]:
    return {
        **aws.environment,
        "DISCORD_TOKEN": fake.token,
        "DISCORD_API_URL": fake.api_url,
        # An application of its own in the table that all tests share.
        "DISCORD_APPLICATION_ID": str(time.time_ns()),
        **more,
    }


def run(variables: Mapping[str, str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "app.bootstrap.gateway"],
        env={"PATH": os.defpath, "PYTHONPATH": str(ROOT), **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_sigterm_ends_it_quickly_and_the_next_one_resumes(aws: Aws) -> None:
    """AW-20, GW-8: drained within 10 s; 4000; RESUME; every log line is one JSON object."""
    assert DRAIN_SECONDS + CLOSE_SECONDS <= 10, "what a stop may wait for at most"
    with fake_in_thread() as fake:
        port = free_port()
        variables = environment(aws, fake, HEALTH_PORT=str(port))
        kinds: list[str] = []
        for _ in range(2):
            process = run(variables)
            _until_connected(port)
            process.send_signal(signal.SIGTERM)
            output, errors = process.communicate(timeout=PATIENCE)
            assert process.returncode == 0
            assert errors == ""
            lines = [json.loads(line) for line in output.splitlines()]
            assert {line["process"] for line in lines} == {"gateway"}
            kinds += [line["event"] for line in lines if line["event"].startswith("session.")]

        assert kinds == ["session.started", "session.resumed"]
        closed = fake.control.look("journal", kind="closed_by_client")["entries"]
        assert [entry["code"] for entry in closed] == [4000, 4000]


def test_a_dead_token_is_one_clear_line_and_a_status_that_says_do_not_restart(aws: Aws) -> None:
    """GW-9"""
    with fake_in_thread() as fake:
        process = run(environment(aws, fake, DISCORD_TOKEN="not-the-token"))
        _, errors = process.communicate(timeout=PATIENCE)

        assert process.returncode == CONFIGURATION_FAULT
        assert errors.splitlines() == ["gateway: Discord does not accept the bot token (401)"]
        assert "not-the-token" not in errors


def test_an_intent_that_is_not_enabled_is_one_clear_line(aws: Aws) -> None:
    """GW-13: 4014."""
    with fake_in_thread() as fake:
        fake.control.act("gateway", disallowed_intents=1 << 15)
        process = run(environment(aws, fake))
        _, errors = process.communicate(timeout=PATIENCE)

        assert process.returncode == CONFIGURATION_FAULT
        (line,) = errors.splitlines()
        assert "4014" in line
        assert "privileged intents" in line


def test_missing_settings_are_all_named(aws: Aws) -> None:
    process = run({"AWS_REGION": aws["AWS_REGION"]})
    _, errors = process.communicate(timeout=PATIENCE)

    assert process.returncode == 1
    assert "Traceback" not in errors
    for name in ("DISCORD_APPLICATION_ID", "EVENTS_QUEUE_URL", "TABLE_SESSIONS"):
        assert name in errors


def test_without_credentials_it_says_so(aws: Aws) -> None:
    with fake_in_thread() as fake:
        variables = environment(aws, fake)
        del variables["AWS_ACCESS_KEY_ID"]
        process = run(variables)
        _, errors = process.communicate(timeout=PATIENCE)

    assert process.returncode == CONFIGURATION_FAULT
    assert "no AWS credentials" in errors


def test_credentials_come_from_the_tasks_endpoint() -> None:
    """On ECS there are none in the environment; the container's endpoint gives and renews them."""
    code = (
        "from app.adapters.aws.signed import find_credentials as f;"
        "c = f().get_frozen_credentials(); print(c.access_key, c.token)"
    )
    with aws_answering(lambda _: (404, {})) as endpoint:
        answer = subprocess.run(
            [sys.executable, "-c", code],
            env={
                "PATH": os.defpath,
                "PYTHONPATH": str(ROOT),
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": f"{endpoint}/role",
            },
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=True,
        )

    assert answer.stdout.split() == ["TASK", "task-token"]


def _until_connected(port: int) -> None:
    def connected() -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
                return bool(json.loads(answer.read())["status"] == "ok")
        except OSError:
            return False

    eventually(connected, "the gateway did not connect")
