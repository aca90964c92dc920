"""Tell a person what the system does, line by line, from what its processes log.

Logs hold ids and numbers only. Where the server is a made-up one on this machine, names and words
are read from the fake Discord, which has them anyway; of a real server only ids are shown.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import httpx
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from app.domain.behaviour import HEATED
from app.local.discord.client import ControlError, FakeDiscordClient
from app.local.supervisor import Line

COLOURS = {
    "none": "green",
    "flag": "cyan",
    "delete": "yellow",
    "warn": "yellow",
    "timeout": "orange3",
    "kick": "red",
    "ban": "bold red",
}
WHY_MILDER = {
    "exempt": "exempt",
    "shadow": "shadow mode: only counted",
    "review_mode": "review mode: people decide",
    "late": "came too late to punish",
    "burst": "same burst: acted on once already",
    "ceiling": "above what may be done without a person",
    "low_confidence": "too close to a threshold",
    "ladder_full": "fourth warning: people decide",
}
WIDTH = 60
"""Characters of a message that are shown."""


class People:
    """Names and words of a made-up server; ids where there is none."""

    def __init__(self, discord: FakeDiscordClient | None) -> None:
        self._discord = discord
        self._names: dict[str, str] = {}
        self._words: dict[str, str] = {}

    def member(self, user: str, guild: str) -> str:
        """The member's name."""
        return self._named(user, guild)

    def channel(self, channel: str, guild: str) -> str:
        """The channel's name with its sign."""
        return f"#{self._named(channel, guild)}"

    def words(self, message: str, channel: str) -> str:
        """What was written, shortened; empty when nobody can tell."""
        if message not in self._words and self._discord:
            for one in self._look("messages", channel=channel, limit=50) or []:
                self._words.setdefault(one["id"], one["content"])
        text = " ".join(self._words.get(message, "").split())

        return text if len(text) <= WIDTH else text[: WIDTH - 1] + "…"

    def note(self, title: str, text: Text) -> None:
        """Show the same in the page's column of reasons."""
        if self._discord:
            with suppress(ControlError, OSError, httpx.HTTPError):
                lines = [line.strip() for line in text.plain.splitlines()]
                self._discord.act("notes", title=title, lines=lines)

    def _named(self, snowflake: str, guild: str) -> str:
        if snowflake not in self._names and self._discord:
            state = self._look("state", guild=guild) or {}
            for channel in state.get("channels", []):
                self._names[channel["id"]] = channel["name"]
            for member in state.get("members", []):
                self._names[member["user"]["id"]] = member["user"]["username"]

        return self._names.get(snowflake, snowflake)

    def _look(self, name: str, **query: Any) -> Any:
        try:
            return self._discord.look(name, **query) if self._discord else None
        except (ControlError, OSError, httpx.HTTPError):
            return None


