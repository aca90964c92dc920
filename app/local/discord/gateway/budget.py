"""How often a bot may identify: per day, and per five seconds for each key."""

from app.local.discord.settings import GatewaySettings
from app.local.discord.state.clock import Clock
from app.local.discord.state.entities import Json

DAY = 86_400.0


class IdentifyBudget:
    """Discord's session start limit."""

    def __init__(self, settings: GatewaySettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._last: dict[int, float] = {}
        self._spent: list[float] = []

    def too_fast(self, shard: int) -> bool:
        """A second IDENTIFY of the same key within the interval."""
        key = shard % self._settings.max_concurrency
        now = self._clock.now()
        last = self._last.get(key)
        self._last[key] = now
        return last is not None and now - last < self._settings.identify_interval

    def spend(self) -> bool:
        """Count one IDENTIFY; False when the day's budget was already used up."""
        if self.remaining() <= 0:
            return False
        self._spent.append(self._clock.now())
        return True

    def remaining(self) -> int:
        floor = self._clock.now() - DAY
        self._spent = [at for at in self._spent if at > floor]
        return max(0, self._settings.identify_total - len(self._spent))

    def payload(self) -> Json:
        remaining = self.remaining()
        reset = self._spent[0] + DAY - self._clock.now() if self._spent else 0.0
        return {
            "total": self._settings.identify_total,
            "remaining": remaining,
            "reset_after": int(reset * 1000),
            "max_concurrency": self._settings.max_concurrency,
        }
