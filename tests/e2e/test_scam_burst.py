"""A stolen account at work, on the whole system: the same words in ten channels within seconds."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.domain.policies.policy import Policy
from app.domain.policies.rules import BurstRule
from app.local.system import LOG, Options, Running, system
from tests.patience import PATIENCE, eventually

pytestmark = pytest.mark.ml

CHANNELS = tuple(f"room-{number}" for number in range(10))
SCAM = "everybody here gets a present today, take yours at https://present.example/take before noon"
QUESTION = "does anybody here know how to change the colour of the map?"


def burst_policy(policy: Policy) -> Policy:
    """Bursts are looked for; nothing else is switched on."""
    return replace(policy, rules=replace(policy.rules, burst=BurstRule(enabled=True)))


def test_a_scam_in_ten_channels_is_gone_everywhere_and_its_owner_is_told_what_to_do(
    tmp_path: Path,
) -> None:
    """ST-041, LK-041: one case, one DM with the way to appeal, and a harmless twin left alone."""
    environment = {name: value for name, value in os.environ.items() if name != "DISCORD_TOKEN"}
    options = Options(data=tmp_path, environment=environment, adapt=burst_policy, patience=PATIENCE)
    with system(options, tell=lambda _line: None) as running:
        fake = running.fake
        fake.act(
            "guilds",
            name="Harbour",
            channels=[*({"name": name} for name in CHANNELS), {"name": "mod-log", "id": str(LOG)}],
            members=[
                {"name": "owner-of-it", "created": 900, "joined": 400},
                {"name": "curious", "created": 900, "joined": 400},
            ],
        )
        for channel in CHANNELS[:2]:
            fake.say("curious", channel, QUESTION)
        for channel in CHANNELS:
            fake.say("owner-of-it", channel, SCAM, force=True)
        eventually(lambda: not any(says(running, channel, SCAM) for channel in CHANNELS))
        (told,) = eventually(lambda: fake.look("dms", user="owner-of-it")["messages"])
        (card,) = eventually(lambda: cards(running))

        assert all(says(running, channel, QUESTION) for channel in CHANNELS[:2])
        assert fake.look("dms", user="curious")["messages"] == []
        assert len(fake.look("state")["timeouts"]) == 1
        assert "probably taken over" in told["embeds"][0]["description"]
        assert [one["name"] for one in told["embeds"][0]["fields"]][1] == "What to do now"
        assert told["components"], "the way to appeal"
        assert "stolen account" in card["embeds"][0]["description"]
        assert fake.violations() == []
        eventually(lambda: not running.unhealthy())


def says(running: Running, channel: str, words: str) -> bool:
    return any(one["content"] == words for one in running.fake.look("messages", channel=channel))


def cards(running: Running) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = running.fake.look("messages", channel=str(LOG))
    return found
