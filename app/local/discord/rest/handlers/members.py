"""Operations on members and their roles."""

from app.local.discord.acts import members
from app.local.discord.errors import ApiError
from app.local.discord.rest.call import Call, Reply, no_content, ok
from app.local.discord.state.entities import Guild, Json
from app.local.discord.state.payloads import member_payload


def get_guild_member(call: Call) -> Reply:
    return ok(_payload(call, _guild(call), call.params["user_id"]))


def list_guild_members(call: Call) -> Reply:
    """In order of user id, from after the given one."""
    guild = _guild(call)
    after = call.snowflake("after") or 0
    ids = sorted((u for u in guild.members if int(u) > after), key=int)
    return ok([_payload(call, guild, u) for u in ids[: call.limit(1, 1000)]])


def search_guild_members(call: Call) -> Reply:
    guild = _guild(call)
    wanted = call.query.get("query", "").lower()
    found = [u for u, m in guild.members.items() if _name(call, u, m.nick).startswith(wanted)]
    return ok([_payload(call, guild, u) for u in found[: call.limit(1, 1000)]])


def update_guild_member(call: Call) -> Reply:
    guild, user_id = _guild(call), call.params["user_id"]
    if user_id == "@me":
        raise ApiError(50035)
    members.update(call.world, guild, user_id, call.fields, call.actor)
    return ok(_payload(call, guild, user_id))


def delete_guild_member(call: Call) -> Reply:
    members.kick(call.world, _guild(call), call.params["user_id"], call.actor)
    return no_content()


def add_guild_member_role(call: Call) -> Reply:
    p = call.params
    members.add_role(call.world, _guild(call), p["user_id"], p["role_id"], call.actor)
    return no_content()


def delete_guild_member_role(call: Call) -> Reply:
    p = call.params
    members.remove_role(call.world, _guild(call), p["user_id"], p["role_id"], call.actor)
    return no_content()


def _guild(call: Call) -> Guild:
    return call.world.guild(call.params["guild_id"], call.world.bot.id)


def _payload(call: Call, guild: Guild, user_id: str) -> Json:
    return member_payload(call.world.member(guild, user_id), call.world.user(user_id))


def _name(call: Call, user_id: str, nick: str | None) -> str:
    return (nick or call.world.user(user_id).username).lower()
