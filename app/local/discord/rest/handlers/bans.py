"""Operations on bans."""

from app.local.discord.acts import bans
from app.local.discord.rest.call import Call, Reply, no_content, ok
from app.local.discord.state import permissions as p
from app.local.discord.state.access import require
from app.local.discord.state.entities import Guild

DAY = 86_400


def ban_user_from_guild(call: Call) -> Reply:
    changed = bans.ban(
        call.world, _guild(call), call.params["user_id"], _delete_seconds(call), call.actor
    )
    return Reply(status=204, applied=changed)


def unban_user_from_guild(call: Call) -> Reply:
    bans.unban(call.world, _guild(call), call.params["user_id"], call.actor)
    return no_content()


def get_guild_ban(call: Call) -> Reply:
    guild = _readable(call)
    return ok(bans.ban_payload(call.world, guild, call.params["user_id"]))


def list_guild_bans(call: Call) -> Reply:
    guild = _readable(call)
    before, after = call.snowflake("before"), call.snowflake("after")
    ids = sorted(guild.bans, key=int)
    limit = call.limit(1000, 1000)
    if before is not None:
        ids = [u for u in ids if int(u) < before][-limit:]
    elif after is not None:
        ids = [u for u in ids if int(u) > after]
    return ok([bans.ban_payload(call.world, guild, u) for u in ids[:limit]])


def bulk_ban_users_from_guild(call: Call) -> Reply:
    ids = [str(u) for u in call.fields["user_ids"]]
    return ok(bans.bulk_ban(call.world, _guild(call), ids, _delete_seconds(call), call.actor))


def _delete_seconds(call: Call) -> int:
    days = call.fields.get("delete_message_days") or 0
    return int(call.fields.get("delete_message_seconds") or days * DAY)


def _guild(call: Call) -> Guild:
    return call.world.guild(call.params["guild_id"], call.world.bot.id)


def _readable(call: Call) -> Guild:
    guild = _guild(call)
    require(guild, call.world.bot.id, p.BAN_MEMBERS, call.world.now())
    return guild
