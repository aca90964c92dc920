"""Overlay rules for registering commands (OV-14): counts, names, totals, order of options."""

import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import Any

from app.local.discord.contract.request import Request
from app.local.discord.contract.violation import Breach

CHAT_INPUT, USER, MESSAGE, ENTRY_POINT = 1, 2, 3, 4
MOST = {CHAT_INPUT: 100, USER: 15, MESSAGE: 15, ENTRY_POINT: 1}
MAX_TEXT = 8000
MAX_NAME = 32
SAFE_INTEGER = 2**53 - 1
SUBCOMMANDS = frozenset({1, 2})
MARKED_SCRIPTS = (range(0x0900, 0x0980), range(0x0E00, 0x0E80))  # Devanagari, Thai
REGISTRATIONS = frozenset({"bulk_set_application_commands", "bulk_set_guild_application_commands"})


def command_rules(request: Request) -> Iterator[Breach]:
    if request.operation not in REGISTRATIONS or request.body is None:
        return
    kinds = Counter((command.get("type") or CHAT_INPUT) for command in request.body)
    for kind, count in kinds.items():
        if count > MOST.get(kind, 0):
            yield _breach("", f"{count} commands of type {kind}, over {MOST.get(kind, 0)}")
    names = Counter(((c.get("type") or CHAT_INPUT), c["name"]) for c in request.body)
    for (_, name), times in names.items():
        if times > 1:
            yield _breach("", f"command {name!r} is registered twice")
    for index, command in enumerate(request.body):
        yield from _command(str(index), command)


def _command(path: str, command: dict[str, Any]) -> Iterator[Breach]:
    chat = (command.get("type") or CHAT_INPUT) == CHAT_INPUT
    if chat:
        yield from _names(path, command)
        if not command.get("description"):
            yield _breach(path, "a slash command has a description")
    elif command.get("description") or command.get("options"):
        yield _breach(path, "a context menu command has no description and no options")
    yield from _options(path, command.get("options") or [])
    total = _text_length(command)
    if total > MAX_TEXT:
        yield _breach(path, f"{total} characters in total, over 8000")


def _options(path: str, options: list[dict[str, Any]]) -> Iterator[Breach]:
    names = Counter(option["name"] for option in options)
    if any(times > 1 for times in names.values()):
        yield _breach(path, "option names are not unique")
    optional_seen = False
    for index, option in enumerate(options):
        where = f"{path}.options.{index}"
        yield from _names(where, option)
        if not option.get("description"):
            yield _breach(where, "an option has a description")
        if option["type"] not in SUBCOMMANDS:
            if option.get("required") and optional_seen:
                yield _breach(where, "required options come first")
            optional_seen = optional_seen or not option.get("required")
        if option.get("autocomplete") and option.get("choices"):
            yield _breach(where, "autocomplete and choices exclude each other")
        for bound in ("min_value", "max_value"):
            if abs(option.get(bound) or 0) > SAFE_INTEGER:
                yield _breach(where, f"{bound} is beyond 2^53-1")
        yield from _options(where, option.get("options") or [])


def _names(path: str, named: dict[str, Any]) -> Iterator[Breach]:
    for name in [named["name"], *(named.get("name_localizations") or {}).values()]:
        if not 1 <= len(name) <= MAX_NAME or not all(_may_stand_in_name(c) for c in name):
            yield _breach(f"{path}.name", f"{name!r} is no command name")
        elif name != name.lower():
            yield _breach(f"{path}.name", f"{name!r} is not lower case")


def _may_stand_in_name(char: str) -> bool:
    if char in "-_'" or unicodedata.category(char)[0] in {"L", "N"}:
        return True
    return any(ord(char) in script for script in MARKED_SCRIPTS)


def _text_length(node: dict[str, Any]) -> int:
    total = _longest(node, "name") + _longest(node, "description")
    for choice in node.get("choices") or []:
        total += _longest(choice, "name")
        total += len(choice["value"]) if isinstance(choice["value"], str) else 0
    return total + sum(_text_length(option) for option in node.get("options") or [])


def _longest(node: dict[str, Any], key: str) -> int:
    """Discord counts the longest of the text and its localisations."""
    texts = [node.get(key) or "", *(node.get(f"{key}_localizations") or {}).values()]
    return max(len(text) for text in texts)


def _breach(path: str, message: str) -> Breach:
    return Breach(rule="OV-14", path=path, message=message)
