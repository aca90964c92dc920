"""One bucket of Discord's rate limits: how many calls are left until when.

Discord tells with every answer how many calls are left and in how many seconds the count starts
anew. Answers come late and out of order while other calls are under way, so the bucket counts for
itself too and always believes the lower figure:

- A call takes one from `remaining` when it is let go, not when its answer comes.
- Before the first answer one call at a time goes out, to learn the limit.
- Discord's own end of the window (absolute, by its clock) names the window. A later one begins a
  new count: what Discord said is left, less the calls still under way. Within one window the
  lower figure holds; what an earlier window says is no longer of interest.
- When the window is over by our clock, the full limit holds again, less the calls still under way
  (Discord may count them in the new window). Until an answer tells when the new window ends,
  nothing more goes out than that.
- The end of a window is reckoned from when the answer arrived, so it is never too early.
"""

from dataclasses import dataclass

NOW = 0.0
UNTIL_ANSWERED = float("inf")
_BLUR = 0.05  # two ends that are closer may still be of one window
_ROUNDED = 0.005  # Discord tells milliseconds
_ENDLESS = float("inf")
_WITHOUT_WORD = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the headers of one answer said.

    `reset_after` counts seconds from its arrival; `reset` is the same moment by Discord's clock.
    """

    bucket: str
    limit: int
    remaining: int
    reset_after: float
    reset: float


@dataclass(slots=True)
class Bucket:
    """State of one bucket; `now` is always of one monotonic clock."""

    limit: int = 1
    remaining: int = 1
    reset_at: float | None = None
    under_way: int = 0
    length: float = _WITHOUT_WORD
    window: float | None = None
    unlimited: bool = False

    def ask(self, now: float) -> float:
        """Seconds until a call may go: NOW, a time, or UNTIL_ANSWERED. Takes nothing."""
        if self.unlimited:
            return NOW
        if self.reset_at is not None and now >= self.reset_at:
            self.remaining = self.limit - self.under_way
            self.reset_at = None
        if self.remaining > 0:
            return NOW
        if self.reset_at is not None:
            return self.reset_at - now
        if self.under_way:
            return UNTIL_ANSWERED

        self.reset_at = now + self.length  # every answer was lost: sit out a whole window
        return self.length

    def take(self) -> None:
        """Let one call go."""
        self.remaining -= 1
        self.under_way += 1

    def back(self) -> None:
        """A call came back, with whatever answer or none."""
        self.under_way = max(0, self.under_way - 1)

    def learn(self, told: Told, now: float, *, strangers: int = 0) -> None:
        """Take in what an answer said; `back` was called for it before.

        `strangers` are calls under way that another bucket let go and that may count here.
        """
        ends = now + told.reset_after + _ROUNDED
        later = _ENDLESS if self.window is None else told.reset - self.window
        if later > _BLUR:
            self.remaining = max(0, told.remaining - self.under_way - strangers)
            self.reset_at = ends
        elif later > (_ROUNDED if self.reset_at is None else -_BLUR):
            self.remaining = min(self.remaining, told.remaining)
            self.reset_at = self._end_of_this(ends, exactly=abs(later) <= _ROUNDED)
        self.window = max(self.window or 0.0, told.reset)
        self.limit = max(1, told.limit)
        self.remaining = min(self.remaining, self.limit)
        self.length = max(told.reset_after, _BLUR)
        self.unlimited = False

    def _end_of_this(self, ends: float, *, exactly: bool) -> float:
        """When the window ends: of two estimates of one moment the earlier is the better one."""
        if self.reset_at is None:
            return ends

        return min(self.reset_at, ends) if exactly else max(self.reset_at, ends)

    def learn_nothing(self, *, succeeded: bool) -> None:
        """An answer without rate-limit headers; a success without them means: no limit."""
        if self.window is not None or self.reset_at is not None:
            return
        if succeeded:
            self.unlimited = True
        elif not self.under_way:
            self.remaining = 1

    def block(self, seconds: float, now: float) -> None:
        """Nothing may go for so long: Discord answered 429."""
        self.remaining = 0
        self.reset_at = max(self.reset_at or 0.0, now + seconds)
        self.unlimited = False

    def is_idle(self, now: float) -> bool:
        """Whether forgetting it loses nothing."""
        return not self.under_way and (self.reset_at is None or now >= self.reset_at)
