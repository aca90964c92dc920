"""What Discord lately said we may not do: not asked again for a while (RS-6, T-22).

Role and permission events do not reach this process, so a refusal is forgotten with time. On a
guild's routes "missing permissions" may be about the one member (who ranks too high); elsewhere it
is about the whole channel.
"""

import threading

from app.adapters.discord.routes import Route
from app.ports.discord_api import Forbidden

REMEMBERED = 300.0
MISSING_ACCESS = 50001
MISSING_PERMISSIONS = 50013
_KEEP = 2000


class Capabilities:
    """Refusals by route and resource."""

    def __init__(self, *, remembered: float = REMEMBERED) -> None:
        self._remembered = remembered
        self._missing: dict[tuple[str, str], tuple[float, Forbidden]] = {}
        self._lock = threading.Lock()

    def check(self, route: Route, now: float) -> None:
        """Raise the refusal that is still fresh for this route."""
        with self._lock:
            known = self._missing.get((route.key, route.major)) or self._missing.get(
                (route.method, route.path)
            )
        if known and now < known[0]:
            raise Forbidden(known[1].status, known[1].code)

    def lost(self, route: Route, refusal: Forbidden, now: float) -> None:
        """Remember a refusal."""
        if not route.major or refusal.code not in (MISSING_ACCESS, MISSING_PERMISSIONS):
            return
        one_target = route.major.startswith("guild:") and refusal.code == MISSING_PERMISSIONS
        key = (route.method, route.path) if one_target else (route.key, route.major)
        with self._lock:
            if len(self._missing) >= _KEEP:
                self._missing.clear()
            self._missing[key] = (now + self._remembered, refusal)
