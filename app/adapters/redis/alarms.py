"""The alarm of a guild as one string: the whole of what a verdict needs to know of a raid.

It is put by whoever writes a raid's record, and read in the pipeline that looks at a batch's
windows. Two instances may put theirs in the wrong order; the version says which is newer, and the
table has the last word within seconds.
"""

from datetime import UTC, datetime

from app.domain.ids import GuildId, UserId
from app.domain.raids.level import Level
from app.ports.windows import Alarm


def key_of(guild: GuildId) -> str:
    return f"alarm:{guild}"


def row_of(alarm: Alarm) -> str:
    """A thousand suspects take 20 KB."""
    until = int(alarm.until.timestamp() * 1000)
    suspects = ",".join(str(user) for user in sorted(alarm.suspects))

    return f"{alarm.version}|{alarm.level}|{until}|{suspects}"


def alarm_in(row: bytes) -> Alarm:
    """The alarm that `row_of` wrote."""
    version, level, until, suspects = row.decode().split("|")

    return Alarm(
        version=int(version),
        level=Level(level),
        until=datetime.fromtimestamp(int(until) / 1000, UTC),
        suspects=frozenset(UserId(int(one)) for one in suspects.split(",") if one),
    )
