"""The breaker for invalid requests.

Discord bans an address that makes 10,000 invalid requests (401, 403, and 429 that are our own
fault) in ten minutes (RS-5). We stop at 200. Before that, from the sixtieth on, calls are spaced
out, so that even a long storm of refusals stays near a hundredth of what Discord allows.
"""

from collections import deque

WINDOW = 600.0
LIMIT = 200
BRAKE_FROM = 60
SPACING = 6.0
"""Seconds between calls while braking: at most 100 calls in the window, few of them refused."""


class Breaker:
    """Counts refusals; says how long to wait before the next call."""

    def __init__(self, *, limit: int = LIMIT, brake_from: int = BRAKE_FROM) -> None:
        self._limit = limit
        self._brake_from = brake_from
        self._refusals: deque[float] = deque()
        self._next_call = 0.0

    def wait(self, now: float) -> float:
        """Seconds until a call may go; with 0 the call counts as gone."""
        closed_for = self.open_for(now)
        if closed_for or self.count(now) < self._brake_from:
            return closed_for
        if now < self._next_call:
            return self._next_call - now
        self._next_call = now + SPACING

        return 0.0

    def open_for(self, now: float) -> float:
        """Seconds for which no call goes at all."""
        if self.count(now) < self._limit:
            return 0.0

        return self._refusals[-self._limit] + WINDOW - now

    def refused(self, now: float) -> None:
        """Discord answered with a refusal that counts."""
        self._refusals.append(now)

    def count(self, now: float) -> int:
        """Refusals in the last ten minutes."""
        while self._refusals and self._refusals[0] <= now - WINDOW:
            self._refusals.popleft()

        return len(self._refusals)
