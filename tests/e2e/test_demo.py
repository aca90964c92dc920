"""The whole system with the shipped model, as `./run --demo` and `./run replay` start it."""

import io
import json
import os
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rich.console import Console

from app.local.demo import demo_policy, play
from app.local.narrator import Narrator
from app.local.replay.run import replay_file
from app.local.runner import settle
from app.local.system import LOG, Options, system
from tests.patience import PATIENCE, eventually

pytestmark = pytest.mark.ml


def test_the_demo_plays_to_its_end_and_everybody_is_treated_as_they_should_be(
    tmp_path: Path,
) -> None:
    """ST-099, ST-121, AC-035, IS-053, IS-055: from the insult to the lifted timeout."""
    heard = io.StringIO()
    console = Console(file=heard, width=200)
    narrator = Narrator(console)
    environment = {name: value for name, value in os.environ.items() if name != "DISCORD_TOKEN"}
    options = Options(data=tmp_path, environment=environment, adapt=demo_policy, patience=PATIENCE)
    with system(options, tell=narrator.tell) as running:
        settle(running.fake, running.environment)
        play(running, console, threading.Event(), beat=0.0)
        state = running.fake.look("state")
        names = {one["user"]["id"]: one["user"]["username"] for one in state["members"]}
        # Discord takes five messages in five seconds.
        eventually(lambda: len(running.fake.look("messages", channel=str(LOG))) >= 8)
        told = {
            name: len(running.fake.look("dms", user=name)["messages"])
            for name in ("kim", "yuki", "tom", "mia", "ravi", "zoe", "felix", "lars")
        }

        assert running.fake.violations() == []
        eventually(lambda: not running.unhealthy())
    assert {names[user] for user in state["timeouts"]} == {"yuki"}
    assert told["kim"] >= 1
    assert told["yuki"] == 1
    assert [told[name] for name in ("tom", "mia", "ravi", "zoe", "felix", "lars")] == [0] * 6
    assert "That was the demo" in heard.getvalue()


def test_a_replay_loses_nothing_and_says_why_it_acted(tmp_path: Path) -> None:
    """RM-001: every message judged exactly once; what was done is listed with its reason."""
    began = datetime(2021, 5, 1, tzinfo=UTC)
    lines = [
        {
            "at": (began + timedelta(seconds=20 * number)).isoformat(),
            "channel": "general",
            "user": f"member{number % 7}",
            "text": f"line {number}: does the update work for you?",
        }
        for number in range(60)
    ]
    lines[30]["text"] = "get your free nitro here"
    chat, report, policy = tmp_path / "chat.jsonl", tmp_path / "report.json", tmp_path / "p.yaml"
    chat.write_text("\n".join(json.dumps(line) for line in lines))
    policy.write_text(
        "rules: {words: [{name: scams, words: [free nitro], action: timeout}]}", encoding="utf-8"
    )
    status = replay_file(
        chat,
        Console(file=io.StringIO()),
        limit=None,
        speed=None,
        policy=policy,
        data=tmp_path / "data",
        report_to=report,
    )

    found = json.loads(report.read_text())
    assert status == 0
    assert (found["received"], found["judged"], found["lost"], found["judged_twice"]) == (
        *(60, 60),
        *(0, 0),
    )
    assert found["violations"] == 0
    assert found["acted"] == {"timeout": 1}
    (outcome,) = found["outcomes"]
    assert outcome["text"] == "get your free nitro here"
    assert outcome["why"].startswith("rule words:scams")
    assert found["to_call_ms"]["p50"] is not None
