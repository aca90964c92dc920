"""Our rules against those of the fake Discord, which another hand wrote from the same documents."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.guild import GuildFacts, Role
from app.domain.ids import GuildId, RoleId, UserId
from app.domain.permissions import (
    ALL,
    NONE,
    Holder,
    Overwrite,
    Permission,
    channel_permissions,
    guild_permissions,
    names_of,
    outranks,
    top_role,
)
from app.local.discord.state import access
from app.local.discord.state import entities as theirs

GUILD, OWNER, ACTOR, TARGET = 1000, 1, 2, 3
ROLES = (2001, 2002, 2003, 2004)
EVERYTHING = int(ALL)

bits = st.integers(0, EVERYTHING) | st.sampled_from([0, *Permission])
role_sets = st.sets(st.sampled_from(ROLES)).map(sorted)


@st.composite
def guilds(draw: st.DrawFn) -> GuildFacts:
    everyone = Role(id=RoleId(GUILD), position=0, permissions=draw(bits))
    others = [
        Role(id=RoleId(role), position=draw(st.integers(1, 3)), permissions=draw(bits))
        for role in ROLES
    ]
    return GuildFacts(
        id=GuildId(GUILD), name="Agora", owner=UserId(OWNER), roles=(everyone, *others)
    )


overwrites = st.lists(
    st.builds(
        Overwrite,
        id=st.sampled_from([GUILD, *ROLES, ACTOR, OWNER]),
        allow=bits,
        deny=bits,
    ),
    unique_by=lambda one: one.id,
)


def their_guild(guild: GuildFacts, members: Mapping[int, Sequence[int]]) -> theirs.Guild:
    made = theirs.Guild(id=str(guild.id), name=guild.name, owner_id=str(guild.owner))
    for role in guild.roles:
        made.roles[str(role.id)] = theirs.Role(
            id=str(role.id), name="r", position=role.position, permissions=role.permissions
        )
    for user, roles in members.items():
        made.members[str(user)] = theirs.Member(
            user_id=str(user), roles=[str(role) for role in roles], joined_at=0.0
        )
    return made


def holder(user: int, roles: Sequence[int], *, timed_out: bool = False) -> Holder:
    return Holder(
        user=UserId(user), roles=tuple(RoleId(role) for role in roles), timed_out=timed_out
    )


@given(
    guild=guilds(),
    user=st.sampled_from([OWNER, ACTOR]),
    roles=role_sets,
    timed_out=st.booleans(),
)
def test_rights_on_the_guild_are_what_discord_grants(
    guild: GuildFacts, user: int, roles: list[int], *, timed_out: bool
) -> None:
    fake = their_guild(guild, {user: roles})
    fake.members[str(user)].timed_out_until = 10.0 if timed_out else None

    assert int(guild_permissions(guild, holder(user, roles, timed_out=timed_out))) == int(
        access.guild_permissions(fake, str(user), now=5.0)
    )


@given(
    guild=guilds(),
    user=st.sampled_from([OWNER, ACTOR]),
    roles=role_sets,
    laid_over=overwrites,
    timed_out=st.booleans(),
    in_thread=st.booleans(),
)
def test_rights_in_a_channel_are_what_discord_grants(
    guild: GuildFacts,
    user: int,
    roles: list[int],
    laid_over: list[Overwrite],
    *,
    timed_out: bool,
    in_thread: bool,
) -> None:
    fake = their_guild(guild, {user: roles})
    fake.members[str(user)].timed_out_until = 10.0 if timed_out else None
    channel = theirs.Channel(id="7", guild_id=str(GUILD), name="c", type=0)
    for one in laid_over:
        channel.overwrites[str(one.id)] = theirs.Overwrite(
            id=str(one.id), kind=int(one.id in (ACTOR, OWNER)), allow=one.allow, deny=one.deny
        )
    fake.channels["7"] = channel
    asked = channel
    if in_thread:
        asked = theirs.Channel(
            id="8", guild_id=str(GUILD), name="t", type=theirs.PUBLIC_THREAD, parent_id="7"
        )
        fake.channels["8"] = asked

    ours = channel_permissions(
        guild, holder(user, roles, timed_out=timed_out), laid_over, in_thread=in_thread
    )

    assert int(ours) == int(access.channel_permissions(fake, str(user), asked, now=5.0))


people = st.sampled_from([OWNER, ACTOR, TARGET])


@given(guilds(), people, people, role_sets, role_sets)
def test_rank_is_what_discord_enforces(
    guild: GuildFacts, actor: int, target: int, roles: list[int], others: list[int]
) -> None:
    members = {actor: roles, target: others}
    ours = outranks(guild, holder(actor, members[actor]), holder(target, members[target]))

    assert ours == access.outranks(their_guild(guild, members), str(actor), str(target))


@given(guilds(), role_sets, role_sets)
def test_of_two_people_at_most_one_stands_above_the_other(
    guild: GuildFacts, roles: list[int], others: list[int]
) -> None:
    one, other = holder(ACTOR, roles), holder(TARGET, others)

    assert not (outranks(guild, one, other) and outranks(guild, other, one))


def test_administrators_may_everything_but_outrank_nobody_by_it() -> None:
    admin = Role(id=RoleId(2001), position=1, permissions=int(Permission.ADMINISTRATOR))
    guard = Role(id=RoleId(2002), position=2, permissions=0)
    guild = GuildFacts(id=GuildId(GUILD), name="Agora", owner=UserId(OWNER), roles=(admin, guard))

    assert guild_permissions(guild, holder(ACTOR, [2001])) == ALL
    assert not outranks(guild, holder(ACTOR, [2001]), holder(TARGET, [2002]))


def test_where_positions_tie_the_older_role_stands_above() -> None:
    tied = (
        Role(id=RoleId(2001), position=1, permissions=0),
        Role(id=RoleId(2002), position=1, permissions=0),
    )
    guild = GuildFacts(id=GuildId(GUILD), name="Agora", owner=UserId(OWNER), roles=tied)

    assert outranks(guild, holder(ACTOR, [2001]), holder(TARGET, [2002]))
    assert top_role(guild, holder(ACTOR, [2001, 2002])).id == 2001


def test_who_cannot_see_a_channel_can_do_nothing_there() -> None:
    everyone = Role(id=RoleId(GUILD), position=0, permissions=int(Permission.SEND_MESSAGES))
    guild = GuildFacts(id=GuildId(GUILD), name="Agora", owner=UserId(OWNER), roles=(everyone,))

    assert channel_permissions(guild, holder(ACTOR, []), []) == NONE


@pytest.mark.parametrize(
    ("speaks", "in_thread", "may_write"),
    [
        (Permission.SEND_MESSAGES, False, True),
        (Permission.SEND_MESSAGES, True, False),
        (Permission.SEND_MESSAGES_IN_THREADS, False, False),
        (Permission.SEND_MESSAGES_IN_THREADS, True, True),
    ],
)
def test_speaking_in_threads_is_a_right_of_its_own(
    speaks: Permission, *, in_thread: bool, may_write: bool
) -> None:
    held = int(Permission.VIEW_CHANNEL | Permission.EMBED_LINKS | speaks)
    everyone = Role(id=RoleId(GUILD), position=0, permissions=held)
    guild = GuildFacts(id=GuildId(GUILD), name="Agora", owner=UserId(OWNER), roles=(everyone,))
    rights = channel_permissions(guild, holder(ACTOR, []), [], in_thread=in_thread)

    assert (Permission.SEND_MESSAGES in rights) is may_write
    assert (Permission.EMBED_LINKS in rights) is may_write


@pytest.mark.parametrize(
    ("permission", "bit"),
    [
        (Permission.PIN_MESSAGES, 51),
        (Permission.BYPASS_SLOWMODE, 52),
        (Permission.MODERATE_MEMBERS, 40),
        (Permission.MANAGE_MESSAGES, 13),
    ],
)
def test_bits_are_discord_s(permission: Permission, bit: int) -> None:
    """RS-30: pins have a right of their own since 2026-02-23."""
    assert permission == 1 << bit


def test_missing_rights_have_names() -> None:
    missing = Permission.BAN_MEMBERS | Permission.KICK_MEMBERS

    assert names_of(missing) == ("KICK_MEMBERS", "BAN_MEMBERS")
