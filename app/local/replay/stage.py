"""A recording made ready: as a server with members and channels, in time that ends now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.domain.ids import snowflake_at
from app.local.replay.recording import Said
from app.local.system import APPEALS, LOG, REVIEW

LONGEST_GAP = timedelta(hours=1)
"""Longer silences are cut to this: no window is longer, and years fit into weeks."""
FIRST_ID = 1 << 50
"""Ids of the first weeks of Discord: members are old, so that nobody looks new."""
MAX_CONTENT = 2000
"""Discord's longest message; what is longer is cut, as a client would refuse it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The server to make, and the messages to write in it."""

    guild: dict[str, Any]
    messages: Sequence[dict[str, Any]]
    said: Sequence[Said]
    names: dict[str, str]


def staged(recording: Iterable[Said], *, now: datetime, limit: int | None) -> Stage:
    """Give everybody an id, and every message its time: gaps as recorded, the last one now."""
    said = [one for one, _ in zip(recording, _counted(limit), strict=False) if one.text.strip()]
    channels = _numbered({one.channel: None for one in said}, FIRST_ID)
    members = _numbered({one.user: None for one in said}, FIRST_ID * 2)
    moments = _moments(said, now)
    messages = [
        {
            "author": members[one.user],
            "channel": channels[one.channel],
            "content": one.text[:MAX_CONTENT],
            "at": moment.isoformat(),
            "force": True,
        }
        for one, moment in zip(said, moments, strict=True)
    ]
    guild = {
        "name": "Replay",
        "id": str(snowflake_at(now)),
        "channels": [
            *({"name": _channel_name(name), "id": number} for name, number in channels.items()),
            {"name": "mod-log", "id": str(LOG)},
            {"name": "review", "id": str(REVIEW)},
            {"name": "appeals", "id": str(APPEALS)},
        ],
        "members": [
            {"name": name[:32], "id": number, "joined": 3650} for name, number in members.items()
        ],
    }
    names = {number: name for found in (channels, members) for name, number in found.items()}

    return Stage(guild=guild, messages=messages, said=said, names=names)


def _counted(limit: int | None) -> Iterable[int]:
    return range(limit) if limit is not None else iter(int, 1)


def _numbered(names: Iterable[str], first: int) -> dict[str, str]:
    return {name: str(first + index) for index, name in enumerate(names)}


def _moments(said: Sequence[Said], now: datetime) -> list[datetime]:
    """From the last message back: recorded gaps, none negative and none too long."""
    moments: list[datetime] = []
    moment = now
    for index in range(len(said) - 1, -1, -1):
        moments.append(moment)
        gap = said[index].at - said[index - 1].at
        moment -= min(max(gap, timedelta(milliseconds=1)), LONGEST_GAP)

    return moments[::-1]


def _channel_name(name: str) -> str:
    return name.strip("#").lower().replace(" ", "-")[:100] or "channel"
