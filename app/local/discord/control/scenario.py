"""Building servers from plain JSON: roles, channels, members, by name.

A scenario file is {"guilds": [GUILD, ...]}; a GUILD is
{"name", "id"?, "owner"?, "locale"?, "two_factor"?, "bot": {"permissions", "position"}?,
 "everyone"?: permissions,
 "roles":    [{"name", "permissions", "position"?, "id"?}],
 "channels": [{"name", "type"?: text|announcement|voice|category, "id"?, "topic"?,
               "slowmode"?, "nsfw"?, "overwrites"?: [{"role" or "user", "allow"?, "deny"?}],
               "threads"?: [name, ...]}],
 "members":  [{"name", "id"?, "roles"?, "joined"?, "created"?, "bot"?, "locale"?, "dms_closed"?}]}
Permissions are a number, a digit string or a list of names; times are ISO texts or days ago.
"""

from typing import Any

from app.local.discord.acts import guilds
from app.local.discord.control.lookup import find_role, find_user
from app.local.discord.state import permissions as p
from app.local.discord.state.clock import parse_iso
from app.local.discord.state.entities import (
    ANNOUNCEMENT,
    CATEGORY,
    PUBLIC_THREAD,
    TEXT,
    VOICE,
    Channel,
    Guild,
    Json,
    Member,
    Overwrite,
    Role,
    User,
)
from app.local.discord.state.world import World

TYPES = {"text": TEXT, "voice": VOICE, "category": CATEGORY, "announcement": ANNOUNCEMENT}
DAY = 86_400
ACCOUNT_DAYS = 365
BOT_PERMISSIONS = (
    p.VIEW_CHANNEL
    | p.SEND_MESSAGES
    | p.SEND_MESSAGES_IN_THREADS
    | p.EMBED_LINKS
    | p.ATTACH_FILES
    | p.READ_MESSAGE_HISTORY
    | p.MANAGE_MESSAGES
    | p.MANAGE_CHANNELS
    | p.MANAGE_ROLES
    | p.MANAGE_GUILD
    | p.MANAGE_THREADS
    | p.KICK_MEMBERS
    | p.BAN_MEMBERS
    | p.MODERATE_MEMBERS
    | p.VIEW_AUDIT_LOG
)


def load(world: World, scenario: Json) -> list[Json]:
    return [create_guild(world, guild) for guild in scenario.get("guilds", [])]


def create_guild(world: World, body: Json) -> Json:
    """The guild with everything in it; the answer maps names to ids."""
    guild_id = str(body.get("id") or world.snowflakes.take())
    guild = Guild(
        id=guild_id,
        name=body["name"],
        owner_id=world.owner.id,
        locale=body.get("locale", "en-US"),
        needs_two_factor=bool(body.get("two_factor")),
    )
    everyone = p.bits(body.get("everyone", p.DEFAULT_EVERYONE))
    guild.roles[guild_id] = Role(id=guild_id, name="@everyone", permissions=everyone, position=0)
    world.guilds[guild_id] = guild
    _add_roles(world, guild, body.get("roles", []))
    add_bot(world, guild, body.get("bot", {}))
    members = {m["name"]: add_member(world, guild, m) for m in body.get("members", [])}
    owner = body.get("owner")
    guild.owner_id = members[owner].user_id if owner else world.owner.id
    if not owner:
        guild.members[world.owner.id] = Member(user_id=world.owner.id, joined_at=world.now())
    for number, channel in enumerate(body.get("channels", [{"name": "general"}])):
        _add_channel(world, guild, channel, number)
    guild.access_cache.clear()
    guilds.announce_guild(world, guild)
    return names_of(world, guild)


def names_of(world: World, guild: Guild) -> Json:
    return {
        "id": guild.id,
        "name": guild.name,
        "roles": {r.name: r.id for r in guild.roles.values()},
        "channels": {c.name: c.id for c in guild.channels.values()},
        "members": {world.users[u].username: u for u in guild.members},
    }


