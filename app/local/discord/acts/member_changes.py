"""What can be changed about a member, and which rights each change asks for.

Every change is prepared first (rights checked, nothing touched) and applied after all of them
were; applying answers what the audit log shall say.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.local.discord.acts import audit
from app.local.discord.acts.actor import Actor
from app.local.discord.errors import ApiError, invalid_form
from app.local.discord.state import permissions as p
from app.local.discord.state.access import (
    guild_permissions,
    outranks,
    rank,
    require,
    require_above,
    top_role,
)
from app.local.discord.state.clock import iso, parse_iso
from app.local.discord.state.entities import Guild, Json, Member

MAX_TIMEOUT_SECONDS = 28 * 86_400
SLACK_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Who changes whom, where and when."""

    guild: Guild
    member: Member
    actor: Actor
    now: float

    def require(self, needed: int) -> None:
        require(self.guild, self.actor.id, needed, self.now)


Apply = Callable[[], list[Json]]
Prepare = Callable[[Scene, Any], Apply]


def _nick(scene: Scene, value: Any) -> Apply:
    own = scene.member.user_id == scene.actor.id
    scene.require(p.CHANGE_NICKNAME if own else p.MANAGE_NICKNAMES)
    if not own:
        require_above(scene.guild, scene.actor.id, scene.member.user_id)
    return _set(scene.member, "nick", value or None)


def _muted(scene: Scene, value: Any) -> Apply:
    scene.require(p.MUTE_MEMBERS)
    return _set(scene.member, "mute", bool(value))


def _deafened(scene: Scene, value: Any) -> Apply:
    scene.require(p.DEAFEN_MEMBERS)
    return _set(scene.member, "deaf", bool(value))


def _set(member: Member, key: str, new: Any) -> Apply:
    def apply() -> list[Json]:
        old = getattr(member, key)
        setattr(member, key, new)
        return [audit.change(key, old, new)] if old != new else []

    return apply


def _roles(scene: Scene, value: Any) -> Apply:
    scene.require(p.MANAGE_ROLES)
    member, guild = scene.member, scene.guild
    wanted = [str(r) for r in value or []]
    added = [r for r in wanted if r not in member.roles]
    removed = [r for r in member.roles if r not in wanted]
    for role_id in [*added, *removed]:
        _require_grantable(guild, role_id, scene.actor)

    def apply() -> list[Json]:
        member.roles[:] = wanted
        parts = (("$add", added), ("$remove", removed))
        return [{"key": key, "new_value": _named(guild, ids)} for key, ids in parts if ids]

    return apply


def _named(guild: Guild, role_ids: list[str]) -> list[Json]:
    return [{"id": r, "name": guild.roles[r].name} for r in role_ids]


def _require_grantable(guild: Guild, role_id: str, actor: Actor) -> None:
    role = guild.roles.get(role_id)
    if role is None:
        raise ApiError(10011)
    if role.managed or role.id == guild.id:
        raise ApiError(50013)
    if actor.id != guild.owner_id and rank(role) >= rank(top_role(guild, actor.id)):
        raise ApiError(50013)


def _timeout(scene: Scene, value: Any) -> Apply:
    scene.require(p.MODERATE_MEMBERS)
    member, guild = scene.member, scene.guild
    until = parse_iso(value) if value is not None else None
    administrator = guild_permissions(guild, member.user_id, 0) & p.ADMINISTRATOR
    below = outranks(guild, scene.actor.id, member.user_id)
    if not below or (until is not None and administrator):
        raise ApiError(50013)
    if until is not None and until - scene.now > MAX_TIMEOUT_SECONDS + SLACK_SECONDS:
        raise invalid_form(
            "communication_disabled_until",
            "COMMUNICATION_DISABLED_UNTIL_TOO_FAR",
            "Timeouts end at most 28 days from now.",
        )

    def apply() -> list[Json]:
        old, member.timed_out_until = member.timed_out_until, until
        if old == until:
            return []
        return [audit.change("communication_disabled_until", _text(old), _text(until))]

    return apply


def _text(at: float | None) -> str | None:
    return iso(at) if at is not None else None


PREPARED: dict[str, Prepare] = {
    "nick": _nick,
    "roles": _roles,
    "communication_disabled_until": _timeout,
    "mute": _muted,
    "deaf": _deafened,
}
