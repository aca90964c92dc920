"""Members: joining, leaving, being timed out, renamed, given roles, kicked."""

from app.local.discord.acts import audit
from app.local.discord.acts.actor import Actor
from app.local.discord.acts.member_changes import PREPARED, Scene
from app.local.discord.errors import ApiError
from app.local.discord.state import permissions as p
from app.local.discord.state.access import require, require_above
from app.local.discord.state.entities import Guild, Json, Member
from app.local.discord.state.events import GUILD_MEMBERS, Event
from app.local.discord.state.payloads import member_payload, user_payload
from app.local.discord.state.world import World, dump


def join(world: World, guild: Guild, user_id: str, *, joined_at: float | None = None) -> Member:
    if user_id in guild.bans:
        raise ApiError(40007)
    until = guild.incidents.invites_disabled_until
    if until is not None and until > world.now():
        raise ApiError(50013, message="Invites are paused for this guild")
    member = Member(user_id=user_id, joined_at=joined_at or world.now())
    guild.members[user_id] = member
    forget_access(guild, user_id)
    announce_join(world, guild, member)
    return member


def announce_join(world: World, guild: Guild, member: Member) -> None:
    payload = member_payload(member, world.user(member.user_id)) | {"guild_id": guild.id}
    _emit(world, guild, "GUILD_MEMBER_ADD", payload)


def leave(world: World, guild: Guild, user_id: str) -> None:
    world.member(guild, user_id)
    del guild.members[user_id]
    forget_access(guild, user_id)
    payload = {"guild_id": guild.id, "user": user_payload(world.user(user_id))}
    _emit(world, guild, "GUILD_MEMBER_REMOVE", payload)


def kick(world: World, guild: Guild, user_id: str, actor: Actor) -> None:
    require(guild, actor.id, p.KICK_MEMBERS, world.now())
    world.member(guild, user_id)
    require_above(guild, actor.id, user_id)
    audit.record(
        world,
        guild,
        action=audit.MEMBER_KICK,
        actor_id=actor.id,
        target_id=user_id,
        reason=actor.reason,
    )
    leave(world, guild, user_id)


def update(world: World, guild: Guild, user_id: str, body: Json, actor: Actor) -> Member:
    """Nick, roles and timeout; all rights are checked before anything changes."""
    member = world.member(guild, user_id)
    scene = Scene(guild=guild, member=member, actor=actor, now=world.now())
    prepared = [prepare(scene, body[key]) for key, prepare in PREPARED.items() if key in body]
    changes = [change for apply in prepared for change in apply()]
    if not changes:
        return member
    forget_access(guild, user_id)
    of_roles = [c for c in changes if c["key"].startswith("$")]
    others = [c for c in changes if c not in of_roles]
    for action, part in ((audit.MEMBER_UPDATE, others), (audit.MEMBER_ROLE_UPDATE, of_roles)):
        if part:
            audit.record(
                world,
                guild,
                action=action,
                actor_id=actor.id,
                target_id=user_id,
                reason=actor.reason,
                changes=part,
            )
    announce_update(world, guild, member)
    return member


def announce_update(world: World, guild: Guild, member: Member) -> None:
    payload = member_payload(member, world.user(member.user_id)) | {"guild_id": guild.id}
    _emit(world, guild, "GUILD_MEMBER_UPDATE", payload)


def forget_access(guild: Guild, user_id: str) -> None:
    """Rights computed for this member no longer stand."""
    for key in [k for k in guild.access_cache if k[0] == user_id]:
        del guild.access_cache[key]


def add_role(world: World, guild: Guild, user_id: str, role_id: str, actor: Actor) -> None:
    member = world.member(guild, user_id)
    update(world, guild, user_id, {"roles": [*_without(member, role_id), role_id]}, actor)


def remove_role(world: World, guild: Guild, user_id: str, role_id: str, actor: Actor) -> None:
    member = world.member(guild, user_id)
    if role_id not in guild.roles:
        raise ApiError(10011)
    require(guild, actor.id, p.MANAGE_ROLES, world.now())
    if role_id in member.roles:
        update(world, guild, user_id, {"roles": _without(member, role_id)}, actor)


def _without(member: Member, role_id: str) -> list[str]:
    return [r for r in member.roles if r != role_id]


def _emit(world: World, guild: Guild, name: str, payload: Json) -> None:
    event = Event(name=name, data=dump(payload), intents=GUILD_MEMBERS, guild_id=guild.id)
    world.emit(event)
