"""hikari and discord.py, unchanged, get along with the fake: it keeps to the protocol."""

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.fake_discord import AGORA, RunningFake, fake_in_thread
from tests.patience import PATIENCE

CLIENTS = Path(__file__).parent / "clients"


class Bot:
    """A client library in its own process, and what it reports."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.reports: queue.Queue[dict[str, Any]] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def end(self) -> None:
        """Kill the process and read to its last line, before its pipe is closed."""
        self.process.kill()
        self._reader.join()

    def _read(self) -> None:
        for line in self.process.stdout or ():
            self.reports.put(json.loads(line))

    def next(self, kind: str) -> dict[str, Any]:
        while True:
            report = self.reports.get(timeout=PATIENCE)
            if report["kind"] == kind:
                return report


@contextmanager
def bot_running(script: str, fake: RunningFake) -> Iterator[Bot]:
    command = [sys.executable, "-W", "ignore", str(CLIENTS / script), fake.url, fake.token]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        bot = Bot(process)
        try:
            yield bot
        finally:
            bot.end()


@pytest.mark.parametrize("script", ["hikari_bot.py", "discord_py_bot.py"])
def test_a_library_connects_reads_and_moderates_through_its_own_client(script: str) -> None:
    """Messages received; timeouts, deletions and bans through hikari and discord.py themselves."""
    with fake_in_thread(contract="record") as fake:
        names = fake.control.act("guilds", **AGORA)
        mia, tom = names["members"]["mia"], names["members"]["tom"]
        with bot_running(script, fake) as bot:
            assert bot.next("ready")["guilds"] == 1

            fake.control.say("mia", "general", "hello")
            assert bot.next("message") == {"kind": "message", "content": "hello", "member": True}

            fake.control.say("mia", "general", "answer me")
            assert bot.next("made")["content"] == "answer"

            doomed = fake.control.say("mia", "general", "delete me")
            assert bot.next("audit")["action"] == 72
            left = [m["id"] for m in fake.control.look("messages", channel="general")]
            assert doomed not in left

            fake.control.say("mia", "general", "timeout me")
            assert bot.next("audit") == {"kind": "audit", "action": 24, "reason": "case 1"}
            assert mia in fake.control.look("state")["timeouts"]

            fake.control.say("tom", "general", "ban me")
            assert bot.next("audit") == {"kind": "audit", "action": 22, "reason": "case 3"}
            assert fake.control.look("state")["bans"] == {tom: "case 3"}

            fake.control.say("max", "general", "stop")
            assert bot.process.wait(PATIENCE) == 0
        assert _unexpected(fake.control.violations()) == []


# What these libraries do that Tribune must not: mentions left open, calls outside the list,
# and discord.py bans with a query parameter that nobody documents.
HABITS = {
    ("create_message", "OV-4"),
    ("get_my_oauth2_application", "1.9"),
    ("get_gateway", "1.9"),
    ("list_my_guilds", "1.9"),
    ("ban_user_from_guild", "OV-1"),
    ("ban_user_from_guild", "schema"),
}


def _unexpected(violations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [v for v in violations if (v["operation"], v["rule"]) not in HABITS]


def test_discord_py_resumes_after_its_connection_was_cut() -> None:
    """GW-6: a library's own RESUME gets what it missed."""
    with fake_in_thread(contract="record") as fake:
        fake.control.act("guilds", **AGORA)
        with bot_running("discord_py_bot.py", fake) as bot:
            bot.next("ready")
            fake.control.act("gateway", now="kill")
            fake.control.say("mia", "general", "in the gap")
            assert bot.next("message")["content"] == "in the gap"
        assert fake.control.look("journal")["counts"]["resume"] == 1
