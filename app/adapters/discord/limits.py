"""All rate limits of one bot together: every bucket, and the limit over all calls.

Pure bookkeeping: time is an argument, nothing waits here (see `limiter`). Which bucket a route
belongs to is Discord's secret until the first answer, and may change at any time.
"""

from collections import deque
from dataclasses import dataclass

from app.adapters.discord.bucket import NOW, Bucket, Told
from app.adapters.discord.routes import Route

PER_SECOND = 40
"""Calls let go in a second over all routes; Discord allows 50 (RS-4).

At most 45 shall arrive in any second, even when some are held up on the way and meet later ones.
"""
_SECOND = 1.05
_KEEP = 5000


@dataclass(frozen=True, slots=True)
class Ticket:
    """Leave to make one call."""

    route: Route
    bucket: Bucket


class Limits:
    """Who may call when."""

    def __init__(self, *, per_second: int = PER_SECOND) -> None:
        self._per_second = per_second
        self._names: dict[str, str] = {}
        self._former_names: dict[str, str] = {}
        self._buckets: dict[tuple[str, str], Bucket] = {}
        self._calls: deque[float] = deque()
        self._all_stopped_until = 0.0

    def ask(self, route: Route, now: float) -> Ticket | float:
        """A ticket, or the seconds after which to ask again (infinite: after any answer)."""
        bucket = self._bucket(route, now)
        wait = bucket.ask(now)
        if route.with_token:
            wait = max(wait, self._wait_for_all(now))
        if wait > NOW:
            return wait
        bucket.take()
        if route.with_token:
            self._calls.append(now)

        return Ticket(route, bucket)

    def answered(self, ticket: Ticket, told: Told | None, now: float, *, succeeded: bool) -> None:
        """The call came back; `told` is what its headers said, None without any."""
        ticket.bucket.back()
        if told is None:
            ticket.bucket.learn_nothing(succeeded=succeeded)
        else:
            bucket = self._named(ticket, told.bucket)
            bucket.learn(told, now, strangers=_strangers(ticket, bucket))

    def refused(
        self, ticket: Ticket, told: Told | None, now: float, *, seconds: float, everything: bool
    ) -> None:
        """429: the bucket, or everything, stands still for so long."""
        ticket.bucket.back()
        bucket = self._named(ticket, told.bucket) if told else ticket.bucket
        if everything:
            self.stop_all(now + seconds)
            bucket.learn_nothing(succeeded=False)
        else:
            bucket.block(seconds, now)

    def stop_all(self, until: float) -> None:
        """No call with the bot's token before `until`."""
        self._all_stopped_until = max(self._all_stopped_until, until)

    def stopped_for(self, now: float) -> float:
        """Seconds for which everything stands still."""
        return max(0.0, self._all_stopped_until - now)

    def _wait_for_all(self, now: float) -> float:
        while self._calls and self._calls[0] <= now - _SECOND:
            self._calls.popleft()
        full = len(self._calls) >= self._per_second
        next_free = self._calls[0] + _SECOND - now if full else NOW

        return max(next_free, self._all_stopped_until - now)

    def _bucket(self, route: Route, now: float) -> Bucket:
        if len(self._buckets) >= _KEEP:
            self._forget_idle(now)

        return self._known_as(route, self._names.get(route.key, route.key))

    def _named(self, ticket: Ticket, name: str) -> Bucket:
        """The bucket that Discord named in an answer to this call."""
        route = ticket.route
        before = self._names.get(route.key, route.key)
        if name != before:
            self._names[route.key], self._former_names[route.key] = name, before

        return self._known_as(route, name)

    def _known_as(self, route: Route, name: str) -> Bucket:
        """The bucket with this name.

        One that has just got it goes on with what it was before: calls made and under way still
        count, and too low a figure does no harm.
        """
        bucket = self._buckets.get((name, route.major))
        if bucket is None:
            former = self._former_names.get(route.key, route.key)
            bucket = self._buckets.get((former, route.major)) or Bucket()
            self._buckets[name, route.major] = bucket

        return bucket

    def _forget_idle(self, now: float) -> None:
        self._buckets = {
            key: bucket for key, bucket in self._buckets.items() if not bucket.is_idle(now)
        }


def _strangers(ticket: Ticket, bucket: Bucket) -> int:
    """Calls under way that will come back to another bucket and yet may count in this one."""
    return 0 if ticket.bucket is bucket else ticket.bucket.under_way
