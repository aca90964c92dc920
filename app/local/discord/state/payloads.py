"""State -> Discord's JSON shapes."""

from app.local.discord.state.clock import iso, snowflake_time
from app.local.discord.state.entities import (
    ANNOUNCEMENT,
    DM,
    TEXT,
    Channel,
    Guild,
    Json,
    Member,
    Overwrite,
    Role,
    User,
)


def user_payload(user: User) -> Json:
    payload: Json = {
        "id": user.id,
        "username": user.username,
        "global_name": user.global_name,
        "avatar": None,
        "discriminator": "0000" if user.bot else "0",
        "public_flags": 0,
        "flags": 0,
        "primary_guild": None,
    }
    if user.bot:
        payload["bot"] = True
    if user.system:
        payload["system"] = True
    return payload


def partial_member_payload(member: Member) -> Json:
    """A member without its user, as messages carry it."""
    until = member.timed_out_until
    return {
        "roles": list(member.roles),
        "nick": member.nick,
        "avatar": None,
        "banner": None,
        "joined_at": iso(member.joined_at),
        "premium_since": None,
        "pending": False,
        "communication_disabled_until": iso(until) if until is not None else None,
        "flags": member.flags,
        "mute": member.mute,
        "deaf": member.deaf,
    }


def member_payload(member: Member, user: User) -> Json:
    return partial_member_payload(member) | {"user": user_payload(user)}


def role_payload(role: Role) -> Json:
    payload: Json = {
        "id": role.id,
        "name": role.name,
        "permissions": str(role.permissions),
        "position": role.position,
        "color": role.color,
        "colors": {"primary_color": role.color, "secondary_color": None, "tertiary_color": None},
        "hoist": role.hoist,
        "managed": role.managed,
        "mentionable": role.mentionable,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }
    if role.bot_id:
        payload["tags"] = {"bot_id": role.bot_id}
    return payload


def overwrite_payload(overwrite: Overwrite) -> Json:
    return {
        "id": overwrite.id,
        "type": overwrite.kind,
        "allow": str(overwrite.allow),
        "deny": str(overwrite.deny),
    }


def channel_payload(channel: Channel, recipient: User | None = None) -> Json:
    payload: Json = {
        "id": channel.id,
        "type": channel.type,
        "flags": 0,
        "last_message_id": str(channel.message_ids[-1]) if channel.message_ids else None,
    }
    if channel.type == DM:
        return payload | {"recipients": [user_payload(recipient)] if recipient else []}
    payload |= {
        "guild_id": channel.guild_id,
        "name": channel.name,
        "parent_id": channel.parent_id,
        "rate_limit_per_user": channel.slowmode,
        "last_pin_timestamp": None,
    }
    if channel.is_thread:
        return payload | _thread_part(channel)
    payload |= {
        "position": channel.position,
        "permission_overwrites": [overwrite_payload(o) for o in channel.overwrites.values()],
        "nsfw": channel.nsfw,
        "topic": channel.topic,
    }
    if channel.type in {TEXT, ANNOUNCEMENT}:
        payload["default_auto_archive_duration"] = 1440
    return payload


def _thread_part(channel: Channel) -> Json:
    created = iso(snowflake_time(channel.id))
    return {
        "owner_id": channel.owner_id,
        "message_count": len(channel.message_ids),
        "total_message_sent": len(channel.message_ids),
        "member_count": 1,
        "thread_metadata": {
            "archived": channel.archived,
            "locked": channel.locked,
            "auto_archive_duration": 1440,
            "archive_timestamp": created,
            "create_timestamp": created,
        },
    }


def incidents_payload(guild: Guild) -> Json:
    invites = guild.incidents.invites_disabled_until
    dms = guild.incidents.dms_disabled_until
    return {
        "invites_disabled_until": iso(invites) if invites is not None else None,
        "dms_disabled_until": iso(dms) if dms is not None else None,
        "dm_spam_detected_at": None,
        "raid_detected_at": None,
    }


def guild_payload(guild: Guild) -> Json:
    incidents = guild.incidents
    calm = incidents.invites_disabled_until is None and incidents.dms_disabled_until is None
    return _EMPTY_GUILD | {
        "id": guild.id,
        "name": guild.name,
        "owner_id": guild.owner_id,
        "preferred_locale": guild.locale,
        "mfa_level": int(guild.needs_two_factor),
        "roles": [role_payload(r) for r in guild.roles.values()],
        "incidents_data": None if calm else incidents_payload(guild),
    }


def guild_create_payload(guild: Guild, bot: User) -> Json:
    """What the gateway sends; members hold only the bot, as without the presences intent."""
    own = guild.members[bot.id]
    threads = [c for c in guild.channels.values() if c.is_thread and not c.archived]
    return guild_payload(guild) | {
        "joined_at": iso(own.joined_at),
        "large": len(guild.members) > 250,  # noqa: PLR2004 — Discord's upper large_threshold
        "unavailable": False,
        "member_count": len(guild.members),
        "voice_states": [],
        "members": [member_payload(own, bot)],
        "channels": [channel_payload(c) for c in guild.channels.values() if not c.is_thread],
        "threads": [channel_payload(c) for c in threads],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


_EMPTY_GUILD: Json = {
    "icon": None,
    "description": None,
    "home_header": None,
    "splash": None,
    "discovery_splash": None,
    "features": ["COMMUNITY"],
    "banner": None,
    "application_id": None,
    "region": "deprecated",
    "afk_channel_id": None,
    "afk_timeout": 300,
    "system_channel_id": None,
    "system_channel_flags": 0,
    "widget_enabled": False,
    "widget_channel_id": None,
    "verification_level": 1,
    "default_message_notifications": 1,
    "explicit_content_filter": 2,
    "max_presences": None,
    "max_members": 500000,
    "max_stage_video_channel_users": 50,
    "max_video_channel_users": 25,
    "vanity_url_code": None,
    "premium_tier": 0,
    "premium_subscription_count": 0,
    "rules_channel_id": None,
    "safety_alerts_channel_id": None,
    "public_updates_channel_id": None,
    "premium_progress_bar_enabled": False,
    "nsfw": False,
    "nsfw_level": 0,
    "emojis": [],
    "stickers": [],
}
