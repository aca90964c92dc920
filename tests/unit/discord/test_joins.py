from typing import Any

import pytest

from app.discord.joins import MAX_NAME, joined_of
from app.domain.errors import Malformed

PAYLOAD: dict[str, Any] = {
    "guild_id": "1",
    "user": {"id": "81384788765712385", "username": "somebody"},
    "joined_at": "2026-11-21T12:00:00+00:00",
}


def test_a_join_says_who_when_and_under_which_name() -> None:
    """ST-040."""
    joined = joined_of(PAYLOAD)
    assert joined is not None
    assert (joined.user, joined.name) == (81384788765712385, "somebody")
    assert joined.at.isoformat() == "2026-11-21T12:00:00+00:00"


def test_a_bot_is_invited_by_a_moderator_and_is_no_raider() -> None:
    assert joined_of({**PAYLOAD, "user": {**PAYLOAD["user"], "bot": True}}) is None


def test_a_name_is_never_longer_than_discord_lets_it_be() -> None:
    joined = joined_of({**PAYLOAD, "user": {"id": "5", "username": "x" * 99}})
    assert joined is not None
    assert len(joined.name) == MAX_NAME


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {**PAYLOAD, "user": None},
        {**PAYLOAD, "user": {"id": "x"}},
        {**PAYLOAD, "joined_at": None},
        {**PAYLOAD, "joined_at": "yesterday"},
    ],
)
def test_what_is_no_new_member_is_refused(broken: dict[str, object]) -> None:
    with pytest.raises(Malformed):
        joined_of(broken)
