from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from app.domain.guild import GuildFacts, Role
from app.domain.ids import GuildId, RoleId, UserId
from app.domain.member import Member
from app.domain.order import Ban, Kick, RemoveTimeOut, TimeOut, Unban
from app.domain.permissions import Permission
from app.domain.preflight import NEEDED, Act, Ground, is_released, objection
from tests.factories import NOW

GUILD, OWNER, BOT, MIA, MAX = GuildId(1), UserId(2), UserId(3), UserId(4), UserId(5)
UNTIL = NOW + timedelta(days=1)
LOW, STAFF, HIGH = RoleId(10), RoleId(11), RoleId(12)
RIGHTS = Permission.MODERATE_MEMBERS | Permission.KICK_MEMBERS | Permission.BAN_MEMBERS

ACTS: list[Act] = [
    TimeOut(user=MIA, until=NOW),
    RemoveTimeOut(user=MIA),
    Kick(user=MIA),
    Ban(user=MIA),
    Unban(user=MIA),
]
names = [act.kind for act in ACTS]


def guild(rights: int = RIGHTS, *, of_low: int = 0) -> GuildFacts:
    return GuildFacts(
        id=GUILD,
        name="Agora",
        owner=OWNER,
        roles=(
            Role(id=RoleId(int(GUILD)), position=0, permissions=0),
            Role(id=LOW, position=1, permissions=of_low),
            Role(id=STAFF, position=2, permissions=rights),
            Role(id=HIGH, position=3, permissions=0),
        ),
    )


GROUND = Ground(
    guild=guild(),
    bot=Member(user=BOT, roles=(STAFF,)),
    target=Member(user=MIA, roles=(LOW,)),
)


@pytest.mark.parametrize("act", ACTS, ids=names)
def test_a_bot_with_right_and_rank_may(act: Act) -> None:
    assert objection(act, GROUND, NOW) is None


@pytest.mark.parametrize("act", ACTS, ids=names)
def test_each_act_needs_its_own_right(act: Act) -> None:
    """AC-042: refused before anything is called."""
    without = RIGHTS & ~NEEDED[type(act)]

    assert objection(act, replace(GROUND, guild=guild(without)), NOW) == "missing_permission"
    assert objection(act, replace(GROUND, guild=guild(NEEDED[type(act)])), NOW) is None


@pytest.mark.parametrize("act", ACTS, ids=names)
def test_who_ranks_as_high_is_out_of_reach(act: Act) -> None:
    for role in (STAFF, HIGH):
        target = Member(user=MIA, roles=(role,))
        assert objection(act, replace(GROUND, target=target), NOW) == "hierarchy"


@pytest.mark.parametrize("act", ACTS, ids=names)
def test_owner_and_bot_are_never_acted_on(act: Act) -> None:
    for user in (OWNER, BOT):
        mine = replace(act, user=user)
        target = Member(user=user)
        assert objection(mine, replace(GROUND, target=target), NOW) == "protected"


def test_an_administrator_cannot_be_timed_out_but_kicked() -> None:
    """RS-20."""
    ground = replace(GROUND, guild=guild(of_low=int(Permission.ADMINISTRATOR)))

    assert objection(TimeOut(user=MIA, until=NOW), ground, NOW) == "protected"
    assert objection(Kick(user=MIA), ground, NOW) is None


@pytest.mark.parametrize("act", ACTS, ids=names)
def test_who_left_can_only_be_banned_or_unbanned(act: Act) -> None:
    """RS-22, AC-041."""
    expected = None if isinstance(act, Ban | Unban) else "not_a_member"

    assert objection(act, replace(GROUND, target=None), NOW) == expected


@pytest.mark.parametrize(
    ("invoker", "expected"),
    [
        (Member(user=MAX, roles=(STAFF,)), None),
        (Member(user=OWNER), None),
        (None, "moderator_may_not"),
        (Member(user=MAX, roles=(HIGH,)), "moderator_may_not"),
        (Member(user=MAX, roles=(LOW,)), "moderator_may_not"),
        (
            Member(user=MAX, roles=(STAFF,), timed_out_until=NOW + timedelta(hours=1)),
            "moderator_may_not",
        ),
    ],
    ids=["staff", "owner", "left", "no right", "no rank", "timed out"],
)
def test_the_moderator_s_own_right_and_rank_count_too(
    invoker: Member | None, expected: str | None
) -> None:
    """T-5: nobody uses the bot to do what they may not do."""
    ground = replace(GROUND, by_person=True, invoker=invoker)

    assert objection(Kick(user=MIA), ground, NOW) == expected


def test_a_bot_that_is_itself_timed_out_may_nothing() -> None:
    bot = Member(user=BOT, roles=(STAFF,), timed_out_until=NOW + timedelta(minutes=1))

    assert objection(Kick(user=MIA), replace(GROUND, bot=bot), NOW) == "missing_permission"
    later = NOW + timedelta(minutes=1)
    assert objection(Kick(user=MIA), replace(GROUND, bot=bot), later) is None


@pytest.mark.parametrize(
    ("held", "released"),
    [
        (UNTIL, False),
        (UNTIL + timedelta(milliseconds=300), False),
        (UNTIL - timedelta(days=3), False),
        (UNTIL + timedelta(days=3), True),
        (None, True),
    ],
    ids=["as it was", "rounded", "missed once", "lengthened", "ended"],
)
def test_a_renewal_yields_to_whoever_ended_or_lengthened_the_timeout(
    held: datetime | None,
    released: bool,  # noqa: FBT001 — a table
) -> None:
    """IS-040, IS-043"""
    renewal = TimeOut(user=MIA, until=UNTIL + timedelta(days=27), renews=UNTIL)
    ground = replace(GROUND, target=Member(user=MIA, timed_out_until=held))

    assert is_released(renewal, ground) is released


def test_only_renewals_can_have_been_released() -> None:
    free = replace(GROUND, target=Member(user=MIA))

    assert not any(is_released(act, free) for act in ACTS)
    gone = replace(GROUND, target=None)
    assert not is_released(TimeOut(user=MIA, until=NOW, renews=NOW), gone)
