"""The audit log: who did what to whom, and why."""

from app.local.discord.state.entities import Guild, Json
from app.local.discord.state.events import GUILD_MODERATION, Event
from app.local.discord.state.permissions import VIEW_AUDIT_LOG
from app.local.discord.state.world import World, dump

GUILD_UPDATE, CHANNEL_UPDATE = 1, 11
OVERWRITE_CREATE, OVERWRITE_UPDATE, OVERWRITE_DELETE = 13, 14, 15
MEMBER_KICK, BAN_ADD, BAN_REMOVE = 20, 22, 23
MEMBER_UPDATE, MEMBER_ROLE_UPDATE = 24, 25
MESSAGE_DELETE, MESSAGE_BULK_DELETE = 72, 73
AUTOMOD_RULE_CREATE, AUTOMOD_RULE_UPDATE, AUTOMOD_RULE_DELETE = 140, 141, 142


def record(
    world: World,
    guild: Guild,
    *,
    action: int,
    actor_id: str,
    target_id: str | None,
    reason: str | None = None,
    changes: list[Json] | None = None,
    options: Json | None = None,
) -> Json:
    entry: Json = {
        "id": world.snowflakes.take(),
        "action_type": action,
        "user_id": actor_id,
        "target_id": target_id,
    }
    if changes:
        entry["changes"] = changes
    if options:
        entry["options"] = options
    if reason:
        entry["reason"] = reason
    guild.audit_log.append(entry)
    world.emit(
        Event(
            name="GUILD_AUDIT_LOG_ENTRY_CREATE",
            data=dump(entry | {"guild_id": guild.id}),
            intents=GUILD_MODERATION,
            guild_id=guild.id,
            needs=VIEW_AUDIT_LOG,
        )
    )
    return entry


def change(key: str, old: object, new: object) -> Json:
    entry: Json = {"key": key}
    if old is not None:
        entry["old_value"] = old
    if new is not None:
        entry["new_value"] = new
    return entry
