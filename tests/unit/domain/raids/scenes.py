"""Made-up scenes: joins and voices around NOW; name only what matters to the test."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from app.domain.ids import ChannelId, MessageId, UserId, snowflake_at
from app.domain.letters.similarity import shape_of_folded
from app.domain.raids.scene import Joined, Scene, Voice
from app.domain.text import fold
from tests.factories import CHANNEL, NOW

NAMES = (
    *("marigold", "tobias", "quentin", "lena", "okonkwo", "yusuf", "petra", "wilhelm", "aiko"),
    *("bruno", "chandra", "dmitri", "esther", "fergus", "gudrun", "hamid", "ingrid", "jorge"),
)


def user(number: int, *, age: timedelta | None = None) -> UserId:
    """Somebody with an account of that age; of very different ages unless one is given."""
    old = timedelta(days=100 + 37 * number) if age is None else age
    return UserId(snowflake_at(NOW - old) + number)


def joins(
    count: int,
    *,
    first: int = 0,
    over: timedelta = timedelta(minutes=2),
    age: timedelta | None = None,
    name: str | None = None,
) -> tuple[Joined, ...]:
    """Joins spread over the time before NOW; of one batch with `age`, of one name with `name`."""
    return tuple(
        Joined(
            user=user(first + index, age=age),
            at=NOW - over + over * index / max(1, count),
            name=f"{name}{index}" if name else f"{NAMES[index % len(NAMES)]}{'x' * (index // 18)}",
        )
        for index in range(count)
    )


def voice(number: int, text: str = "", **changes: Any) -> Voice:
    """A newcomer's message; each from somebody else, a second after the other."""
    at: datetime = changes.pop("at", NOW - timedelta(seconds=60 - number % 60))
    values: dict[str, Any] = {
        "message": MessageId(snowflake_at(at) + number),
        "at": at,
        "user": user(number),
        "channel": CHANNEL,
        "fingerprint": text.replace("|", ""),
        "shape": shape_of_folded(fold(text)),
        "newcomer": True,
    }
    return Voice(**(values | changes))


def voices(texts: Sequence[str], **changes: Any) -> tuple[Voice, ...]:
    return tuple(voice(index, text, **changes) for index, text in enumerate(texts))


def scene(**changes: Any) -> Scene:
    return Scene(**changes)


def elsewhere(number: int) -> ChannelId:
    return ChannelId(CHANNEL + number)
