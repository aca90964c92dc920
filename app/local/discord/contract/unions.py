"""Unions that mean "one of": the variant is picked by what the request is about (OV-17)."""

from typing import Any

from app.local.discord.contract.closing import Schema
from app.local.discord.contract.request import Request
from app.local.discord.state.entities import DM, THREADS

REF = "#/components/schemas/"
CHANNEL_VARIANTS = ("UpdateGuildChannelRequestPartial", "UpdateThreadRequestPartial")
DISCRIMINATORS = ("type", "trigger_type")


def variant_of(request: Request) -> str | None:
    """The name of the schema this body must match, where it can be told."""
    if request.operation != "update_channel" or request.channel_type is None:
        return None
    if request.channel_type in THREADS:
        return "UpdateThreadRequestPartial"
    return "UpdateDMRequestPartial" if request.channel_type == DM else CHANNEL_VARIANTS[0]


def pick(schema: Schema, body: Any, components: dict[str, Schema]) -> str | None:
    """The variant whose fixed `type` is the body's; None when nothing discriminates."""
    variants = schema.get("anyOf") or schema.get("oneOf") or []
    names = [v["$ref"].removeprefix(REF) for v in variants if "$ref" in v]
    if not isinstance(body, dict):
        return None
    for key in DISCRIMINATORS:
        for name in names:
            if body.get(key) in _fixed(components[name], key):
                return str(name)
    return None


def _fixed(schema: Schema, key: str) -> list[Any]:
    values: list[Any] = schema.get("properties", {}).get(key, {}).get("enum", [])
    return values
