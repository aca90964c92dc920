"""Raids through the whole system: fifty accounts, a moderator's two clicks, and one Undo."""

import os
import random
import string
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.adapters.dynamodb import codec, tables
from app.domain.raids.alert import Alert
from app.domain.raids.level import Level
from app.domain.raids.raid import Fate, Raid
from app.local.runner import settle
from app.local.system import REVIEW, Options, Running, system
from tests.patience import PATIENCE, eventually

pytestmark = pytest.mark.ml

LURE = "everybody come and join our much nicer server over there, it is only for today"
GREETINGS = ("hi", "hello there", "good evening", "nice to be here", "hey all", "what a crowd")
SUBJECTS = (
    *("the stream tonight", "that boss fight", "the new map", "speedruns", "the soundtrack"),
    *("my first tournament", "the old console", "pixel art", "the patch notes", "lag on my side"),
)
ENDINGS = ("was great", "made my day", "keeps me awake", "is why I came", "needs more cowbell")


def test_fifty_accounts_are_noticed_banned_and_released_and_an_audience_is_left_alone(
    tmp_path: Path,
) -> None:
    """ST-040 to ST-045, RM-004: same text, varied text, and the harmless twin of both."""
    environment = {name: value for name, value in os.environ.items() if name != "DISCORD_TOKEN"}
    options = Options(data=tmp_path, environment=environment, patience=PATIENCE)
    with system(options, tell=lambda _: None) as running:
        settle(running.fake, running.environment)
        home = running.fake.look("state")["id"]
        quiet, event = (_guild(running, name) for name in ("Quiet", "Event"))
        same = _crowd(running, home, "same", lambda _: LURE)
        _crowd(running, quiet, "other", _varied)
        _crowd(running, event, "viewer", _viewer)

        raid = eventually(lambda: _raid_with(running, home, 50))
        varied = eventually(lambda: _raid_with(running, quiet, 45))
        assert raid.level is Level.SIEGE
        assert varied.level.is_raid
        assert {str(one.user) for one in raid.suspects} == set(same)
        for guild in (home, quiet, event):
            state = running.fake.look("state", guild=guild)
            assert (state["bans"], state["timeouts"]) == ({}, {})

        admin = next(iter(_owner(running, home)))
        card = eventually(lambda: _card(running, home, "Ban suspects"))
        asked = _press(running, admin, card, "Ban suspects")
        _press(running, admin, asked, "Yes, ban them")
        eventually(lambda: len(running.fake.look("state", guild=home)["bans"]) == 50)
        eventually(lambda: _raid(running, home).with_fate(Fate.BANNED))

        asked = _press(running, admin, eventually(lambda: _card(running, home, "Undo")), "Undo")
        _press(running, admin, asked, "Yes, undo everything")
        eventually(lambda: running.fake.look("state", guild=home)["bans"] == {})
        eventually(lambda: not _alert(running, home).level.is_raid)

        assert not _alert(running, event).level.is_raid
        assert running.fake.look("state", guild=event)["timeouts"] == {}
        assert running.fake.violations() == []
        eventually(lambda: not running.unhealthy())


def _guild(running: Running, name: str) -> str:
    made = running.fake.act("guilds", name=name, channels=[{"name": "general"}])
    return str(made["id"])


def _crowd(running: Running, guild: str, name: str, text: Callable[[int], str]) -> list[str]:
    """Fifty accounts of different names and ages join and say one thing each."""
    chance = random.Random(name)
    channel = next(
        one["id"]
        for one in running.fake.look("state", guild=guild)["channels"]
        if one["name"] == "general"
    )
    users = []
    for number in range(50):
        letters = "".join(chance.sample(string.ascii_lowercase, 7))
        answer = running.fake.act(
            "join", guild=guild, name=f"{letters}{name}", created=30 + 53 * number
        )
        users.append(str(answer["user_id"]))
    running.fake.say_all(
        [
            {"channel": channel, "author": user, "content": text(number)}
            for number, user in enumerate(users)
        ],
        pace=25,
    )
    return users


def _varied(number: int) -> str:
    tail = "".join(random.Random(number).choices(string.ascii_lowercase, k=6))
    return f"{LURE} {tail}"


def _viewer(number: int) -> str:
    greeting, subject = GREETINGS[number % 6], SUBJECTS[number % 10]
    return f"{greeting}, {subject} {ENDINGS[number % 5]} {number}"


def _press(running: Running, user: str, message: dict[str, Any], label: str) -> dict[str, Any]:
    """What the button answers; on a busy machine it may have to be pressed again."""
    found_here = [one for one in _buttons(message) if one["label"] == label]
    assert found_here, message["content"]
    (button,) = found_here
    found: dict[str, Any] = eventually(lambda: _answer(running, user, message, button))
    return found


def _answer(
    running: Running, user: str, message: dict[str, Any], button: dict[str, Any]
) -> dict[str, Any] | None:
    pressed = running.fake.click(user, message["id"], button["custom_id"])
    seen = running.fake.look("messages", channel=pressed["channel_id"], user=user)
    answers = [one for one in seen if one["id"] == pressed["original_id"]]
    return next((one for one in answers if "try again" not in one["content"]), None)


def _buttons(message: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for row in message["components"] for one in row["components"]]


def _card(running: Running, guild: str, label: str) -> dict[str, Any] | None:
    """The newest card of the guild with such a button; all made-up guilds share one channel."""
    found = running.fake.look("messages", channel=str(REVIEW))
    with_label = [
        one
        for one in found
        if any(
            button["label"] == label and f":{guild}:" in button["custom_id"]
            for button in _buttons(one)
        )
    ]
    return with_label[-1] if with_label else None


def _owner(running: Running, guild: str) -> list[str]:
    return [str(running.fake.look("state", guild=guild)["owner_id"])]


def _alert(running: Running, guild: str) -> Alert:
    found = list(_items(running).query(guild, _items(running).sk == "alert"))
    return codec.load(Alert, found[0].body) if found else Alert()


def _raid(running: Running, guild: str) -> Raid:
    alert = _alert(running, guild)
    item = _items(running).get(guild, alert.raid, consistent_read=True)
    return codec.load(Raid, item.body)


def _raid_with(running: Running, guild: str, suspects: int) -> Raid | None:
    alert = _alert(running, guild)
    raid = _raid(running, guild) if alert.raid else None
    return raid if raid and len(raid.suspects) >= suspects else None


def _items(running: Running) -> Any:
    environment = running.environment
    return tables.bound(
        tables.RaidItem,
        environment["TABLE_RAIDS"],
        region=environment["AWS_REGION"],
        endpoint=environment["AWS_ENDPOINT_URL"],
        keys=(environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"]),
    )