class Narrator:
    """Turns log lines into sentences on a console. `tell` may be called from another thread."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self.people = People(None)
        self.counts = {"judged": 0, "acted": 0}

    def tell(self, line: Line) -> None:
        """Show what a person wants to know of this line; most lines say nothing to them."""
        facts = line.facts
        match facts.get("event"):
            case "judged":
                self.counts["judged"] += int(facts.get("judged") or 0)
                self.counts["acted"] += int(facts.get("acted") or 0)
            case "decided":
                self._show(decided(facts, self.people))
                self.people.note(f"Decision: {facts['action']}", decided(facts, self.people))
            case "effect":
                self._show(effect(facts, self.people))
                if facts.get("state") == "failed":
                    self.people.note("Could not be carried out", effect(facts, self.people))
            case "heeded":
                self._show(heeded(facts, self.people))
            case "raid":
                self._show(raid(facts))
                self.people.note("Members who act together", raid(facts))
            case "output" | "ended" | "failed":
                self._show(trouble(line.program, facts))
            case _ if facts.get("level") in ("warning", "error"):
                self._show(trouble(line.program, facts))

    def _show(self, text: Text) -> None:
        self._console.print(_clock(), text, soft_wrap=True)


def decided(facts: Mapping[str, Any], people: People) -> Text:
    """Who wrote what where, what was seen, what was decided and why."""
    guild, channel = str(facts["guild"]), str(facts["channel"])
    action = str(facts["action"])
    words = people.words(str(facts["message_id"]), channel)
    text = Text()
    text.append(people.channel(channel, guild), "blue")
    text.append(f" {people.member(str(facts['member']), guild)}", "bold")
    if words:
        text.append(f" “{words}”", "italic")
    text.append("\n            → ")
    text.append(action, COLOURS.get(action, ""))
    if facts.get("case"):
        text.append(f" (case #{facts['case']})")
    text.append(f"  final {facts['final']:.2f}", "bold")
    text.append(
        f" = toxicity {facts['toxicity']:.2f}, behaviour {facts['behaviour']:.2f},"
        f" context {facts['context']:.2f}"
    )
    grounds = [f"rule {_rule(str(rule))}" for rule in facts.get("rules", [])]
    if facts.get("label") and facts["toxicity"] >= HEATED:
        grounds.append(str(facts["label"]))
    if grounds:
        text.append(f"  because: {', '.join(grounds)}", "dim")
    milder = [WHY_MILDER.get(limit, limit) for limit in facts.get("limits", [])]
    if milder:
        text.append(f"  (wanted {facts['wanted']}; {', '.join(milder)})", "dim")

    return text


def effect(facts: Mapping[str, Any], people: People) -> Text:
    """What Discord was asked, and its answer."""
    state = str(facts.get("state"))
    text = Text("  Discord: ", "dim")
    text.append(str(facts.get("effect", "")).replace("_", " "))
    if facts.get("member") and facts.get("guild"):
        text.append(f" {people.member(str(facts['member']), str(facts['guild']))}", "bold")
    text.append(f" {state}", "green" if state == "confirmed" else "yellow")
    details = [f"{name} {facts[name]}" for name in ("status", "error", "case") if facts.get(name)]
    if facts.get("ms") is not None:
        details.append(f"{float(facts['ms']):.0f} ms")
    if details:
        text.append(f" ({', '.join(details)})", "dim")

    return text


def heeded(facts: Mapping[str, Any], people: People) -> Text:
    """What a moderator did in Discord's own interface."""
    guild = str(facts["guild"])
    text = Text("  On record: ", "dim")
    text.append(people.member(str(facts["user"]), guild), "bold")
    text.append(f" → {facts['action']} ")
    text.append(people.member(str(facts["member"]), guild), "bold")
    text.append(f" (case #{facts['case']})", "dim")

    return text


def raid(facts: Mapping[str, Any]) -> Text:
    """How serious it is, how many seem to take part, and what gave them away."""
    number = facts.get("case")
    text = Text("  ")
    text.append(f"Raid #{number}" if number else "A crowd", "bold red" if number else "bold")
    text.append(f": {facts['kind']}, {facts['count']} suspected")
    signs = [str(sign).replace("_", " ").replace(":", " ") for sign in facts.get("rules", [])]
    if signs:
        text.append(f"  because: {', '.join(signs)}", "dim")
    if number:
        text.append("  (its card, with Undo, is in the review channel)", "dim")

    return text


def trouble(program: str, facts: Mapping[str, Any]) -> Text:
    """Something that is not as it should be, in one line."""
    known = ("event", "level", "process", "at")
    rest = " ".join(f"{name}={value}" for name, value in facts.items() if name not in known)
    colour = "red" if facts.get("level") == "error" else "yellow"

    return Text(f"{program}: {facts.get('event')} {rest}".rstrip(), colour)


def health_line(unhealthy: Mapping[str, str], parts: Iterable[str]) -> Text:
    """Every part on one line: well, or what is wrong with it."""
    text = Text()
    for name in parts:
        bad = unhealthy.get(name)
        text.append("● ", "red" if bad else "green")
        text.append(f"{name}: {bad}  " if bad else f"{name}  ")

    return text


def table(title: str, columns: list[str], rows: list[list[str]]) -> Table:
    """A plain table; cells are text, not markup."""
    made = Table(title=title, title_justify="left", header_style="bold")
    for column in columns:
        made.add_column(column, overflow="fold")
    for row in rows:
        made.add_row(*(escape(cell) for cell in row))

    return made


def _rule(named: str) -> str:
    """`words:scams`; of a kind that has one rule, its name once."""
    return ":".join(dict.fromkeys(named.split(":", 1)))


def _clock() -> Text:
    return Text(f"{datetime.now(UTC).astimezone():%H:%M:%S}  ", "dim", end="")
