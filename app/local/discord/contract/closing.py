"""Close the published schema: an object that names its properties has no others (OV-1)."""

from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]
REF = "#/components/schemas/"

# Properties whose published type is narrower than what Discord documents and takes.
DIGITS = {"type": ["integer", "string", "null"], "pattern": "^[0-9]+$", "minimum": 0}
SPECIAL_PROPERTIES: dict[str, Schema] = {"default_member_permissions": DIGITS}  # OV-6
OVERWRITE_BITS: dict[str, Schema] = {"allow": DIGITS, "deny": DIGITS}


def self_contained(schema: Schema, components: dict[str, Schema]) -> Schema:
    """The closed schema together with the closed components it reaches."""
    reached: dict[str, Schema] = {}
    waiting = list(_refs(schema))
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached[name] = closed(components[name], components)
            waiting.extend(_refs(reached[name]))
    whole: Schema = closed(schema, components)
    return whole | {"components": {"schemas": reached}}


def closed(schema: Any, components: dict[str, Schema]) -> Any:
    if isinstance(schema, list):
        return [closed(part, components) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if "allOf" in schema and (merged := _merged(schema, components)) is not None:
        return closed(merged, components)
    result = {
        key: _closed_properties(value, components)
        if key == "properties"
        else closed(value, components)
        for key, value in schema.items()
    }
    if "properties" in schema and "additionalProperties" not in schema:
        result["additionalProperties"] = False
    return result


def _closed_properties(properties: Schema, components: dict[str, Schema]) -> Schema:
    special = dict(SPECIAL_PROPERTIES)
    if {"allow", "deny"} <= set(properties):
        special |= OVERWRITE_BITS
    return {k: special.get(k) or closed(v, components) for k, v in properties.items()}


def _merged(schema: Schema, components: dict[str, Schema]) -> Schema | None:
    """Objects joined by allOf become one, so that closing sees all their properties."""
    parts = [_resolved(part, components) for part in schema["allOf"]]
    if not any("properties" in part for part in parts):
        return None
    properties: Schema = dict(schema.get("properties", {}))
    required: list[str] = list(schema.get("required", []))
    for part in parts:
        properties |= part.get("properties", {})
        required += part.get("required", [])
    return {"type": "object", "properties": properties, "required": required}


def _resolved(schema: Schema, components: dict[str, Schema]) -> Schema:
    while "$ref" in schema:
        schema = components[schema["$ref"].removeprefix(REF)]
    return schema


def _refs(schema: Any) -> Iterator[str]:
    if isinstance(schema, list):
        for part in schema:
            yield from _refs(part)
    elif isinstance(schema, dict):
        if isinstance(ref := schema.get("$ref"), str):
            yield ref.removeprefix(REF)
        for value in schema.values():
            yield from _refs(value)
