"""Time of the fake Discord, the machine's plus an offset that tests advance; its snowflakes."""

import time
from datetime import UTC, datetime

DISCORD_EPOCH_MS = 1_420_070_400_000
PAST_HALF = 1 << 21  # ids of past moments use the upper half of a millisecond


class Clock:
    """Real time that can be moved forward, and stopped so that nothing else moves it."""

    def __init__(self) -> None:
        self.offset = 0.0
        self._stopped_at: float | None = None

    def now(self) -> float:
        real = time.time() if self._stopped_at is None else self._stopped_at
        return real + self.offset

    def stop(self) -> None:
        self._stopped_at = time.time()

    def advance(self, seconds: float) -> None:
        if seconds < 0:
            raise ValueError("time only goes forward")
        self.offset += seconds


class Snowflakes:
    """Ids that carry their time and never repeat or run backwards."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0
        self._past = 0

    def take(self) -> str:
        self._last = max(self._last + 1, snowflake_floor(self._clock.now()))
        return str(self._last)

    def take_at(self, at: float) -> str:
        """An id of a past moment (an old account, a backdated message)."""
        self._past = (self._past + 1) & 0x1FFFFF
        return str(snowflake_floor(at) + PAST_HALF + self._past)


def snowflake_floor(at: float) -> int:
    return (int(at * 1000) - DISCORD_EPOCH_MS) << 22


def snowflake_time(snowflake: str) -> float:
    return ((int(snowflake) >> 22) + DISCORD_EPOCH_MS) / 1000


def iso(at: float) -> str:
    """Discord's timestamp format."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="microseconds")


def parse_iso(text: str) -> float:
    """Epoch seconds of an ISO 8601 text; a text without a zone is UTC, as Discord reads it."""
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
