"""Interaction payloads as Discord sends them: who, where, with which rights."""

import orjson

from app.local.discord.errors import ApiError
from app.local.discord.interactions import kinds
from app.local.discord.interactions.registry import Interaction, new_token
from app.local.discord.state import permissions as p
from app.local.discord.state.access import channel_permissions
from app.local.discord.state.entities import Channel, Guild, Json, Message
from app.local.discord.state.payloads import channel_payload, member_payload, user_payload
from app.local.discord.state.world import World

IN_GUILD, IN_BOT_DM = 0, 1
ATTACHMENT_LIMIT = 10 * 1024 * 1024
DM_RIGHTS = p.VIEW_CHANNEL | p.SEND_MESSAGES | p.EMBED_LINKS | p.ATTACH_FILES


def start(
    world: World,
    kind: int,
    user_id: str,
    channel: Channel,
    data: Json,
    *,
    source: Message | None = None,
) -> Interaction:
    """A new interaction with its full payload; the user must see the channel."""
    guild = world.guild_of(channel)
    if guild and user_id not in guild.members:
        raise ApiError(10007)
    interaction = Interaction(
        id=world.snowflakes.take(),
        token=new_token(),
        kind=kind,
        user_id=user_id,
        channel_id=channel.id,
        guild_id=channel.guild_id,
        sent_at=world.now(),
        source_message_id=source.id if source else None,
    )
    interaction.payload = _envelope(world, interaction, channel) | {"data": data}
    interaction.payload |= _place(world, guild, channel, user_id)
    if source is not None:
        interaction.payload["message"] = orjson.loads(source.raw)
    return interaction


def _envelope(world: World, interaction: Interaction, channel: Channel) -> Json:
    user = world.user(interaction.user_id)
    recipient = world.users.get(channel.recipient_id or "")
    return {
        "id": interaction.id,
        "application_id": world.application_id,
        "type": interaction.kind,
        "token": interaction.token,
        "version": 1,
        "channel_id": channel.id,
        "channel": channel_payload(channel, recipient),
        "locale": user.locale,
        "entitlements": [],
        "attachment_size_limit": ATTACHMENT_LIMIT,
    }


def _place(world: World, guild: Guild | None, channel: Channel, user_id: str) -> Json:
    user = world.user(user_id)
    if guild is None:
        return {
            "user": user_payload(user),
            "context": IN_BOT_DM,
            "app_permissions": str(DM_RIGHTS),
            "authorizing_integration_owners": {"0": "0"},
        }
    now = world.now()
    rights = channel_permissions(guild, user_id, channel, now)
    if not rights & p.VIEW_CHANNEL:
        raise ApiError(50001)
    member = member_payload(guild.members[user_id], user) | {"permissions": str(rights)}
    return {
        "guild_id": guild.id,
        "guild": {"id": guild.id, "locale": guild.locale, "features": ["COMMUNITY"]},
        "guild_locale": guild.locale,
        "member": member,
        "context": IN_GUILD,
        "app_permissions": str(channel_permissions(guild, world.bot.id, channel, now)),
        "authorizing_integration_owners": {"0": guild.id},
    }


def ping(world: World) -> Json:
    return {
        "id": world.snowflakes.take(),
        "application_id": world.application_id,
        "type": kinds.PING,
        "token": new_token(),
        "version": 1,
        "user": user_payload(world.owner),
        "entitlements": [],
        "authorizing_integration_owners": {},
    }
