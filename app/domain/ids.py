"""Discord's snowflake ids: 64-bit numbers that carry the time of their making.

Source of the layout: Discord's API reference, "Snowflakes": milliseconds since 2015 in the upper
42 bits.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import NewType

GuildId = NewType("GuildId", int)
ChannelId = NewType("ChannelId", int)
MessageId = NewType("MessageId", int)
UserId = NewType("UserId", int)
RoleId = NewType("RoleId", int)

DISCORD_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
_TIME_SHIFT = 22
_SNOWFLAKE = re.compile(r"[0-9]{1,20}", re.ASCII)


def parse_snowflake(text: object) -> int:
    """Read an id as Discord writes it: a string of ASCII digits.

    `int()` alone would also take fullwidth digits, underscores and signs.

    Raises:
        ValueError: the text is no snowflake.
    """
    if not isinstance(text, str) or not _SNOWFLAKE.fullmatch(text) or int(text) >= 1 << 64:
        raise ValueError("not a snowflake id")

    return int(text)


def made_at(snowflake: int) -> datetime:
    """When the thing behind the id was made; for a user, the age of the account."""
    return DISCORD_EPOCH + timedelta(milliseconds=snowflake >> _TIME_SHIFT)


def snowflake_at(moment: datetime) -> int:
    """The smallest id that anything made at `moment` can have."""
    return int((moment - DISCORD_EPOCH) / timedelta(milliseconds=1)) << _TIME_SHIFT
