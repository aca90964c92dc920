"""Rights and hierarchy: contracts 1.7, against an oracle written from Discord's pseudocode."""

import itertools
import random

import pytest

from app.local.discord.errors import ApiError
from app.local.discord.state import permissions as p
from app.local.discord.state.access import (
    channel_permissions,
    guild_permissions,
    outranks,
    require,
    require_in,
)
from app.local.discord.state.entities import Channel, Guild, Member, Overwrite, Role

NOW = 1_800_000_000.0
BITS = (p.VIEW_CHANNEL, p.SEND_MESSAGES, p.MANAGE_MESSAGES, p.KICK_MEMBERS, p.ADMINISTRATOR)


def guild_of(*members: Member, roles: list[Role] | None = None, everyone: int = 0) -> Guild:
    guild = Guild(id="1", name="g", owner_id="10")
    guild.roles["1"] = Role(id="1", name="@everyone", permissions=everyone, position=0)
    guild.roles |= {r.id: r for r in roles or []}
    guild.members = {m.user_id: m for m in members}
    return guild


def member(user_id: str, *roles: str, until: float | None = None) -> Member:
    return Member(user_id=user_id, joined_at=0, roles=list(roles), timed_out_until=until)


def oracle(guild: Guild, user_id: str, channel: Channel) -> int:
    """topics/permissions.mdx: compute_base_permissions and compute_overwrites, word for word."""
    if guild.owner_id == user_id:
        return p.ALL
    permissions = guild.roles[guild.id].permissions
    for role_id in guild.members[user_id].roles:
        permissions |= guild.roles[role_id].permissions
    if permissions & p.ADMINISTRATOR == p.ADMINISTRATOR:
        return p.ALL
    overwrites = channel.overwrites
    if everyone := overwrites.get(guild.id):
        permissions &= ~everyone.deny
        permissions |= everyone.allow
    allow = deny = 0
    for role_id in guild.members[user_id].roles:
        if overwrite := overwrites.get(role_id):
            allow |= overwrite.allow
            deny |= overwrite.deny
    permissions &= ~deny
    permissions |= allow
    if overwrite := overwrites.get(user_id):
        permissions &= ~overwrite.deny
        permissions |= overwrite.allow
    if not permissions & p.VIEW_CHANNEL:
        return 0
    if not permissions & p.SEND_MESSAGES:
        permissions &= ~(p.MENTION_EVERYONE | p.ATTACH_FILES | p.EMBED_LINKS)
    return permissions


def any_bits(chance: random.Random) -> int:
    return sum(bit for bit in BITS if chance.random() < 0.4)


@pytest.mark.parametrize("seed", range(20))
def test_channel_rights_agree_with_the_documented_pseudocode(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(100):
        roles = [
            Role(id=str(i), name=str(i), permissions=any_bits(chance), position=i)
            for i in range(2, 6)
        ]
        held = [r.id for r in roles if chance.random() < 0.5]
        guild = guild_of(member("20", *held), roles=roles, everyone=any_bits(chance))
        guild.owner_id = chance.choice(["10", "20"])
        channel = Channel(id="100", type=0, guild_id="1")
        for target, kind in [("1", 0), ("2", 0), ("3", 0), ("20", 1)]:
            if chance.random() < 0.6:
                channel.overwrites[target] = Overwrite(
                    id=target, kind=kind, allow=any_bits(chance), deny=any_bits(chance)
                )
        assert channel_permissions(guild, "20", channel, NOW) == oracle(guild, "20", channel)


def test_a_timed_out_member_only_sees_and_reads() -> None:
    everyone = p.VIEW_CHANNEL | p.SEND_MESSAGES | p.READ_MESSAGE_HISTORY
    guild = guild_of(member("20", until=NOW + 60), everyone=everyone)
    channel = Channel(id="100", type=0, guild_id="1")
    assert channel_permissions(guild, "20", channel, NOW) == p.VIEW_CHANNEL | p.READ_MESSAGE_HISTORY
    assert channel_permissions(guild, "20", channel, NOW + 61) == everyone


def test_a_timeout_does_not_bind_an_administrator() -> None:
    admin = Role(id="2", name="admin", permissions=p.ADMINISTRATOR, position=1)
    guild = guild_of(member("20", "2", until=NOW + 60), roles=[admin])
    assert guild_permissions(guild, "20", NOW) == p.ALL


def test_a_thread_takes_its_parents_rights_and_its_own_right_to_speak() -> None:
    everyone = p.VIEW_CHANNEL | p.SEND_MESSAGES
    guild = guild_of(member("20"), everyone=everyone)
    parent = Channel(id="100", type=0, guild_id="1")
    thread = Channel(id="101", type=11, guild_id="1", parent_id="100")
    guild.channels = {"100": parent, "101": thread}
    assert not channel_permissions(guild, "20", thread, NOW) & p.SEND_MESSAGES
    guild.roles["1"].permissions |= p.SEND_MESSAGES_IN_THREADS
    guild.access_cache.clear()
    assert channel_permissions(guild, "20", thread, NOW) & p.SEND_MESSAGES
    parent.overwrites["1"] = Overwrite(id="1", kind=0, allow=0, deny=p.VIEW_CHANNEL)
    guild.access_cache.clear()
    assert channel_permissions(guild, "20", thread, NOW) == 0


def test_who_outranks_whom() -> None:
    """Owner over all; higher position first; at equal positions the older role."""
    roles = [
        Role(id="2", name="low", permissions=0, position=1),
        Role(id="3", name="high", permissions=p.ADMINISTRATOR, position=5),
        Role(id="4", name="tied", permissions=0, position=5),
    ]
    guild = guild_of(
        member("10"), member("20", "2"), member("30", "3"), member("40", "4"), roles=roles
    )
    ranking = ["10", "30", "40", "20"]
    for upper, lower in itertools.combinations(ranking, 2):
        assert outranks(guild, upper, lower)
        assert not outranks(guild, lower, upper)
    assert not any(outranks(guild, one, one) for one in ranking)


def test_a_stranger_is_below_every_role_but_not_below_everyone() -> None:
    low = Role(id="2", name="low", permissions=0, position=1)
    guild = guild_of(member("20", "2"), member("30"), roles=[low])
    assert outranks(guild, "20", "99")
    assert not outranks(guild, "30", "99")


def test_refusals_name_what_is_missing() -> None:
    """50001 for what is not seen, 50013 for what is not allowed, 60003 without two factors."""
    mod = Role(id="2", name="mod", permissions=p.BAN_MEMBERS, position=1)
    guild = guild_of(member("20", "2"), roles=[mod], everyone=p.VIEW_CHANNEL)
    channel = Channel(id="100", type=0, guild_id="1")
    hidden = Channel(id="101", type=0, guild_id="1")
    hidden.overwrites["1"] = Overwrite(id="1", kind=0, allow=0, deny=p.VIEW_CHANNEL)
    require(guild, "20", p.BAN_MEMBERS, NOW)
    for place, needed, code in ((hidden, 0, 50001), (channel, p.MANAGE_MESSAGES, 50013)):
        with pytest.raises(ApiError) as told:
            require_in(guild, place, "20", needed, NOW)
        assert told.value.code == code
    guild.needs_two_factor = True
    with pytest.raises(ApiError) as told:
        require(guild, "20", p.BAN_MEMBERS, NOW)
    assert told.value.code == 60003
