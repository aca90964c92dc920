"""Overlay rules for what a message says: length, embeds, mentions, components v2 alone."""

from collections.abc import Iterator
from typing import Any

from app.local.discord.contract.request import Request
from app.local.discord.contract.violation import Breach

COMPONENTS_V2 = 1 << 15
MAX_CONTENT = 2000
MAX_EMBED_TOTAL = 6000
LEGACY_ROWS = 5
ACTION_ROW = 1

MESSAGE_OPERATIONS = frozenset(
    {
        "create_message",
        "update_message",
        "execute_webhook",
        "update_webhook_message",
        "update_original_webhook_message",
    }
)
CALLBACK_MESSAGE, CALLBACK_UPDATE = 4, 7
V2_EXCLUDES = ("content", "embeds", "poll", "sticker_ids", "stickers")


def message_in(request: Request) -> tuple[str, dict[str, Any]] | None:
    """Where a message body is in this request, with the path to it."""
    body = request.body
    if not isinstance(body, dict):
        return None
    if request.operation in MESSAGE_OPERATIONS:
        return "", body
    if request.operation == "create_interaction_response" and isinstance(body.get("data"), dict):
        if body.get("type") in {CALLBACK_MESSAGE, CALLBACK_UPDATE}:
            return "data.", body["data"]
        return None
    return None


def message_rules(request: Request) -> Iterator[Breach]:
    found = message_in(request)
    if found is None:
        return
    path, message = found
    yield from _content(path, message)
    yield from _embeds(path, message)
    yield from _mentions(path, message)
    yield from _components_v2(request, path, message)


def _content(path: str, message: dict[str, Any]) -> Iterator[Breach]:
    if len(message.get("content") or "") > MAX_CONTENT:
        yield Breach(rule="OV-2", path=f"{path}content", message="content is over 2000 characters")


def _embeds(path: str, message: dict[str, Any]) -> Iterator[Breach]:
    total = sum(_embed_length(embed) for embed in message.get("embeds") or [])
    if total > MAX_EMBED_TOTAL:
        yield Breach(
            rule="OV-3", path=f"{path}embeds", message=f"embeds hold {total} characters, over 6000"
        )


def _embed_length(embed: dict[str, Any]) -> int:
    texts = [embed.get("title"), embed.get("description")]
    texts.append((embed.get("footer") or {}).get("text"))
    texts.append((embed.get("author") or {}).get("name"))
    for field in embed.get("fields") or []:
        texts += [field.get("name"), field.get("value")]
    return sum(len(text or "") for text in texts)


def _mentions(path: str, message: dict[str, Any]) -> Iterator[Breach]:
    allowed = message.get("allowed_mentions")
    speaks = any(message.get(key) for key in ("content", "components"))
    speaks = speaks or bool(message.get("embeds"))
    if allowed is None:
        if speaks:
            yield Breach(
                rule="OV-4", path=f"{path}allowed_mentions", message="allowed_mentions is missing"
            )
        return
    if "parse" not in allowed:
        yield Breach(
            rule="OV-4", path=f"{path}allowed_mentions.parse", message="parse must be explicit"
        )
    for kind in ("users", "roles"):
        if kind in (allowed.get("parse") or []) and allowed.get(kind):
            yield Breach(
                rule="OV-4",
                path=f"{path}allowed_mentions.{kind}",
                message=f"parse:[{kind}] and {kind}:[ids...] are mutually exclusive",
            )


def _components_v2(request: Request, path: str, message: dict[str, Any]) -> Iterator[Breach]:
    components = message.get("components") or []
    edits = request.method == "PATCH" or (path and request.body.get("type") == CALLBACK_UPDATE)
    if (message.get("flags") or 0) & COMPONENTS_V2:
        for key in V2_EXCLUDES:
            if message.get(key):
                yield Breach(
                    rule="OV-7", path=f"{path}{key}", message=f"{key} cannot go with components v2"
                )
        if not components and not edits:
            yield Breach(
                rule="OV-7", path=f"{path}components", message="components v2 needs components"
            )
        return
    if edits and "flags" not in message:
        return
    if len(components) > LEGACY_ROWS:
        yield Breach(rule="OV-7", path=f"{path}components", message="at most 5 action rows")
    if any(component.get("type") != ACTION_ROW for component in components):
        yield Breach(
            rule="OV-7",
            path=f"{path}components",
            message="components other than action rows need the components v2 flag",
        )
