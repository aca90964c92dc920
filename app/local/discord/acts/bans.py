"""Bans: one, many, lifted; with the messages they take along."""

from app.local.discord.acts import audit
from app.local.discord.acts.actor import Actor
from app.local.discord.acts.deletions import delete_recent_of
from app.local.discord.acts.members import leave
from app.local.discord.errors import ApiError
from app.local.discord.state import permissions as p
from app.local.discord.state.access import outranks, require, require_above
from app.local.discord.state.entities import Guild, Json
from app.local.discord.state.events import GUILD_MODERATION, Event
from app.local.discord.state.payloads import user_payload
from app.local.discord.state.world import World, dump


def ban(world: World, guild: Guild, user_id: str, delete_seconds: int, actor: Actor) -> bool:
    """Ban a member or a stranger; a second ban changes nothing and is no error."""
    require(guild, actor.id, p.BAN_MEMBERS, world.now())
    world.user(user_id)
    require_above(guild, actor.id, user_id)
    if user_id in guild.bans:
        return False
    if user_id not in guild.members:
        if guild.non_member_bans_left <= 0:
            raise ApiError(30035)
        guild.non_member_bans_left -= 1
    _carry_out(world, guild, user_id, delete_seconds, actor)
    return True


def bulk_ban(
    world: World, guild: Guild, user_ids: list[str], delete_seconds: int, actor: Actor
) -> Json:
    require(guild, actor.id, p.BAN_MEMBERS | p.MANAGE_GUILD, world.now())
    strangers = sum(user not in guild.members and user not in guild.bans for user in user_ids)
    if strangers > guild.non_member_bans_left:
        raise ApiError(30035)
    guild.non_member_bans_left -= strangers
    banned: list[str] = []
    failed: list[str] = []
    for user_id in user_ids:
        known = user_id in world.users and user_id not in guild.bans
        if not known or not outranks(guild, actor.id, user_id):
            failed.append(user_id)
            continue
        _carry_out(world, guild, user_id, delete_seconds, actor)
        banned.append(user_id)
    if not banned:
        raise ApiError(500000)
    return {"banned_users": banned, "failed_users": failed}


def unban(world: World, guild: Guild, user_id: str, actor: Actor) -> None:
    require(guild, actor.id, p.BAN_MEMBERS, world.now())
    if user_id not in guild.bans:
        raise ApiError(10026)
    del guild.bans[user_id]
    audit.record(
        world,
        guild,
        action=audit.BAN_REMOVE,
        actor_id=actor.id,
        target_id=user_id,
        reason=actor.reason,
    )
    _announce(world, guild, "GUILD_BAN_REMOVE", user_id)


def ban_payload(world: World, guild: Guild, user_id: str) -> Json:
    if user_id not in guild.bans:
        raise ApiError(10026)
    return {"user": user_payload(world.user(user_id)), "reason": guild.bans[user_id]}


def _carry_out(world: World, guild: Guild, user_id: str, seconds: int, actor: Actor) -> None:
    guild.bans[user_id] = actor.reason
    audit.record(
        world,
        guild,
        action=audit.BAN_ADD,
        actor_id=actor.id,
        target_id=user_id,
        reason=actor.reason,
    )
    _announce(world, guild, "GUILD_BAN_ADD", user_id)
    if user_id in guild.members:
        leave(world, guild, user_id)
    if seconds:
        delete_recent_of(world, guild, user_id, seconds)


def _announce(world: World, guild: Guild, name: str, user_id: str) -> None:
    payload = {"guild_id": guild.id, "user": user_payload(world.user(user_id))}
    world.emit(
        Event(
            name=name,
            data=dump(payload),
            intents=GUILD_MODERATION,
            guild_id=guild.id,
            needs=p.BAN_MEMBERS | p.VIEW_AUDIT_LOG,
        )
    )
