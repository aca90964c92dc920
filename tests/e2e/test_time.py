"""What time brings, in the whole system: seconds stand for days."""

import os
from pathlib import Path
from typing import Any

import pytest

from app.local.runner import settle
from app.local.system import APPEALS, LOG, REVIEW, Options, Running, system
from tests.patience import PATIENCE, eventually

pytestmark = pytest.mark.ml

SERVER: dict[str, Any] = {
    "name": "Hourglass",
    "owner": "olga",
    "roles": [{"name": "Moderator", "position": 2, "permissions": ["MODERATE_MEMBERS"]}],
    "channels": [
        {"name": "general"},
        {"name": "mod-log", "id": str(LOG)},
        {"name": "review", "id": str(REVIEW)},
        {"name": "appeals", "id": str(APPEALS)},
    ],
    "members": [
        {"name": "olga"},
        {"name": "max", "roles": ["Moderator"]},
        *({"name": name, "created": 900, "joined": 400} for name in ("wanda", "tim", "bob", "rex")),
    ],
}
POLICY = """
thresholds: {warn: 0.95, timeout: 0.96, kick: 0.97, ban: 0.98}
max_automatic_action: ban
timeouts: [4s]
warnings: {decay: [4s]}
ban_duration: 4s
rules:
  words:
    - {name: rude, words: [quizzlefump], action: warn}
    - {name: bad, words: [blorptang], action: timeout}
    - {name: worst, words: [zorkmidden], action: ban}
"""


def told(running: Running, user: str) -> str:
    messages = running.fake.look("dms", user=user)["messages"]
    return " ".join(str(message["embeds"]) for message in messages)


def test_warnings_decay_mutes_end_and_bans_are_lifted(tmp_path: Path) -> None:
    """IS-036, IS-041, IS-043, IS-044, IS-080, IS-081, AC-079: by the processes of production."""
    policy = tmp_path / "policy.yaml"
    policy.write_text(POLICY, encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if name != "DISCORD_TOKEN"}
    options = Options(
        data=tmp_path / "data",
        policy=policy,
        environment=environment,
        sweep_every=1.0,
        patience=PATIENCE,
    )
    with system(options, tell=lambda _: None) as running:
        fake = running.fake
        guild = fake.act("guilds", **SERVER)
        ids, general = guild["members"], guild["channels"]["general"]
        settle(fake, running.environment)

        def state() -> dict[str, Any]:
            found: dict[str, Any] = fake.look("state", guild=guild["id"])
            return found

        fake.say("wanda", general, "what a quizzlefump")
        fake.say("tim", general, "what a blorptang")
        fake.say("bob", general, "what a zorkmidden")
        fake.act("moderate", guild=guild["id"], by="max", act="timeout", user="rex", seconds=600)

        eventually(lambda: fake.effects("ban_user_from_guild"), "bob is banned")
        eventually(lambda: "last warning has expired" in told(running, "wanda"), "a warning decays")
        eventually(lambda: "timeout is over" in told(running, "tim"), "a mute ends")
        eventually(lambda: ids["bob"] not in state()["bans"], "a ban ends")
        eventually(lambda: "Your ban ended" in told(running, "bob"), "the old message says so")
        by_max = f"<@{ids['max']}>"
        eventually(lambda: by_max in str(fake.look("messages", channel=str(LOG))), "max has a card")

        eventually(lambda: not running.unhealthy())
        assert fake.violations() == []
