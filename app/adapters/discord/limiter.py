"""The rate limiter for threads: `Limits` under a lock, and the waiting."""

import threading
from collections import Counter
from collections.abc import Callable

from app.adapters.discord.bucket import UNTIL_ANSWERED, Told
from app.adapters.discord.limits import Limits, Ticket
from app.adapters.discord.routes import Route
from app.ports.errors import Unavailable

_LONG = 0.25
_UNHEARD = 5.0
"""Seconds after which a caller that waits for any answer asks again by itself."""


class RateLimiter:
    """Lets calls go one by one, when Discord allows them."""

    def __init__(
        self, limits: Limits, *, monotonic: Callable[[], float], crowd: int | None = None
    ) -> None:
        """`crowd`: at most so many wait for long at one bucket, so that others find a thread."""
        self._limits = limits
        self._monotonic = monotonic
        self._crowd = crowd
        self._waiting: Counter[tuple[str, str]] = Counter()
        self._changed = threading.Condition()

    def take(self, route: Route, *, until: float) -> Ticket:
        """Wait for leave to call.

        Raises:
            Unavailable: it would take longer than `until`, or too many wait; nothing was taken.
        """
        place = (route.key, route.major)
        with self._changed:
            while True:
                now = self._monotonic()
                asked = self._limits.ask(route, now)
                if isinstance(asked, Ticket):
                    return asked
                wait = _UNHEARD if asked == UNTIL_ANSWERED else asked
                crowded = _LONG < asked < UNTIL_ANSWERED and self._is_crowded(place)
                if now + wait > until or crowded:
                    raise Unavailable("rate limit", retry_after=wait)
                self._waiting[place] += 1
                self._changed.wait(wait)
                self._waiting[place] -= 1
                if not self._waiting[place]:
                    del self._waiting[place]

    def _is_crowded(self, place: tuple[str, str]) -> bool:
        return self._crowd is not None and self._waiting[place] >= self._crowd

    def answered(self, ticket: Ticket, told: Told | None, *, succeeded: bool) -> None:
        """Tell what came back."""
        with self._changed:
            self._limits.answered(ticket, told, self._monotonic(), succeeded=succeeded)
            self._changed.notify_all()

    def refused(
        self, ticket: Ticket, told: Told | None, *, seconds: float, everything: bool
    ) -> None:
        """Tell of a 429."""
        with self._changed:
            now = self._monotonic()
            self._limits.refused(ticket, told, now, seconds=seconds, everything=everything)
            self._changed.notify_all()

    def stopped_for(self) -> float:
        """Seconds for which no call may go at all."""
        with self._changed:
            return self._limits.stopped_for(self._monotonic())
