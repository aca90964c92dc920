from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.guild import GuildFacts, Role
from app.domain.ids import RoleId, UserId
from app.domain.member import Member
from app.domain.permissions import Permission
from app.domain.policies.policy import Exemptions, Policy
from app.domain.raids.eligible import Ground
from tests.factories import NOW, some_facts

OWNER, BOT, ADA, RAIDER = UserId(1), UserId(2), UserId(3), UserId(4)
STAFF, HIGH, FAN, BOTS = RoleId(10), RoleId(11), RoleId(12), RoleId(13)
FACTS: GuildFacts = some_facts(
    owner=OWNER,
    roles=(
        Role(id=STAFF, position=3, permissions=int(Permission.MODERATE_MEMBERS)),
        Role(id=HIGH, position=9, permissions=0),
        Role(id=FAN, position=1, permissions=0),
        Role(id=BOTS, position=5, permissions=int(Permission.BAN_MEMBERS)),
    ),
)


def member(user: UserId = RAIDER, **changes: Any) -> Member:
    values: dict[str, Any] = {"user": user, "joined_at": NOW - timedelta(minutes=5)}
    return Member(**(values | changes))


def ground(**changes: Any) -> Ground:
    values: dict[str, Any] = {
        "guild": FACTS,
        "bot": member(BOT, roles=(BOTS,)),
        "invoker": member(ADA, roles=(BOTS,)),
        "policy": Policy(),
        "now": NOW,
    }
    return Ground(**(values | changes))


def test_a_raider_may_be_touched() -> None:
    assert ground().may_touch(member())
    assert ground().may_touch(member(roles=(FAN,)))
    assert ground(invoker=member(OWNER)).may_touch(member())
    assert ground().may_touch(member(timed_out_until=NOW + timedelta(hours=1)))
    once_silenced = member(ADA, roles=(BOTS,), timed_out_until=NOW - timedelta(hours=1))
    assert ground(invoker=once_silenced).may_touch(member())


@pytest.mark.parametrize(
    "spared",
    [
        member(OWNER),
        member(BOT),
        member(is_bot=True),
        member(roles=(STAFF,)),
        member(roles=(STAFF,), timed_out_until=NOW + timedelta(hours=1)),
        member(roles=(HIGH,)),
        member(ADA, roles=(BOTS,)),
        member(joined_at=None),
        member(joined_at=NOW - timedelta(days=14)),
    ],
)
def test_those_who_are_left_alone(spared: Member) -> None:
    """ST-061: owner, bots, staff (silenced or not), who ranks higher, members of long standing."""
    assert not ground().may_touch(spared)


def test_who_is_below_the_bot_but_above_the_moderator_is_left_alone() -> None:
    """T-5: both must stand above."""
    low = ground(invoker=member(ADA, roles=(FAN,)))
    assert not low.may_touch(member(roles=(FAN,)))
    assert low.may_touch(member())


def test_a_member_is_old_after_twice_the_policy_s_while() -> None:
    """Who was a newcomer when it began may have stopped being one at the click."""
    almost = member(joined_at=NOW - timedelta(days=14) + timedelta(seconds=1))
    assert ground().may_touch(almost)
    longer = replace(Policy().raids, newcomer=timedelta(days=30))
    patient = ground(policy=replace(Policy(), raids=longer))
    assert patient.may_touch(member(joined_at=NOW - timedelta(days=59)))


@given(
    st.sets(st.sampled_from([FAN, STAFF, HIGH])),
    st.sets(st.sampled_from([RAIDER, UserId(9)])),
    st.sets(st.sampled_from([FAN, RoleId(99)])),
)
def test_the_exempt_are_never_touched(
    roles: set[RoleId], users: set[UserId], exempt_roles: set[RoleId]
) -> None:
    """ST-061, C8."""
    exempt = Exemptions(users=tuple(users), roles=tuple(exempt_roles))
    found = ground(policy=replace(Policy(), exempt=exempt)).may_touch(member(roles=tuple(roles)))
    if RAIDER in users or roles & exempt_roles or roles & {STAFF, HIGH}:
        assert not found
