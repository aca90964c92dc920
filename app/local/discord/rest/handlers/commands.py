"""Registering and reading application commands."""

from typing import Any

from app.local.discord.errors import ApiError
from app.local.discord.rest.call import Call, Reply, ok
from app.local.discord.state.entities import Json


def bulk_set_application_commands(call: Call) -> Reply:
    _require_own(call)
    call.world.commands = [_registered(call, c, None) for c in call.body or []]
    return ok(call.world.commands)


def list_application_commands(call: Call) -> Reply:
    _require_own(call)
    return ok(call.world.commands)


def bulk_set_guild_application_commands(call: Call) -> Reply:
    _require_own(call)
    guild = call.world.guild(call.params["guild_id"], call.world.bot.id)
    guild.commands = [_registered(call, c, guild.id) for c in call.body or []]
    return ok(guild.commands)


def list_guild_application_commands(call: Call) -> Reply:
    _require_own(call)
    return ok(call.world.guild(call.params["guild_id"], call.world.bot.id).commands)


def list_guild_application_command_permissions(call: Call) -> Reply:
    _require_own(call)
    call.world.guild(call.params["guild_id"], call.world.bot.id)
    return ok([])


def get_guild_application_command_permissions(call: Call) -> Reply:
    _require_own(call)
    raise ApiError(10066)


def _require_own(call: Call) -> None:
    if call.params["application_id"] != call.world.application_id:
        raise ApiError(20012)


def _registered(call: Call, command: Json, guild_id: str | None) -> Json:
    permissions: Any = command.get("default_member_permissions")
    registered: Json = {
        "id": call.world.snowflakes.take(),
        "application_id": call.world.application_id,
        "version": call.world.snowflakes.take(),
        "type": command.get("type") or 1,
        "name": command["name"],
        "name_localizations": command.get("name_localizations"),
        "description": command.get("description") or "",
        "description_localizations": command.get("description_localizations"),
        "default_member_permissions": None if permissions is None else str(permissions),
        "options": command.get("options") or [],
        "nsfw": False,
        "integration_types": command.get("integration_types") or [0],
        "contexts": command.get("contexts"),
    }
    if guild_id:
        registered["guild_id"] = guild_id
    return registered