def add_member(world: World, guild: Guild, body: Json) -> Member:
    user = add_user(world, body)
    member = Member(
        user_id=user.id,
        joined_at=moment(world, body.get("joined"), 30),
        roles=[find_role(guild, name).id for name in body.get("roles", [])],
        nick=body.get("nick"),
    )
    guild.members[user.id] = member
    return member


def add_user(world: World, body: Json) -> User:
    """The user of this id or name, made if new; `created` gives the account its age."""
    known = {u.username: u for u in world.users.values()}
    user = world.users.get(str(body.get("id", ""))) or known.get(body["name"])
    if user is None:
        created = moment(world, body.get("created"), ACCOUNT_DAYS)
        user_id = str(body.get("id") or world.snowflakes.take_at(created))
        user = User(id=user_id, username=body["name"], global_name=body.get("display"))
        world.users[user.id] = user
    user.bot = bool(body.get("bot", user.bot))
    user.locale = body.get("locale", user.locale)
    user.dms_closed = bool(body.get("dms_closed", user.dms_closed))
    return user


def moment(world: World, value: Any, days_ago: float) -> float:
    """Epoch seconds from an ISO text or a number of days ago."""
    if isinstance(value, str):
        return parse_iso(value)
    return world.now() - (days_ago if value is None else float(value)) * DAY


def add_role(world: World, guild: Guild, body: Json) -> Role:
    role = Role(
        id=str(body.get("id") or world.snowflakes.take()),
        name=body["name"],
        permissions=p.bits(body.get("permissions", 0)),
        position=int(body.get("position", len(guild.roles))),
        color=int(body.get("color", 0)),
    )
    guilds.put_role(world, guild, role)
    return role


def _add_roles(world: World, guild: Guild, roles: list[Json]) -> None:
    for body in roles:
        add_role(world, guild, body)


def add_bot(world: World, guild: Guild, body: Json) -> None:
    """The application's own managed role; above all others unless told otherwise."""
    highest = max(role.position for role in guild.roles.values())
    role = Role(
        id=world.snowflakes.take(),
        name=world.bot.username,
        permissions=p.bits(body.get("permissions", BOT_PERMISSIONS)),
        position=int(body.get("position", highest + 1)),
        managed=True,
        bot_id=world.bot.id,
    )
    guild.roles[role.id] = role
    roles = [role.id, *(find_role(guild, name).id for name in body.get("roles", []))]
    guild.members[world.bot.id] = Member(user_id=world.bot.id, joined_at=world.now(), roles=roles)


def _add_channel(world: World, guild: Guild, body: Json, number: int) -> None:
    channel = make_channel(world, guild, body, number)
    world.add_channel(channel)
    for name in body.get("threads", []):
        world.add_channel(
            Channel(
                id=world.snowflakes.take(),
                type=PUBLIC_THREAD,
                name=name,
                guild_id=guild.id,
                parent_id=channel.id,
                owner_id=guild.owner_id,
            )
        )


def make_channel(world: World, guild: Guild, body: Json, number: int) -> Channel:
    overwrites = [_overwrite(world, guild, o) for o in body.get("overwrites", [])]
    return Channel(
        id=str(body.get("id") or world.snowflakes.take()),
        type=TYPES[body.get("type", "text")],
        name=body["name"],
        guild_id=guild.id,
        position=number,
        topic=body.get("topic"),
        nsfw=bool(body.get("nsfw")),
        slowmode=int(body.get("slowmode", 0)),
        overwrites={o.id: o for o in overwrites},
    )


def _overwrite(world: World, guild: Guild, body: Json) -> Overwrite:
    if "role" in body:
        target, kind = find_role(guild, body["role"]).id, 0
    else:
        target, kind = find_user(world, body["user"]).id, 1
    allow, deny = p.bits(body.get("allow", 0)), p.bits(body.get("deny", 0))
    return Overwrite(id=target, kind=kind, allow=allow, deny=deny)
