"""What Discord accepts in a message or form, by its documentation and by its OpenAPI file."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from app.local.discord.contract.judge import Judge
from app.local.discord.contract.request import Request
from tests.fake_discord import OPENAPI

LIVE_MENTION = re.compile(r"<@[!&]?\d+>|@everyone|@here|<#\d+>|<(?:a)?:\w+:\d+>|</[\w -]+:\d+>")
LIVE_LINK = re.compile(r"(?i)https?://\S+|discord(?:app)?\.(?:gg|com)/\S+|\[[^\]]*\]\([^)]*\)")
SPOOFING = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")


def units(text: str) -> int:
    """UTF-16 units: never less than what Discord counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def texts_of(part: Any) -> Iterator[str]:
    """Every text that a person sees in a payload."""
    if isinstance(part, dict):
        for name, value in part.items():
            if name in ("custom_id", "url", "timestamp"):
                continue
            yield from texts_of(value)
    elif isinstance(part, (list, tuple)):
        for value in part:
            yield from texts_of(value)
    elif isinstance(part, str):
        yield part


def check_message(body: dict[str, Any]) -> None:
    """IN-8, IN-9, IN-16 and RS-27 for a message body."""
    assert body["allowed_mentions"] == {"parse": []}
    assert units(body.get("content", "")) <= 2000
    embeds = body.get("embeds", [])
    assert len(embeds) <= 10
    assert sum(_embed_units(embed) for embed in embeds) <= 6000
    check_components(body.get("components", []))
    breaches = _judge().breaches(
        Request(
            operation="create_message", method="POST", body=body, has_body=True, over_http=False
        )
    )
    assert not breaches, breaches


def check_answer(answer: dict[str, Any]) -> None:
    """A callback as Discord reads it."""
    request = Request(
        operation="create_interaction_response",
        method="POST",
        body=answer,
        has_body=True,
        over_http=False,
    )
    breaches = _judge().breaches(request)
    assert not breaches, breaches


def check_components(rows: list[dict[str, Any]]) -> None:
    buttons = [button for row in rows for button in row["components"]]
    custom_ids = [button["custom_id"] for button in buttons]
    assert len(rows) <= 5
    assert all(len(row["components"]) <= 5 for row in rows)
    assert len(set(custom_ids)) == len(custom_ids)
    assert all(1 <= units(one) <= 100 for one in custom_ids)
    assert all(1 <= units(button["label"]) <= 80 for button in buttons)


def check_form(form: dict[str, Any]) -> None:
    """IN-9 for a modal."""
    assert 1 <= units(form["title"]) <= 45
    assert 1 <= units(form["custom_id"]) <= 100
    assert 1 <= len(form["components"]) <= 5
    for label in form["components"]:
        asked = label["component"]
        assert label["type"] == 18
        assert 1 <= units(label["label"]) <= 45
        assert units(label.get("description", "")) <= 100
        assert 1 <= units(asked["custom_id"]) <= 100
        assert units(asked.get("placeholder", "")) <= 100
        assert 0 <= asked["min_length"] <= asked["max_length"] <= 4000
    check_answer({"type": 9, "data": form})


def _embed_units(embed: dict[str, Any]) -> int:
    fields = embed.get("fields", [])
    assert units(embed.get("title", "")) <= 256
    assert units(embed.get("description", "")) <= 4096
    assert len(fields) <= 25
    assert all(1 <= units(field["name"]) <= 256 for field in fields)
    assert all(1 <= units(field["value"]) <= 1024 for field in fields), fields
    footer = embed.get("footer", {}).get("text", "")
    assert units(footer) <= 2048
    texts = [embed.get("title", ""), embed.get("description", ""), footer]
    texts += [text for field in fields for text in (field["name"], field["value"])]

    return sum(units(text) for text in texts)


@cache
def _judge() -> Judge:
    """Off, and so content with everything, where the published file is not there."""
    return Judge(OPENAPI if OPENAPI.is_file() else None, "refuse")
