"""Changing the place itself: servers, roles, channels, users, outages."""

from typing import TYPE_CHECKING

from app.local.discord.acts import automod, channels, guilds, members
from app.local.discord.control.lookup import find_channel, find_guild, find_role, find_user
from app.local.discord.control.scenario import (
    add_bot,
    add_role,
    add_user,
    create_guild,
    make_channel,
    names_of,
)
from app.local.discord.errors import ApiError
from app.local.discord.state import permissions as p
from app.local.discord.state.entities import Json
from app.local.discord.state.events import Event
from app.local.discord.state.world import dump

if TYPE_CHECKING:
    from app.local.discord.server import FakeDiscord


async def new_guild(fake: "FakeDiscord", body: Json) -> Json:
    """A server from a scenario's GUILD; the bot is in it."""
    return create_guild(fake.world, body)


async def new_channel(fake: "FakeDiscord", body: Json) -> Json:
    guild = find_guild(fake.world, body.get("guild"))
    channel = make_channel(fake.world, guild, body, len(guild.channels))
    return {"id": channels.create(fake.world, channel).id}


async def drop_channel(fake: "FakeDiscord", body: Json) -> Json:
    channel = find_channel(fake.world, body["channel"])
    channels.remove(fake.world, channel)
    return {"id": channel.id}


async def new_thread(fake: "FakeDiscord", body: Json) -> Json:
    """{"channel": parent, "name", "by"}."""
    parent = find_channel(fake.world, body["channel"])
    owner = find_user(fake.world, body["by"])
    return {"id": channels.start_thread(fake.world, parent, body["name"], owner.id).id}


async def put_role(fake: "FakeDiscord", body: Json) -> Json:
    """Add a role, or change the permissions or position of the one with this id or name."""
    guild = find_guild(fake.world, body.get("guild"))
    try:
        role = find_role(guild, body.get("id") or body["name"])
    except ApiError:
        return {"id": add_role(fake.world, guild, body).id}
    if "permissions" in body:
        role.permissions = p.bits(body["permissions"])
    role.position = int(body.get("position", role.position))
    guilds.put_role(fake.world, guild, role)
    return {"id": role.id}


async def drop_role(fake: "FakeDiscord", body: Json) -> Json:
    guild = find_guild(fake.world, body.get("guild"))
    role = find_role(guild, body["role"])
    guilds.drop_role(fake.world, guild, role.id)
    return {"id": role.id}


async def set_member_roles(fake: "FakeDiscord", body: Json) -> Json:
    """{"guild"?, "user", "roles"}: as the server's owner would, without asking for rights."""
    world = fake.world
    guild = find_guild(world, body.get("guild"))
    member = world.member(guild, find_user(world, body["user"]).id)
    member.roles[:] = [find_role(guild, name).id for name in body["roles"]]
    members.forget_access(guild, member.user_id)
    members.announce_update(world, guild, member)
    return {"user_id": member.user_id}


async def put_user(fake: "FakeDiscord", body: Json) -> Json:
    """{"name" or "id", "dms_closed"?, "locale"?, "bot"?}: a user, in no server yet if new."""
    return {"id": add_user(fake.world, body).id}


async def set_guild(fake: "FakeDiscord", body: Json) -> Json:
    """An outage and its end ("available"), the bot's going and coming, limits of the server.

    {"guild"?, "available"?, "remove_bot"?, "add_bot"?, "non_member_bans_left"?, "two_factor"?}
    """
    world = fake.world
    guild = find_guild(world, body.get("guild"))
    if body.get("available") is False:
        guilds.go_dark(world, guild)
    elif body.get("available") is True:
        guilds.come_back(world, guild)
    if body.get("remove_bot"):
        guilds.remove_bot(world, guild)
    if body.get("add_bot"):
        add_bot(world, guild, body.get("bot", {}))
        guilds.announce_guild(world, guild)
    if "non_member_bans_left" in body:
        guild.non_member_bans_left = int(body["non_member_bans_left"])
    if "two_factor" in body:
        guild.needs_two_factor = bool(body["two_factor"])
    return names_of(world, guild)


async def add_note(fake: "FakeDiscord", body: Json) -> Json:
    """{"title", "lines"?, "kind"?, "message_id"?}: why something was done, for the page."""
    note: Json = {"at": fake.world.now(), "title": str(body["title"])} | body
    fake.world.notes.append(note)
    fake.world.tell_watchers(Event(name="NOTE", data=dump(note)))
    return {}


async def execute_automod(fake: "FakeDiscord", body: Json) -> Json:
    """AutoMod stepped in: {"guild"?, "payload": the event without guild_id}."""
    guild = find_guild(fake.world, body.get("guild"))
    automod.execute(fake.world, guild, body["payload"])
    return {}
