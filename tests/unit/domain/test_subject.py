import pytest

from app.domain.guild import GuildFacts, Role
from app.domain.ids import RoleId, UserId
from app.domain.message import Author
from app.domain.permissions import Permission
from app.domain.policies.policy import Exemptions, Override, Policy
from app.domain.subject import subject_of
from tests.factories import CHANNEL, GUILD, some_facts

MODS, NOBODY = RoleId(5), RoleId(6)


def facts(permissions: Permission) -> GuildFacts:
    everyone = Role(id=RoleId(int(GUILD)), position=0, permissions=0)
    return some_facts(
        roles=(everyone, Role(id=MODS, position=1, permissions=int(permissions))), owner=UserId(1)
    )


@pytest.mark.parametrize(
    ("permissions", "moderates", "administrates"),
    [
        (Permission.MANAGE_MESSAGES, True, False),
        (Permission.MODERATE_MEMBERS, True, False),
        (Permission.ADMINISTRATOR, False, True),
        (Permission.SEND_MESSAGES, False, False),
    ],
)
def test_rights_make_a_moderator_and_roles_give_rights(
    permissions: Permission,
    moderates: bool,  # noqa: FBT001 — a parameter of the test
    administrates: bool,  # noqa: FBT001
) -> None:
    """Ruling C8: exempt natively."""
    guild = facts(permissions)
    held = subject_of(Author(id=UserId(2), roles=(MODS,)), guild)
    assert (held.is_moderator, held.is_administrator, held.is_owner) == (
        moderates,
        administrates,
        False,
    )
    without = subject_of(Author(id=UserId(2), roles=(NOBODY,)), guild)
    assert not without.is_moderator
    assert not without.is_administrator


def test_the_owner_is_known_by_id_and_nobody_before_the_server_was_heard_of() -> None:
    """Ruling C8."""
    assert subject_of(Author(id=UserId(1)), some_facts(owner=UserId(1))).is_owner
    assert not subject_of(Author(id=UserId(1)), None).is_owner


def test_a_policy_knows_whether_it_differs_by_channel() -> None:
    """Only then is it asked whose thread it is."""
    assert not Policy().differs_by_channel
    assert Policy(overrides={CHANNEL: Override()}).differs_by_channel
    assert Policy(exempt=Exemptions(channels=(CHANNEL,))).differs_by_channel
