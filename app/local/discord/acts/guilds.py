"""Servers as a whole: appearing, going dark, being left, and their emergency brakes."""

from app.local.discord.acts import audit
from app.local.discord.acts.actor import Actor
from app.local.discord.errors import invalid_form
from app.local.discord.state import permissions as p
from app.local.discord.state.access import require
from app.local.discord.state.clock import parse_iso
from app.local.discord.state.entities import Guild, Json, Role
from app.local.discord.state.events import GUILDS, Event
from app.local.discord.state.payloads import (
    guild_create_payload,
    guild_payload,
    incidents_payload,
    role_payload,
)
from app.local.discord.state.world import World, dump

MAX_PAUSE_SECONDS = 86_400


def announce_guild(world: World, guild: Guild) -> None:
    payload = guild_create_payload(guild, world.bot)
    _emit(world, guild, "GUILD_CREATE", payload)


def go_dark(world: World, guild: Guild) -> None:
    """An outage: the guild is unavailable, not gone."""
    _emit(world, guild, "GUILD_DELETE", {"id": guild.id, "unavailable": True})
    guild.available = False


def come_back(world: World, guild: Guild) -> None:
    guild.available = True
    announce_guild(world, guild)


def remove_bot(world: World, guild: Guild) -> None:
    """We were kicked or left: GUILD_DELETE without `unavailable`."""
    guild.members.pop(world.bot.id, None)
    guild.access_cache.clear()
    _emit(world, guild, "GUILD_DELETE", {"id": guild.id})


def set_incidents(world: World, guild: Guild, body: Json, actor: Actor) -> Json:
    require(guild, actor.id, p.MANAGE_GUILD, world.now())
    for key in ("invites_disabled_until", "dms_disabled_until"):
        if key in body:
            until = parse_iso(body[key]) if body[key] is not None else None
            if until is not None and until - world.now() > MAX_PAUSE_SECONDS + 60:
                raise invalid_form(key, "INCIDENT_TOO_LONG", "At most 24 hours from now.")
            setattr(guild.incidents, key, until)
    audit.record(
        world,
        guild,
        action=audit.GUILD_UPDATE,
        actor_id=actor.id,
        target_id=guild.id,
        reason=actor.reason,
        changes=[audit.change(k, None, v) for k, v in body.items()],
    )
    _emit(world, guild, "GUILD_UPDATE", guild_payload(guild))
    return incidents_payload(guild)


def put_role(world: World, guild: Guild, role: Role) -> None:
    """Add or change a role, as a moderator does in Discord's settings."""
    name = "GUILD_ROLE_UPDATE" if role.id in guild.roles else "GUILD_ROLE_CREATE"
    guild.roles[role.id] = role
    guild.access_cache.clear()
    _emit(world, guild, name, {"guild_id": guild.id, "role": role_payload(role)})


def drop_role(world: World, guild: Guild, role_id: str) -> None:
    del guild.roles[role_id]
    for member in guild.members.values():
        if role_id in member.roles:
            member.roles.remove(role_id)
    guild.access_cache.clear()
    _emit(world, guild, "GUILD_ROLE_DELETE", {"guild_id": guild.id, "role_id": role_id})


def _emit(world: World, guild: Guild, name: str, payload: Json) -> None:
    world.emit(Event(name=name, data=dump(payload), intents=GUILDS, guild_id=guild.id))
