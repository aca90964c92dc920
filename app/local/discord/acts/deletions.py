"""Messages removed: one, many, or all recent ones of a banned user."""

from bisect import bisect_left

from app.local.discord.acts import audit
from app.local.discord.acts.actor import Actor
from app.local.discord.acts.telling import guild_part, message_event
from app.local.discord.errors import ApiError
from app.local.discord.state import permissions as p
from app.local.discord.state.access import require_in
from app.local.discord.state.clock import snowflake_floor
from app.local.discord.state.entities import DM, Channel, Guild, Message
from app.local.discord.state.world import World, dump

BULK_AGE_SECONDS = 14 * 86_400
BULK_MIN, BULK_MAX = 2, 100


def delete(world: World, channel: Channel, message: Message, actor: Actor) -> None:
    guild = world.guild_of(channel)
    foreign = message.author_id != actor.id
    if foreign and channel.type == DM:
        raise ApiError(50003)
    require_in(guild, channel, actor.id, p.MANAGE_MESSAGES if foreign else 0, world.now())
    if message.visible_to is not None:
        raise ApiError(10008)
    if message.system:
        raise ApiError(50021)
    if foreign and guild:
        audit.record(
            world,
            guild,
            action=audit.MESSAGE_DELETE,
            actor_id=actor.id,
            target_id=message.author_id,
            reason=actor.reason,
            options={"channel_id": channel.id, "count": "1"},
        )
    remove(world, channel, message)


def remove(world: World, channel: Channel, message: Message) -> None:
    """Take a message away and say so; no rights asked (the author, an expiry, a token)."""
    del world.messages[int(message.id)]
    if message.visible_to is not None:
        return
    payload = {"id": message.id, "channel_id": channel.id} | guild_part(channel)
    world.emit(message_event(channel, "MESSAGE_DELETE", dump(payload)))


def bulk_delete(world: World, channel: Channel, ids: list[str], actor: Actor) -> list[str]:
    if channel.type == DM:
        raise ApiError(50003)
    guild = world.guild_of(channel)
    require_in(guild, channel, actor.id, p.MANAGE_MESSAGES, world.now())
    if not BULK_MIN <= len(ids) <= BULK_MAX:
        raise ApiError(50016)
    floor = snowflake_floor(world.now() - BULK_AGE_SECONDS)
    if any(int(i) < floor for i in ids):
        raise ApiError(50034)
    found = [i for i in ids if _is_in(world, channel, i)]
    if guild and found:
        audit.record(
            world,
            guild,
            action=audit.MESSAGE_BULK_DELETE,
            actor_id=actor.id,
            target_id=channel.id,
            reason=actor.reason,
            options={"count": str(len(found))},
        )
    remove_many(world, channel, found)
    return found


def remove_many(world: World, channel: Channel, ids: list[str]) -> None:
    for message_id in ids:
        del world.messages[int(message_id)]
    if ids:
        payload = {"ids": ids, "channel_id": channel.id} | guild_part(channel)
        world.emit(message_event(channel, "MESSAGE_DELETE_BULK", dump(payload)))


def delete_recent_of(world: World, guild: Guild, user_id: str, seconds: int) -> None:
    """What a ban takes along: the user's messages of the last seconds, in every channel."""
    floor = snowflake_floor(world.now() - seconds)
    for channel in guild.channels.values():
        recent = channel.message_ids[bisect_left(channel.message_ids, floor) :]
        theirs = [str(i) for i in recent if _author(world, i) == user_id]
        if len(theirs) == 1:
            remove(world, channel, world.messages[int(theirs[0])])
        else:
            for start in range(0, len(theirs), BULK_MAX):
                remove_many(world, channel, theirs[start : start + BULK_MAX])


def _is_in(world: World, channel: Channel, message_id: str) -> bool:
    message = world.messages.get(int(message_id))
    return message is not None and message.channel_id == channel.id


def _author(world: World, number: int) -> str | None:
    message = world.messages.get(number)
    return message.author_id if message else None
