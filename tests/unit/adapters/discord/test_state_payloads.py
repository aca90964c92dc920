from datetime import UTC, datetime
from typing import Any

import pytest

from app.adapters.discord.state import member_of
from app.domain.ids import RoleId, UserId
from app.domain.member import Member
from app.ports.errors import Unavailable

MIA: dict[str, Any] = {
    "user": {"id": "5", "username": "mia", "bot": True},
    "roles": ["7", "8"],
    "joined_at": "2026-11-21T12:00:00+00:00",
    "communication_disabled_until": None,
}


def test_a_member_is_read_as_discord_describes_one() -> None:
    assert member_of(MIA) == Member(
        user=UserId(5),
        roles=(RoleId(7), RoleId(8)),
        joined_at=datetime(2026, 11, 21, 12, tzinfo=UTC),
        is_bot=True,
    )


@pytest.mark.parametrize(
    "payload",
    [
        None,
        [],
        {},
        MIA | {"user": None},
        MIA | {"user": {"id": "five"}},
        MIA | {"roles": ["x"]},
        MIA | {"joined_at": "yesterday"},
    ],
)
def test_what_cannot_be_read_is_no_answer_rather_than_a_member_without_rights(
    payload: object,
) -> None:
    """T-5: who may be acted on is never guessed."""
    with pytest.raises(Unavailable):
        member_of(payload)
