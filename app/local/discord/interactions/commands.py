"""Using a command: found among the registered ones, options typed and resolved."""

from typing import Any

import orjson

from app.local.discord.errors import ApiError, invalid_form
from app.local.discord.state.access import channel_permissions, guild_permissions
from app.local.discord.state.entities import Channel, Guild, Json
from app.local.discord.state.payloads import (
    channel_payload,
    partial_member_payload,
    role_payload,
    user_payload,
)
from app.local.discord.state.world import World

SUB_COMMAND, SUB_COMMAND_GROUP = 1, 2
STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER = 3, 4, 5, 6, 7, 8, 9, 10
CHAT_INPUT, USER_COMMAND, MESSAGE_COMMAND = 1, 2, 3

_PYTHON_TYPES: dict[int, tuple[type, ...]] = {
    STRING: (str,),
    INTEGER: (int,),
    BOOLEAN: (bool,),
    NUMBER: (int, float),
}


def find_command(world: World, guild: Guild | None, name: str, kind: int) -> Json:
    """The registered command that a client would offer here, or 10063."""
    offered = [*(guild.commands if guild else []), *world.commands]
    for command in offered:
        if command["name"] == name and command["type"] == kind:
            contexts = command.get("contexts")
            if contexts is not None and (0 if guild else 1) not in contexts:
                break
            return command
    raise ApiError(10063)


def require_may_use(guild: Guild | None, command: Json, user_id: str, now: float) -> None:
    """Discord's default gate: the member holds `default_member_permissions`."""
    needed = command.get("default_member_permissions")
    if guild is None or needed is None:
        return
    held = guild_permissions(guild, user_id, now)
    wanted = int(needed) or 1 << 3
    if held & wanted != wanted:
        raise ApiError(50013)


def chat_input_data(
    world: World,
    guild: Guild | None,
    command: Json,
    *,
    path: list[str],
    options: Json,
    focused: str | None = None,
) -> Json:
    """`path` names subcommand group and subcommand; `focused` marks an autocomplete."""
    schema = command.get("options") or []
    chain: list[Json] = []
    for part in path:
        step = next((o for o in schema if o["name"] == part), None)
        if step is None:
            raise ApiError(10063, message=f"no subcommand {part!r}")
        chain.append({"name": part, "type": step["type"]})
        schema = step.get("options") or []
    leaf = _options(schema, options, focused)
    for step in reversed(chain):
        leaf = [step | {"options": leaf}]
    data = _data(command) | {"options": leaf}
    resolved = _resolved(world, guild, _leaves(leaf))
    return data | ({"resolved": resolved} if resolved else {})


def user_command_data(world: World, guild: Guild | None, command: Json, target_id: str) -> Json:
    resolved = _resolve_user(world, guild, target_id)
    return _data(command) | {"target_id": target_id, "resolved": resolved}


def message_command_data(world: World, command: Json, channel: Channel, message_id: str) -> Json:
    message = world.message(channel, message_id)
    resolved = {"messages": {message_id: orjson.loads(message.raw)}}
    return _data(command) | {"target_id": message_id, "resolved": resolved}


def _data(command: Json) -> Json:
    data: Json = {"id": command["id"], "name": command["name"], "type": command["type"]}
    if command.get("guild_id"):
        data["guild_id"] = command["guild_id"]
    return data


def _options(schema: list[Json], given: Json, focused: str | None) -> list[Json]:
    known = {option["name"]: option for option in schema}
    for name in given:
        if name not in known:
            raise invalid_form(name, "UNKNOWN_OPTION", "This command has no such option.")
    if focused is None:
        for option in schema:
            if option.get("required") and option["name"] not in given:
                raise invalid_form(option["name"], "REQUIRED", "This option is required.")
    return [_option(known[name], value, focused) for name, value in given.items()]


def _option(schema: Json, value: Any, focused: str | None) -> Json:
    kind = schema["type"]
    expected = _PYTHON_TYPES.get(kind)
    if schema["name"] == focused:
        return {"name": schema["name"], "type": kind, "value": value, "focused": True}
    wrong = expected and not isinstance(value, expected)
    choices = [c["value"] for c in schema.get("choices") or []]
    if wrong or (choices and value not in choices):
        raise invalid_form(schema["name"], "CHOICES", "This value does not fit the option.")
    return {"name": schema["name"], "type": kind, "value": value}


def _leaves(options: list[Json]) -> list[Json]:
    leaves: list[Json] = []
    for option in options:
        if option["type"] in {SUB_COMMAND, SUB_COMMAND_GROUP}:
            leaves += _leaves(option["options"])
        else:
            leaves.append(option)
    return leaves


def _resolved(world: World, guild: Guild | None, options: list[Json]) -> Json:
    resolved: Json = {}
    for option in options:
        if option["type"] in {USER, MENTIONABLE}:
            _merge(resolved, _resolve_user(world, guild, str(option["value"])))
        elif option["type"] == ROLE and guild:
            role = guild.roles[str(option["value"])]
            _merge(resolved, {"roles": {role.id: role_payload(role)}})
        elif option["type"] == CHANNEL and guild:
            _merge(resolved, _resolve_channel(world, guild, str(option["value"])))
    return resolved


def _merge(resolved: Json, more: Json) -> None:
    for key, values in more.items():
        resolved.setdefault(key, {}).update(values)


def _resolve_user(world: World, guild: Guild | None, user_id: str) -> Json:
    resolved: Json = {"users": {user_id: user_payload(world.user(user_id))}}
    member = guild.members.get(user_id) if guild else None
    if guild and member:
        partial = partial_member_payload(member)
        del partial["mute"], partial["deaf"]
        partial["permissions"] = str(guild_permissions(guild, user_id, world.now()))
        resolved["members"] = {user_id: partial}
    return resolved


def _resolve_channel(world: World, guild: Guild, channel_id: str) -> Json:
    channel = guild.channels[channel_id]
    now = world.now()
    held = channel_permissions(guild, world.bot.id, channel, now)
    return {"channels": {channel_id: channel_payload(channel) | {"app_permissions": str(held)}}}
