"""Rate limits as Discord has them: hidden buckets per resource, a global one, the invalid count.

A bucket is a fixed window that opens with its first request. Its hash is what callers see; hashes
can change while they run, as Discord's do. Interaction routes have buckets but no global limit.
"""

import hashlib
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from app.local.discord.operations import Operation
from app.local.discord.settings import LimitSettings
from app.local.discord.state.clock import Clock
from app.local.discord.state.entities import Json

DEFAULT = (10, 2.0)
REAL: dict[str, tuple[int, float]] = {
    "create_message": (5, 5.0),
    "update_message": (5, 5.0),
    "delete_message": (5, 1.0),
    "bulk_delete_messages": (1, 1.0),
    "list_messages": (5, 1.0),
    "get_message": (5, 1.0),
    "update_guild_member": (10, 10.0),
    "delete_guild_member": (5, 1.0),
    "ban_user_from_guild": (5, 1.0),
    "unban_user_from_guild": (5, 1.0),
    "bulk_ban_users_from_guild": (1, 1.0),
    "create_dm": (10, 10.0),
    "guild_search": (5, 2.0),
    "create_interaction_response": (5, 1.0),
}
RELAXED_FACTOR = 1000
TEN_MINUTES = 600.0
UNAUTHORIZED, FORBIDDEN, TOO_MANY = 401, 403, 429


@dataclass(slots=True, kw_only=True)
class Window:
    """One bucket of one resource."""

    limit: int
    seconds: float
    opened_at: float
    used: int = 0

    @property
    def resets_at(self) -> float:
        return self.opened_at + self.seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A 429. `html` is Cloudflare's, without JSON."""

    retry_after: float
    scope: str = "user"
    is_global: bool = False
    html: bool = False


class Limits:
    """Counts requests, answers with headers or refusals, and keeps figures for the tests."""

    def __init__(self, settings: LimitSettings, clock: Clock) -> None:
        self.settings = settings
        self.overrides: dict[str, tuple[int, float]] = {}
        self.shared: set[str] = set()
        self.banned_until = 0.0
        self.stats: dict[str, int] = {"requests": 0, "limited": 0, "early": 0, "invalid": 0}
        self.peak_per_second = 0
        self._clock = clock
        self._salt = 0
        self._windows: dict[tuple[str, str], Window] = {}
        self._recent: deque[float] = deque()
        self._invalid: deque[float] = deque()
        self._wait_until: dict[tuple[str, str], float] = {}

    def remap(self) -> None:
        """New hashes and empty buckets from now on."""
        self._salt += 1
        self._windows.clear()

    def admit(
        self, operation: Operation, params: Mapping[str, str]
    ) -> tuple[dict[str, str], Refusal | None]:
        """Headers for the answer, and the refusal if there is one."""
        now = self._clock.now()
        self.stats["requests"] += 1
        key = (operation.name, params.get(operation.major or "", ""))
        if now < self.banned_until:
            return {}, Refusal(retry_after=self.banned_until - now, html=True)
        self._count_early(key, now)
        if not operation.by_token and (refusal := self._global(now)):
            self._refused(("", ""), now, refusal)
            return {}, refusal
        window = self._window(key, now)
        over = window.used >= window.limit
        window.used += 0 if over else 1
        headers = self._headers(key, window, now)
        if not over:
            return headers, None
        shared = operation.name in self.shared
        refusal = Refusal(
            retry_after=max(0.001, window.resets_at - now), scope="shared" if shared else "user"
        )
        self._refused(key, now, refusal)
        return headers, refusal

    def note_answer(self, status: int, *, shared: bool) -> None:
        """Count invalid requests; too many ban the address (RS-5)."""
        if status not in {UNAUTHORIZED, FORBIDDEN, TOO_MANY} or shared:
            return
        now = self._clock.now()
        self.stats["invalid"] += 1
        self._invalid.append(now)
        while self._invalid[0] < now - TEN_MINUTES:
            self._invalid.popleft()
        if len(self._invalid) >= self.settings.invalid_per_ten_minutes:
            self.banned_until = now + self.settings.ban_seconds

    def figures(self) -> Json:
        return self.stats | {
            "peak_per_second": self.peak_per_second,
            "banned_until": self.banned_until or None,
        }

    def _count_early(self, key: tuple[str, str], now: float) -> None:
        for place in (key, ("", "")):
            until = self._wait_until.get(place)
            if until is not None and now < until:
                self.stats["early"] += 1

    def _refused(self, key: tuple[str, str], now: float, refusal: Refusal) -> None:
        self.stats["limited"] += 1
        self._wait_until[key] = now + refusal.retry_after

    def _global(self, now: float) -> Refusal | None:
        recent = self._recent
        while recent and recent[0] <= now - 1.0:
            recent.popleft()
        limit = self.settings.global_per_second
        if self.settings.profile == "real" and len(recent) >= limit:
            return Refusal(
                retry_after=max(0.001, recent[0] + 1.0 - now), scope="global", is_global=True
            )
        recent.append(now)
        self.peak_per_second = max(self.peak_per_second, len(recent))
        return None

    def _window(self, key: tuple[str, str], now: float) -> Window:
        window = self._windows.get(key)
        if window is None or now >= window.resets_at:
            limit, seconds = self._rule(key[0])
            window = self._windows[key] = Window(limit=limit, seconds=seconds, opened_at=now)
        return window

    def _rule(self, operation: str) -> tuple[int, float]:
        if operation in self.overrides:
            return self.overrides[operation]
        limit, seconds = REAL.get(operation, DEFAULT)
        return (
            (limit, seconds) if self.settings.profile == "real" else (limit * RELAXED_FACTOR, 1.0)
        )

    def _headers(self, key: tuple[str, str], window: Window, now: float) -> dict[str, str]:
        if self.settings.profile == "off":
            return {}
        name = f"{key[0]}:{self._salt}".encode()
        return {
            "X-RateLimit-Limit": str(window.limit),
            "X-RateLimit-Remaining": str(window.limit - window.used),
            "X-RateLimit-Reset": f"{window.resets_at:.3f}",
            "X-RateLimit-Reset-After": f"{max(0.0, window.resets_at - now):.3f}",
            "X-RateLimit-Bucket": hashlib.sha1(name, usedforsecurity=False).hexdigest()[:32],
        }
