"""An owner has everything erased, in the whole system: command, form, sweep, what still ends."""

import os
from pathlib import Path
from typing import Any

import pytest

from app.local.runner import settle
from app.local.system import LOG, Options, Running, system
from tests.patience import PATIENCE, eventually

pytestmark = pytest.mark.ml

SERVER: dict[str, Any] = {
    "name": "Palimpsest",
    "owner": "olga",
    "channels": [{"name": "general"}, {"name": "mod-log", "id": str(LOG)}],
    "members": [{"name": "olga"}, {"name": "tim", "created": 900, "joined": 400}],
}
POLICY = """
thresholds: {warn: 0.95, timeout: 0.96, kick: 0.97, ban: 0.98}
timeouts: [15s]
rules:
  words:
    - {name: bad, words: [blorptang], action: timeout}
"""


def test_records_go_and_what_is_in_force_ends_by_itself(tmp_path: Path) -> None:
    """C10, IS-041: by the processes of production."""
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
        guild = running.fake.act("guilds", **SERVER)
        general, tim = guild["channels"]["general"], guild["members"]["tim"]
        settle(running.fake, running.environment)
        running.fake.say("tim", general, "what a blorptang")
        eventually(lambda: touched(running), "nobody was timed out")
        eventually(lambda: "blorptang" in case(running, general), "the case was not carried out")

        ask(running, general, "records")
        warned = seen(running, general)
        pressed = use(
            running,
            "click",
            message_id=warned["id"],
            custom_id=warned["components"][0]["components"][0]["custom_id"],
        )
        use(running, "modal", interaction_id=pressed["id"], values={"text": SERVER["name"]})
        eventually(lambda: "All of it was erased" in status(running, general), "never finished")

        assert "Erased by" in case(running, general)
        assert touched(running) == [tim], "what is in force stays in force"
        eventually(lambda: tim not in timeouts(running, guild), "the time-out never ended")
        eventually(lambda: "Your timeout is over" in told(running, "tim"), "nobody said so")
        eventually(lambda: not running.unhealthy())
        assert running.fake.violations() == []


def use(running: Running, what: str, **body: Any) -> dict[str, Any]:
    """The owner does it; Discord took the answer."""
    done: dict[str, Any] = running.fake.act(what, user="olga", **body)
    assert done["failure"] is None, done
    return done


def ask(running: Running, channel: str, sub: str) -> None:
    use(running, "command", channel=channel, name="erase", path=[sub])


def seen(running: Running, channel: str) -> dict[str, Any]:
    """The last thing that the owner sees there."""
    last: dict[str, Any] = running.fake.look("messages", channel=channel, user="olga")[-1]
    return last


def status(running: Running, channel: str) -> str:
    ask(running, channel, "status")
    return str(seen(running, channel)["content"])


def case(running: Running, channel: str) -> str:
    """What `/case` says of the only case."""
    use(running, "command", channel=channel, name="case", options={"number": 1})
    return str(seen(running, channel))


def timeouts(running: Running, guild: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = running.fake.look("state", guild=guild["id"])["timeouts"]
    return found


def touched(running: Running) -> list[str]:
    """Whose time-out was begun or ended by a call, as often as it was."""
    return [str(one["target"]["user_id"]) for one in running.fake.effects("update_guild_member")]


def told(running: Running, user: str) -> str:
    return str(running.fake.look("dms", user=user)["messages"])
