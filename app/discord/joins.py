"""Discord's GUILD_MEMBER_ADD to a join."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.domain.errors import Malformed
from app.domain.ids import UserId, parse_snowflake
from app.domain.notice import Notice
from app.domain.raids.scene import Joined

MAX_NAME = 32
"""Characters of a Discord name."""


def joined_of(payload: Mapping[str, Any]) -> Joined | None:
    """Read GUILD_MEMBER_ADD; None for a bot, which a moderator invited.

    Raises:
        Malformed: the payload is no new member.
    """
    try:
        user = payload["user"]
        if user.get("bot"):
            return None

        return Joined(
            user=UserId(parse_snowflake(user["id"])),
            at=datetime.fromisoformat(payload["joined_at"]),
            name=str(user.get("username") or "")[:MAX_NAME],
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        fault = type(error).__name__
        raise Malformed(Notice("error.malformed_event", {"fault": fault})) from error
