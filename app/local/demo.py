"""`./run --demo`: a dozen made-up members live through what a server sees in a bad week.

Everything goes the real way: written on the fake Discord, judged by the real model, carried out by
the executor, appealed with the button in the real DM.
"""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, TypeVar

from rich.console import Console

from app.domain.action import Action
from app.domain.policies.policy import Policy
from app.domain.policies.rules import InviteRule, WordRule
from app.local.discord.client import FakeDiscordClient
from app.local.stop import Stop
from app.local.system import APPEALS, Running

T = TypeVar("T")

PATIENCE_SECONDS = 120.0
POLL_SECONDS = 0.1
BEAT_SECONDS = 0.6

CHAT = [
    ("mia", "general", "morning everyone, did the update go through?"),
    ("tom", "general", "yes! the new map is great, you have to try it"),
    ("ines", "general", "доброе утро"),
    ("ravi", "help", "how do I kill a process that does not answer?"),
    ("nora", "help", "kill -9 and the pid, or just restart the dumb terminal :)"),
    ("lars", "games", "we got destroyed last night lol, that boss is a beast"),
    ("zoe", "games", "sorry, I was stupid and pulled too early"),
    ("felix", "off-topic", "has anybody seen the film with the boat?"),
]
INSULT = "shut up tom you stupid worthless idiot, nobody wants you here, get lost"
SCAM = "FREE N1TRO for everyone, claim it before midnight: https://dlscord-gift.example/claim"
RAID = "raid time, join us at discord.gg/notyours"
APPEAL = "I was out of line and I am sorry. I apologised to tom, please let me write again."


class DemoError(Exception):
    """A scene did not go as it should; the text says where."""


def demo_policy(policy: Policy) -> Policy:
    """The chosen policy with two rules that the scenes break."""
    words = WordRule(name="scams", words=("free nitro",), action=Action.TIMEOUT)
    invites = InviteRule(enabled=True, action=Action.WARN)
    rules = replace(policy.rules, words=(*policy.rules.words, words), invites=invites)

    return replace(policy, rules=rules)


def play(
    running: Running, console: Console, stop: threading.Event | Stop, *, beat: float = BEAT_SECONDS
) -> None:
    """All scenes, one after the other, with pauses of `beat`; ends early when `stop` is set."""
    discord = running.fake
    for title, scene in _scenes(discord, beat):
        if stop.is_set():
            return
        console.print(f"\n── {title} ──", style="bold magenta")
        scene()
        stop.wait(beat * 3)
    console.print(
        f"\nThat was the demo. Look around at {discord.url}/ and write something yourself.\n",
        style="bold magenta",
    )


def _scenes(discord: FakeDiscordClient, beat: float) -> Iterator[tuple[str, Callable[[], None]]]:
    yield "A quiet morning: nothing to do", lambda: _chat(discord, beat)
    yield "Kim insults Tom", lambda: _insult(discord)
    yield "Yuki's account was stolen: the same scam in every channel", lambda: _scam(discord)
    yield "A small raid: new accounts with one message", lambda: _raid(discord)
    yield "Kim appeals by the button in the DM, and Max decides", lambda: _appeal(discord)


def _chat(discord: FakeDiscordClient, beat: float) -> None:
    for author, channel, words in CHAT:
        discord.say(author, channel, words)
        time.sleep(beat / 2)


def _insult(discord: FakeDiscordClient) -> None:
    discord.say("kim", "general", INSULT)
    _until(lambda: _buttons(discord.look("dms", user="kim")["messages"]), "a DM to kim")


def _scam(discord: FakeDiscordClient) -> None:
    for channel in ("general", "games", "help", "off-topic"):
        discord.say("yuki", channel, SCAM, force=True)
    _until(lambda: not _says(discord, "general", SCAM), "the scam to be removed")


def _raid(discord: FakeDiscordClient) -> None:
    for number in range(6):
        name = f"raider{number}"
        discord.act("join", name=name, created=0)
        discord.say(name, "general", RAID)
    _until(lambda: not _says(discord, "general", RAID), "the raid to be removed")


def _appeal(discord: FakeDiscordClient) -> None:
    message, button = _until(
        lambda: _buttons(discord.look("dms", user="kim")["messages"]), "the appeal button"
    )[0]
    shown = discord.click("kim", message, button)
    discord.act(
        "modal", interaction_id=shown["id"], user="kim", values=_filled(shown["modal"], APPEAL)
    )
    card, approve = _until(
        lambda: _buttons(discord.look("messages", channel=str(APPEALS))), "the appeal's card"
    )[0]
    asked = discord.click("max", card, approve)
    reason = "Said sorry, first time."
    discord.act(
        "modal", interaction_id=asked["id"], user="max", values=_filled(asked["modal"], reason)
    )
    _until(lambda: not discord.look("state")["timeouts"].get(_id(discord, "kim")), "kim's release")


def _filled(modal: dict[str, Any], text: str) -> dict[str, str]:
    """The modal's only text field, filled in."""
    return {
        part["component"]["custom_id"]: text
        for part in modal["components"]
        if part.get("component", {}).get("type") == 4  # noqa: PLR2004 — a text input
    }


def _buttons(messages: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Message and custom id of every live button, newest message first."""
    return [
        (message["id"], custom_id)
        for message in reversed(messages)
        for custom_id in _custom_ids(message.get("components", []))
    ]


def _custom_ids(components: list[dict[str, Any]]) -> Iterator[str]:
    for component in components:
        if component.get("type") == 2 and "custom_id" in component:  # noqa: PLR2004 — a button
            yield component["custom_id"]
        yield from _custom_ids(component.get("components", []))


def _says(discord: FakeDiscordClient, channel: str, words: str) -> bool:
    return any(one["content"] == words for one in discord.look("messages", channel=channel))


def _id(discord: FakeDiscordClient, name: str) -> str:
    members = discord.look("state")["members"]
    return next(str(one["user"]["id"]) for one in members if one["user"]["username"] == name)


def _until(look: Callable[[], T], what: str) -> T:
    """What `look` sees as soon as it sees anything.

    Raises:
        DemoError: it took too long; the text says what was waited for.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if seen := look():
            return seen
        time.sleep(POLL_SECONDS)

    raise DemoError(f"waited {PATIENCE_SECONDS:.0f} s for {what}")
