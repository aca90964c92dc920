"""Pressing what is really there: a component on a message, or a form that was shown."""

from collections.abc import Iterator
from typing import Any

import orjson

from app.local.discord.errors import ApiError, invalid_form
from app.local.discord.interactions.kinds import COMPONENT, MODAL_SUBMIT
from app.local.discord.interactions.payloads import start
from app.local.discord.interactions.registry import Interaction
from app.local.discord.state import permissions as p
from app.local.discord.state.access import channel_permissions
from app.local.discord.state.entities import DM, Channel, Json, Message
from app.local.discord.state.payloads import partial_member_payload, user_payload
from app.local.discord.state.world import World

BUTTON, STRING_SELECT, TEXT_INPUT, USER_SELECT, LABEL = 2, 3, 4, 5, 18
LINK = 5
RADIO_GROUP, CHECKBOX = 21, 23
SELECTS = frozenset({3, 5, 6, 7, 8})
TEXT_MAX = 4000


def press(
    world: World, message_id: str, custom_id: str, user_id: str, values: list[str] | None
) -> Interaction:
    """The interaction of this user clicking this component; refused unless it can be clicked."""
    message = world.messages.get(int(message_id))
    if message is None:
        raise ApiError(10008)
    channel = world.channel(message.channel_id)
    require_sees(world, channel, message, user_id)
    component = _find(orjson.loads(message.raw)["components"], custom_id)
    if component is None or component.get("disabled") or component.get("style") == LINK:
        raise ApiError(10008, status=400, message=f"no component {custom_id!r} to press there")
    data: Json = {
        "component_type": component["type"],
        "custom_id": custom_id,
        "id": component["id"],
    }
    if component["type"] in SELECTS:
        data |= _selected(world, channel, component, values or [])
    return start(world, COMPONENT, user_id, channel, data, source=message)


def fill_in(
    world: World, opened_by: Interaction, user_id: str, values: dict[str, Any]
) -> Interaction:
    """The interaction of this user sending the form that `opened_by` showed."""
    form = opened_by.modal
    if form is None or opened_by.user_id != user_id:
        raise ApiError(10062, message="no form is open for this user")
    numbers = iter(range(1, 200))
    components = [_part(part, values, numbers) for part in form["components"]]
    opened_by.modal = None
    data = {"custom_id": form["custom_id"], "components": components}
    source = world.messages.get(int(opened_by.source_message_id or 0))
    channel = world.channel(opened_by.channel_id)
    return start(world, MODAL_SUBMIT, user_id, channel, data, source=source)


def require_sees(world: World, channel: Channel, message: Message, user_id: str) -> None:
    if message.visible_to not in {None, user_id}:
        raise ApiError(10008)
    if channel.type == DM:
        if channel.recipient_id != user_id:
            raise ApiError(50001)
        return
    guild = world.guild_of(channel)
    rights = channel_permissions(guild, user_id, channel, world.now()) if guild else 0
    if not rights & p.VIEW_CHANNEL:
        raise ApiError(50001)


def _find(components: list[Json], custom_id: str) -> Json | None:
    for node in components:
        if node.get("custom_id") == custom_id:
            return node
        inner = [*(node.get("components") or [])]
        inner += [node[k] for k in ("accessory", "component") if isinstance(node.get(k), dict)]
        if found := _find(inner, custom_id):
            return found
    return None


def _selected(world: World, channel: Channel, component: Json, values: list[str]) -> Json:
    least, most = component.get("min_values", 1), component.get("max_values", 1)
    offered = [option["value"] for option in component.get("options") or []]
    strange = offered and not set(values) <= set(offered)
    if strange or not least <= len(values) <= most:
        raise invalid_form("values", "SELECT_INVALID", "These values cannot be selected.")
    data: Json = {"values": values}
    if component["type"] == USER_SELECT:
        data["resolved"] = _resolved_users(world, channel, values)
    return data


def _resolved_users(world: World, channel: Channel, values: list[str]) -> Json:
    guild = world.guild_of(channel)
    present = [v for v in values if guild and v in guild.members]
    members = {v: partial_member_payload(guild.members[v]) for v in present} if guild else {}
    return {"users": {v: user_payload(world.user(v)) for v in values}, "members": members}


def _part(part: Json, values: dict[str, Any], numbers: Iterator[int]) -> Json:
    number = part.get("id") or next(numbers)
    if part["type"] == LABEL:
        child = _answer(part["component"], values, numbers)
        return {"type": LABEL, "id": number, "component": child}
    if "components" in part:
        children = [_answer(child, values, numbers) for child in part["components"]]
        return {"type": part["type"], "id": number, "components": children}
    return {"type": part["type"], "id": number}


def _answer(field: Json, values: dict[str, Any], numbers: Iterator[int]) -> Json:
    custom_id = field["custom_id"]
    base: Json = {
        "type": field["type"],
        "id": field.get("id") or next(numbers),
        "custom_id": custom_id,
    }
    value = values.get(custom_id)
    if field["type"] == TEXT_INPUT:
        return base | {"value": _text(field, custom_id, str(value or field.get("value") or ""))}
    if field["type"] in {RADIO_GROUP, CHECKBOX}:
        return base | {"value": value}
    chosen = value if isinstance(value, list) else [value] if value is not None else []
    if field.get("required", True) and not chosen:
        raise invalid_form(custom_id, "REQUIRED", "This field is required.")
    return base | {"values": chosen}


def _text(field: Json, custom_id: str, text: str) -> str:
    least = field.get("min_length") or 0
    most = field.get("max_length") or TEXT_MAX
    needed = field.get("required", True) is not False
    if not text and not needed:
        return text
    if (needed and not text) or not least <= len(text) <= most:
        raise invalid_form(custom_id, "TEXT_LENGTH", "The form would not accept this text.")
    return text
