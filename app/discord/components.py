"""Discord's message parts as plain payloads: embeds, buttons, forms, and what every message has."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import IntEnum
from typing import Any

from app.discord.escape import fitted

Payload = dict[str, Any]

NO_MENTIONS: Mapping[str, Any] = {"parse": []}
EPHEMERAL = 1 << 6

MAX_CONTENT = 2000
MAX_TITLE = 256
MAX_DESCRIPTION = 4096
MAX_FIELDS = 25
MAX_FIELD_NAME = 256
MAX_FIELD_VALUE = 1024
MAX_FOOTER = 2048
MAX_BUTTON_LABEL = 80
MAX_FORM_TITLE = 45
MAX_LABEL = 45
MAX_LABEL_DESCRIPTION = 100
MAX_PLACEHOLDER = 100

_ACTION_ROW, _BUTTON, _TEXT_INPUT, _LABEL = 1, 2, 4, 18
_ONE_LINE, _PARAGRAPH = 1, 2


class ButtonStyle(IntEnum):
    """Primary for the likely next step, danger only for what cannot be undone."""

    PRIMARY = 1
    SECONDARY = 2
    SUCCESS = 3
    DANGER = 4


def message(
    *, content: str = "", embeds: Sequence[Payload] = (), buttons: Sequence[Payload] = ()
) -> Payload:
    """A message to create or to edit; it mentions nobody, and says all parts, also empty ones."""
    return {
        "content": fitted(content, MAX_CONTENT),
        "embeds": list(embeds),
        "components": [{"type": _ACTION_ROW, "components": list(buttons)}] if buttons else [],
        "allowed_mentions": dict(NO_MENTIONS),
    }


def embed(
    *,
    colour: int,
    title: str = "",
    description: str = "",
    fields: Iterable[Payload] = (),
    footer: str = "",
    at: datetime | None = None,
) -> Payload:
    """A card. Empty parts are left out."""
    parts: Payload = {
        "title": fitted(title, MAX_TITLE),
        "description": fitted(description, MAX_DESCRIPTION),
        "color": colour,
        "fields": list(fields)[:MAX_FIELDS],
    }
    if footer:
        parts["footer"] = {"text": fitted(footer, MAX_FOOTER)}
    if at:
        parts["timestamp"] = at.isoformat()

    return {name: part for name, part in parts.items() if part not in ("", [])}


def field(name: str, value: str, *, inline: bool = False) -> Payload:
    """One labelled part of a card."""
    return {
        "name": fitted(name, MAX_FIELD_NAME),
        "value": fitted(value, MAX_FIELD_VALUE),
        "inline": inline,
    }


def button(
    label: str, custom_id: str, *, style: ButtonStyle = ButtonStyle.SECONDARY, emoji: str = ""
) -> Payload:
    """A button that asks us."""
    parts: Payload = {
        "type": _BUTTON,
        "style": int(style),
        "label": fitted(label, MAX_BUTTON_LABEL),
        "custom_id": custom_id,
    }
    if emoji:
        parts["emoji"] = {"name": emoji}

    return parts


def form(*, title: str, custom_id: str, inputs: Sequence[Payload]) -> Payload:
    """A modal."""
    return {"title": fitted(title, MAX_FORM_TITLE), "custom_id": custom_id, "components": inputs}


def text_input(
    *,
    label: str,
    custom_id: str,
    max_length: int,
    description: str = "",
    placeholder: str = "",
    min_length: int = 1,
    one_line: bool = False,
) -> Payload:
    """A required text of a form, with its label; of many lines, unless one is enough."""
    asked: Payload = {
        "type": _TEXT_INPUT,
        "custom_id": custom_id,
        "style": _ONE_LINE if one_line else _PARAGRAPH,
        "min_length": min_length,
        "max_length": max_length,
        "required": True,
    }
    if placeholder:
        asked["placeholder"] = fitted(placeholder, MAX_PLACEHOLDER)
    labelled: Payload = {"type": _LABEL, "label": fitted(label, MAX_LABEL), "component": asked}
    if description:
        labelled["description"] = fitted(description, MAX_LABEL_DESCRIPTION)

    return labelled
