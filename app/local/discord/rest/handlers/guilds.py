"""Operations on guilds: reading them, their audit log, their emergency brakes, leaving."""

from app.local.discord.acts import guilds
from app.local.discord.rest.call import Call, Reply, no_content, ok
from app.local.discord.state import permissions as p
from app.local.discord.state.access import require
from app.local.discord.state.entities import Guild, Json
from app.local.discord.state.payloads import (
    channel_payload,
    guild_payload,
    role_payload,
    user_payload,
)


def get_guild(call: Call) -> Reply:
    guild = _guild(call)
    payload = guild_payload(guild)
    if call.query.get("with_counts", "").lower() == "true":
        count = len(guild.members)
        payload |= {"approximate_member_count": count, "approximate_presence_count": count}
    return ok(payload)


def list_guild_roles(call: Call) -> Reply:
    return ok([role_payload(r) for r in _guild(call).roles.values()])


def list_guild_channels(call: Call) -> Reply:
    channels = _guild(call).channels.values()
    return ok([channel_payload(c) for c in channels if not c.is_thread])


def get_active_guild_threads(call: Call) -> Reply:
    channels = _guild(call).channels.values()
    threads = [channel_payload(c) for c in channels if c.is_thread and not c.archived]
    return ok({"threads": threads, "members": [], "has_more": False})


def list_guild_audit_log_entries(call: Call) -> Reply:
    """Newest first; `after` asks for the oldest that follow, ascending."""
    guild = _guild(call)
    require(guild, call.world.bot.id, p.VIEW_AUDIT_LOG, call.world.now())
    before, after = call.snowflake("before"), call.snowflake("after")
    entries = [e for e in guild.audit_log if _wanted(e, call)]
    limit = call.limit(50, 100)
    if after is not None:
        entries = [e for e in entries if int(e["id"]) > after][:limit]
    else:
        kept = [e for e in entries if before is None or int(e["id"]) < before]
        entries = kept[::-1][:limit]
    return ok(_audit_payload(call, entries))


def update_guild_incident_actions(call: Call) -> Reply:
    return ok(guilds.set_incidents(call.world, _guild(call), call.fields, call.actor))


def leave_guild(call: Call) -> Reply:
    guilds.remove_bot(call.world, _guild(call))
    return no_content()


def _wanted(entry: Json, call: Call) -> bool:
    query = call.query
    if query.get("user_id") not in {None, entry["user_id"]}:
        return False
    if query.get("target_id") not in {None, entry["target_id"]}:
        return False
    return query.get("action_type") in {None, str(entry["action_type"])}


def _audit_payload(call: Call, entries: list[Json]) -> Json:
    named = {e[key] for e in entries for key in ("user_id", "target_id")}
    users = [user_payload(call.world.users[u]) for u in named if u in call.world.users]
    return {
        "audit_log_entries": entries,
        "users": users,
        "integrations": [],
        "webhooks": [],
        "guild_scheduled_events": [],
        "threads": [],
        "application_commands": [],
        "auto_moderation_rules": [],
    }


def _guild(call: Call) -> Guild:
    return call.world.guild(call.params["guild_id"], call.world.bot.id)
