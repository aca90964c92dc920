"""Channels, threads and the rights inside them."""

from app.local.discord.acts import audit
from app.local.discord.acts.actor import Actor
from app.local.discord.errors import ApiError, invalid_form
from app.local.discord.state import permissions as p
from app.local.discord.state.access import require_in
from app.local.discord.state.entities import (
    ANNOUNCEMENT,
    ANNOUNCEMENT_THREAD,
    PUBLIC_THREAD,
    Channel,
    Guild,
    Json,
    Overwrite,
)
from app.local.discord.state.events import GUILDS, Event
from app.local.discord.state.payloads import channel_payload
from app.local.discord.state.world import World, dump

_FIELDS = {
    "name": "name",
    "topic": "topic",
    "nsfw": "nsfw",
    "position": "position",
    "parent_id": "parent_id",
    "rate_limit_per_user": "slowmode",
    "archived": "archived",
    "locked": "locked",
}


def create(world: World, channel: Channel) -> Channel:
    world.add_channel(channel)
    name = "THREAD_CREATE" if channel.is_thread else "CHANNEL_CREATE"
    announce(world, channel, name, newly_created=True)
    return channel


def start_thread(world: World, parent: Channel, name: str, owner_id: str) -> Channel:
    kind = ANNOUNCEMENT_THREAD if parent.type == ANNOUNCEMENT else PUBLIC_THREAD
    thread = Channel(
        id=world.snowflakes.take(),
        type=kind,
        name=name,
        guild_id=parent.guild_id,
        parent_id=parent.id,
        owner_id=owner_id,
    )
    return create(world, thread)


def update(world: World, channel: Channel, body: Json, actor: Actor) -> Channel:
    guild = _guild(world, channel)
    needed = p.MANAGE_THREADS if channel.is_thread else p.MANAGE_CHANNELS
    if body.get("permission_overwrites") is not None:
        needed |= p.MANAGE_ROLES
    require_in(guild, channel, actor.id, needed, world.now())
    changes: list[Json] = []
    for key, attribute in _FIELDS.items():
        if key in body and (old := getattr(channel, attribute)) != body[key]:
            setattr(channel, attribute, body[key])
            changes.append(audit.change(key, old, body[key]))
    if body.get("permission_overwrites") is not None:
        parsed = [parse_overwrite(o) for o in body["permission_overwrites"]]
        channel.overwrites = {o.id: o for o in parsed}
        changes.append(audit.change("permission_overwrites", None, body["permission_overwrites"]))
    if changes:
        guild.access_cache.clear()
        _audit(world, channel, audit.CHANNEL_UPDATE, actor, changes)
        announce(world, channel, "THREAD_UPDATE" if channel.is_thread else "CHANNEL_UPDATE")
    return channel


def set_overwrite(world: World, channel: Channel, overwrite: Overwrite, actor: Actor) -> None:
    guild = _guild(world, channel)
    held = require_in(guild, channel, actor.id, p.MANAGE_ROLES, world.now())
    if channel.is_thread:
        raise ApiError(50024)
    known = guild.roles if overwrite.kind == 0 else guild.members
    if overwrite.id not in known:
        raise ApiError(10011 if overwrite.kind == 0 else 10013)
    touched = overwrite.allow | overwrite.deny
    if touched & ~held:
        raise ApiError(50013)
    fresh = overwrite.id not in channel.overwrites
    channel.overwrites[overwrite.id] = overwrite
    guild.access_cache.clear()
    action = audit.OVERWRITE_CREATE if fresh else audit.OVERWRITE_UPDATE
    changes = [
        audit.change("allow", None, str(overwrite.allow)),
        audit.change("deny", None, str(overwrite.deny)),
    ]
    _audit(world, channel, action, actor, changes)
    announce(world, channel, "CHANNEL_UPDATE")


def delete_overwrite(world: World, channel: Channel, overwrite_id: str, actor: Actor) -> None:
    guild = _guild(world, channel)
    require_in(guild, channel, actor.id, p.MANAGE_ROLES, world.now())
    if channel.overwrites.pop(overwrite_id, None) is None:
        raise ApiError(10009)
    guild.access_cache.clear()
    _audit(world, channel, audit.OVERWRITE_DELETE, actor, [])
    announce(world, channel, "CHANNEL_UPDATE")


def remove(world: World, channel: Channel) -> None:
    """A channel goes, with its threads and messages; moderators do this in Discord itself."""
    guild = _guild(world, channel)
    announce(world, channel, "THREAD_DELETE" if channel.is_thread else "CHANNEL_DELETE")
    for thread in [c for c in guild.channels.values() if c.parent_id == channel.id and c.is_thread]:
        remove(world, thread)
    for number in channel.message_ids:
        world.messages.pop(number, None)
    del guild.channels[channel.id], world.channels[channel.id]
    guild.access_cache.clear()


def parse_overwrite(body: Json) -> Overwrite:
    return Overwrite(
        id=str(body["id"]),
        kind=int(body.get("type") or 0),
        allow=int(body.get("allow") or 0),
        deny=int(body.get("deny") or 0),
    )


def announce(world: World, channel: Channel, name: str, *, newly_created: bool = False) -> None:
    payload = channel_payload(channel)
    if newly_created and channel.is_thread:
        payload["newly_created"] = True
    event = Event(
        name=name, data=dump(payload), intents=GUILDS, guild_id=channel.guild_id, channel=channel
    )
    world.emit(event)


def _guild(world: World, channel: Channel) -> Guild:
    guild = world.guild_of(channel)
    if guild is None:
        raise ApiError(50003)
    return guild


def _audit(world: World, channel: Channel, action: int, actor: Actor, changes: list[Json]) -> None:
    audit.record(
        world,
        _guild(world, channel),
        action=action,
        actor_id=actor.id,
        target_id=channel.id,
        reason=actor.reason,
        changes=changes,
    )


def check_slowmode(seconds: int) -> None:
    if not 0 <= seconds <= 21_600:  # noqa: PLR2004 — Discord's longest slowmode
        raise invalid_form(
            "rate_limit_per_user", "NUMBER_TYPE_MAX", "int value should be 0 to 21600."
        )
