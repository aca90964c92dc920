"""`python -m app.local.discord` as a process: start, serve, stop, and clear errors."""

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from app.local.discord.client import FakeDiscordClient
from tests.fake_discord import AGORA, OPENAPI
from tests.patience import PATIENCE

COMMAND = [sys.executable, "-m", "app.local.discord"]
ROOT = Path(__file__).resolve().parents[4]


def run(*arguments: str) -> "subprocess.Popen[str]":
    pipe = subprocess.PIPE
    return subprocess.Popen([*COMMAND, *arguments], stdout=pipe, stderr=pipe, text=True, cwd=ROOT)


def test_it_serves_a_scenario_until_it_is_told_to_stop(tmp_path: Path) -> None:
    scenario = tmp_path / "agora.json"
    scenario.write_text(json.dumps({"guilds": [AGORA]}))
    with run("--scenario", str(scenario), "--limits", "off") as process:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        assert ready["contract"] == ("refuse" if OPENAPI.is_file() else "off")
        with FakeDiscordClient(ready["url"]) as client:
            assert client.look("state")["name"] == "Agora"
            assert client.say("mia", "general", "hello")
        process.terminate()
        assert process.wait(PATIENCE) == 0


def test_without_the_published_file_it_says_so_once_and_serves() -> None:
    with run("--openapi", "absent.json") as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["contract"] == "off"
        process.terminate()
        _, told = process.communicate(timeout=PATIENCE)
    assert told.count("requests are not validated") == 1


def test_a_taken_port_is_one_clear_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with run("--port", str(port)) as process:
            _, told = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert f"cannot serve on 127.0.0.1:{port}" in told
    assert "Traceback" not in told


@pytest.mark.parametrize("text", ["{nonsense", '{"guilds": [{}]}', "[]"])
def test_a_wrong_scenario_is_one_clear_line(tmp_path: Path, text: str) -> None:
    scenario = tmp_path / "wrong.json"
    scenario.write_text(text)
    with run("--scenario", str(scenario)) as process:
        _, told = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert "the scenario is wrong" in told
    assert "Traceback" not in told
