"""Who may do what on a guild: permission bits, channel overwrites and the order of roles.

Discord's rules (topics/permissions): the owner may do everything; everybody else holds what
@everyone and their roles hold together; ADMINISTRATOR stands for all. In a channel the overwrites
of @everyone, then of all roles merged, then of the member are laid over that. A permission alone
is not enough to act on somebody: one must also rank higher, which ADMINISTRATOR does not change.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntFlag

from app.domain.guild import GuildFacts, Role
from app.domain.ids import RoleId, UserId


class Permission(IntFlag):
    """Discord's bits by Discord's names. Bits not named here are carried along untouched."""

    CREATE_INSTANT_INVITE = 1 << 0
    KICK_MEMBERS = 1 << 1
    BAN_MEMBERS = 1 << 2
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_AUDIT_LOG = 1 << 7
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    MANAGE_NICKNAMES = 1 << 27
    MANAGE_ROLES = 1 << 28
    MANAGE_WEBHOOKS = 1 << 29
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    SEND_MESSAGES_IN_THREADS = 1 << 38
    MODERATE_MEMBERS = 1 << 40
    PIN_MESSAGES = 1 << 51  # apart from MANAGE_MESSAGES since 2026-02-23 (RS-30)
    BYPASS_SLOWMODE = 1 << 52


NONE = Permission(0)
ALL = Permission((1 << 53) - 1)
WHILE_TIMED_OUT = Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY
"""What a member who is timed out keeps, unless owner or administrator."""
_NEEDS_SENDING = Permission.MENTION_EVERYONE | Permission.ATTACH_FILES | Permission.EMBED_LINKS


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Somebody on a guild, as far as rights go."""

    user: UserId
    roles: tuple[RoleId, ...] = ()
    timed_out: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Overwrite:
    """What a channel allows and denies one role or one member, by their id."""

    id: int
    allow: int = 0
    deny: int = 0


def guild_permissions(guild: GuildFacts, holder: Holder) -> Permission:
    """What the holder may do before any channel has its say."""
    held = _granted(guild, holder)
    return held & WHILE_TIMED_OUT if holder.timed_out and held != ALL else held


def channel_permissions(
    guild: GuildFacts, holder: Holder, overwrites: Iterable[Overwrite], *, in_thread: bool = False
) -> Permission:
    """What the holder may do in a channel.

    Args:
        guild: the guild with its roles.
        holder: whose rights.
        overwrites: the channel's own; for a thread those of its parent.
        in_thread: whether it is a thread, where speaking has a permission of its own.
    """
    held = _granted(guild, holder)
    if held == ALL:
        return ALL
    held = _implied(_overwritten(held, guild, holder, tuple(overwrites)), in_thread=in_thread)

    return held & WHILE_TIMED_OUT if holder.timed_out else held


def outranks(guild: GuildFacts, actor: Holder, target: Holder) -> bool:
    """Whether `actor` stands above `target`: nobody above the owner, nobody above oneself."""
    if target.user in (actor.user, guild.owner):
        return False
    if actor.user == guild.owner:
        return True

    return rank_of(top_role(guild, actor)) > rank_of(top_role(guild, target))


def top_role(guild: GuildFacts, holder: Holder) -> Role:
    """The holder's highest role; @everyone when there is no other."""
    everyone = Role(id=RoleId(guild.id), position=0, permissions=0)
    return max(
        (role for role in guild.roles if role.id in holder.roles), key=rank_of, default=everyone
    )


def rank_of(role: Role) -> tuple[int, int]:
    """Roles in their order: by position, and the older one first where positions tie."""
    return role.position, -role.id


def names_of(permissions: int) -> tuple[str, ...]:
    """The permissions by name, to tell people what is missing."""
    return tuple(one.name for one in Permission if one & permissions and one.name)


def _granted(guild: GuildFacts, holder: Holder) -> Permission:
    if holder.user == guild.owner:
        return ALL
    held = Permission(guild.permissions_of(holder.roles))

    return ALL if held & Permission.ADMINISTRATOR else held


def _overwritten(
    held: int, guild: GuildFacts, holder: Holder, overwrites: Sequence[Overwrite]
) -> int:
    by_id = {one.id: one for one in overwrites}
    of_roles = [
        by_id[role] for role in holder.roles if role in by_id and int(role) != int(guild.id)
    ]
    merged = Overwrite(
        id=0, allow=_union(one.allow for one in of_roles), deny=_union(one.deny for one in of_roles)
    )
    for layer in (by_id.get(int(guild.id)), merged, by_id.get(int(holder.user))):
        if layer:
            held = held & ~layer.deny | layer.allow

    return held


def _union(bits: Iterable[int]) -> int:
    total = 0
    for one in bits:
        total |= one

    return total


def _implied(held: int, *, in_thread: bool) -> Permission:
    """What cannot be seen cannot be used; who cannot speak cannot attach or mention either."""
    if not held & Permission.VIEW_CHANNEL:
        return NONE
    if in_thread:
        speaks = held & Permission.SEND_MESSAGES_IN_THREADS
        held = held | Permission.SEND_MESSAGES if speaks else held & ~Permission.SEND_MESSAGES

    return Permission(held if held & Permission.SEND_MESSAGES else held & ~_NEEDS_SENDING)
