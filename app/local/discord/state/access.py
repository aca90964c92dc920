"""Who may do what: permission computation and role hierarchy as Discord documents them."""

from app.local.discord.errors import ApiError
from app.local.discord.state import permissions as p
from app.local.discord.state.entities import DM, Channel, Guild, Member, Role

# What a member loses in a channel along with SEND_MESSAGES.
NEEDS_SENDING = p.MENTION_EVERYONE | p.ATTACH_FILES | p.EMBED_LINKS


def guild_permissions(guild: Guild, user_id: str, now: float) -> int:
    """The member's rights before any channel has its say; 0 for people who are not here."""
    member = guild.members.get(user_id)
    if member is None:
        return 0
    if user_id == guild.owner_id:
        return p.ALL
    held = guild.roles[guild.id].permissions
    for role_id in member.roles:
        role = guild.roles.get(role_id)
        held |= role.permissions if role else 0
    if held & p.ADMINISTRATOR:
        return p.ALL
    return held & p.TIMED_OUT if is_timed_out(member, now) else held


def channel_permissions(guild: Guild, user_id: str, channel: Channel, now: float) -> int:
    """The member's rights in one channel; threads inherit from their parent."""
    member = guild.members.get(user_id)
    if member is None:
        return 0
    key = (user_id, channel.id)
    held = guild.access_cache.get(key)
    if held is None:
        held = guild.access_cache[key] = _in_channel(guild, member, channel)
    if held != p.ALL and is_timed_out(member, now):
        held &= p.TIMED_OUT
    return held


def is_timed_out(member: Member, now: float) -> bool:
    return member.timed_out_until is not None and member.timed_out_until > now


def _in_channel(guild: Guild, member: Member, channel: Channel) -> int:
    held = guild_permissions(guild, member.user_id, float("inf"))
    if held == p.ALL:
        return p.ALL
    ruling = guild.channels.get(channel.parent_id or "", channel) if channel.is_thread else channel
    held = _overwritten(held, guild, member, ruling)
    if not held & p.VIEW_CHANNEL:
        return 0
    if channel.is_thread:
        speaks = held & p.SEND_MESSAGES_IN_THREADS
        held = held | p.SEND_MESSAGES if speaks else held & ~p.SEND_MESSAGES
    return held if held & p.SEND_MESSAGES else held & ~NEEDS_SENDING


def _overwritten(held: int, guild: Guild, member: Member, channel: Channel) -> int:
    everyone = channel.overwrites.get(guild.id)
    if everyone:
        held = held & ~everyone.deny | everyone.allow
    allow = deny = 0
    for role_id in member.roles:
        if role := channel.overwrites.get(role_id):
            allow |= role.allow
            deny |= role.deny
    held = held & ~deny | allow
    if own := channel.overwrites.get(member.user_id):
        held = held & ~own.deny | own.allow
    return held


def require(guild: Guild, actor_id: str, needed: int, now: float) -> None:
    """The actor holds these guild-wide rights, or 50001 (not here) / 50013 / 60003."""
    if actor_id not in guild.members:
        raise ApiError(50001)
    if guild_permissions(guild, actor_id, now) & needed != needed:
        raise ApiError(50013)
    if guild.needs_two_factor and needed & TWO_FACTOR:
        raise ApiError(60003)


def require_in(
    guild: Guild | None, channel: Channel, actor_id: str, needed: int, now: float
) -> int:
    """The actor sees the channel (else 50001) and holds these rights in it (else 50013)."""
    if guild is None:
        if channel.type != DM or channel.recipient_id is None:
            raise ApiError(50001)
        return p.ALL
    held = channel_permissions(guild, actor_id, channel, now)
    if not held & p.VIEW_CHANNEL:
        raise ApiError(50001)
    if held & needed != needed:
        raise ApiError(50013)
    return held


def require_above(guild: Guild, actor_id: str, target_id: str) -> None:
    """The actor outranks the target, or 50013."""
    if not outranks(guild, actor_id, target_id):
        raise ApiError(50013)


def outranks(guild: Guild, actor_id: str, target_id: str) -> bool:
    """The owner outranks all; nobody outranks the owner; else the higher top role wins."""
    if target_id in {actor_id, guild.owner_id}:
        return False
    if actor_id == guild.owner_id:
        return True
    return rank(top_role(guild, actor_id)) > rank(top_role(guild, target_id))


def top_role(guild: Guild, user_id: str) -> Role:
    member = guild.members.get(user_id)
    held = [guild.roles[r] for r in member.roles if r in guild.roles] if member else []
    return max([*held, guild.roles[guild.id]], key=rank)


def rank(role: Role) -> tuple[int, int]:
    """Order of roles: by position, then the older (lower) id first."""
    return (role.position, -int(role.id))


TWO_FACTOR = (
    p.KICK_MEMBERS
    | p.BAN_MEMBERS
    | p.ADMINISTRATOR
    | p.MANAGE_CHANNELS
    | p.MANAGE_GUILD
    | p.MANAGE_MESSAGES
    | p.MANAGE_ROLES
    | p.MANAGE_WEBHOOKS
    | p.MANAGE_THREADS
)
