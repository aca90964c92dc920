"""Pre-flight: what stands against an act on a member, from facts that are fresh.

Discord itself refuses most of it; asking first keeps refused calls rare (they count towards a ban
of our address) and keeps a member from being told of a punishment that cannot happen. A moderator's
order is measured by the moderator's own rights too, as they are now (contracts 1.7, T-5).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.guild import GuildFacts
from app.domain.member import Member
from app.domain.order import Ban, Kick, RemoveTimeOut, TimeOut, Unban
from app.domain.permissions import (
    Holder,
    Permission,
    guild_permissions,
    outranks,
)

Act = TimeOut | RemoveTimeOut | Kick | Ban | Unban
"""An effect that changes what a member may do."""
ACTS = (TimeOut, RemoveTimeOut, Kick, Ban, Unban)
PUNISHMENTS = (TimeOut, Kick, Ban)

NEEDED = {
    TimeOut: Permission.MODERATE_MEMBERS,
    RemoveTimeOut: Permission.MODERATE_MEMBERS,
    Kick: Permission.KICK_MEMBERS,
    Ban: Permission.BAN_MEMBERS,
    Unban: Permission.BAN_MEMBERS,
}
SAME_MOMENT = timedelta(seconds=1)
"""Discord keeps the milliseconds of a moment at best."""
NOT_A_MEMBER = "not_a_member"
PROTECTED = "protected"
HIERARCHY = "hierarchy"
MISSING_PERMISSION = "missing_permission"
MODERATOR_MAY_NOT = "moderator_may_not"
"""Objections; the catalogue has words for each under `failure`."""

_WORKS_ON_ABSENT = (Ban, Unban)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Who stands where at this moment. `target` is None when the member is not on the guild.

    `by_person` says that a moderator gave the order; `invoker` is that moderator, None when gone.
    """

    guild: GuildFacts
    bot: Member
    target: Member | None
    by_person: bool = False
    invoker: Member | None = None


def is_released(act: Act, ground: Ground) -> bool:
    """Whether a person ended or lengthened the time-out that is to be renewed.

    One that ran out by itself still shows its old end, so it can be taken up again; so can one that
    was not renewed once, since the member had left.
    """
    if not isinstance(act, TimeOut) or act.renews is None or ground.target is None:
        return False
    held = ground.target.timed_out_until

    return held is None or held - act.renews >= SAME_MOMENT


def objection(act: Act, ground: Ground, now: datetime) -> str | None:
    """Why the act cannot or may not be done, in one word; None when nothing stands against it."""
    if act.user in (ground.bot.user, ground.guild.owner):
        return PROTECTED
    if ground.target is None and not isinstance(act, _WORKS_ON_ABSENT):
        return NOT_A_MEMBER

    return _of_bot(act, ground, now) or _of_invoker(act, ground, now)


def _of_bot(act: Act, ground: Ground, now: datetime) -> str | None:
    bot = ground.bot.holder(now)
    if NEEDED[type(act)] not in guild_permissions(ground.guild, bot):
        return MISSING_PERMISSION
    if not _stands_above(bot, ground, now):
        return HIERARCHY
    if isinstance(act, TimeOut) and ground.target and _is_administrator(ground.target, ground, now):
        return PROTECTED

    return None


def _of_invoker(act: Act, ground: Ground, now: datetime) -> str | None:
    if not ground.by_person:
        return None
    if ground.invoker is None:
        return MODERATOR_MAY_NOT
    invoker = ground.invoker.holder(now)
    if NEEDED[type(act)] not in guild_permissions(ground.guild, invoker):
        return MODERATOR_MAY_NOT

    return None if _stands_above(invoker, ground, now) else MODERATOR_MAY_NOT


def _stands_above(actor: Holder, ground: Ground, now: datetime) -> bool:
    return ground.target is None or outranks(ground.guild, actor, ground.target.holder(now))


def _is_administrator(member: Member, ground: Ground, now: datetime) -> bool:
    return Permission.ADMINISTRATOR in guild_permissions(ground.guild, member.holder(now))
