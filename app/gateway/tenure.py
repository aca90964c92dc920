"""Being the one holder of a shard: taking, keeping and giving back the lease (T-25).

No clock of another machine is trusted. Who wants the shard must see the holder give no sign of life
for the whole lease by its own clock; only then it takes over, with a higher fence. Who holds it may
start a session only while its last successful sign of life is younger than the lease.
"""

import asyncio
import logging
from collections.abc import Callable

from app.gateway.backoff import wait_seconds
from app.gateway.offload import Offload
from app.ports.errors import Conflict, Unavailable
from app.ports.session_store import ResumePoint, SessionStore, Tenure

LEASE_SECONDS = 6.0
LOOK_SECONDS = 0.5
# A session may be started only if this much of the lease is left.
MARGIN_SECONDS = 1.0

log = logging.getLogger(__name__)


class LostTenureError(Exception):
    """Somebody else holds the shard now: stop, and start no session."""


class ShardTenure:
    """One process's hold on one shard."""

    def __init__(
        self,
        store: SessionStore,
        *,
        shard: str,
        holder: str,
        is_gone: Callable[[str], bool],
        offload: Offload,
        monotonic: Callable[[], float],
        chance: Callable[[], float],
        lease: float = LEASE_SECONDS,
    ) -> None:
        self._store = store
        self._shard = shard
        self._holder = holder
        self._is_gone = is_gone
        self._offload = offload
        self._monotonic = monotonic
        self._chance = chance
        self._lease = lease
        self._mine: Tenure | None = None
        self._alive_at = 0.0
        self._writing = asyncio.Lock()

    async def take(self) -> ResumePoint | None:
        """Wait until the shard is ours; gives the stored point."""
        while True:
            seen = await self._settled()
            started = self._monotonic()
            try:
                self._mine = await self._offload(
                    self._store.take, self._shard, holder=self._holder, seen=seen
                )
            except (Conflict, Unavailable):
                await asyncio.sleep(LOOK_SECONDS * self._chance())
                continue
            self._alive_at = started

            return seen.point if seen is not None else None

    async def keep(self, point: ResumePoint | None) -> None:
        """Give a sign of life and store the point.

        Raises:
            LostTenureError: somebody else took the shard.
            Unavailable: nothing is known; try again.
        """
        async with self._writing:
            mine = self._held()
            started = self._monotonic()
            try:
                kept = await self._offload(self._store.keep, self._shard, mine, point)
            except Conflict as error:
                self._mine = None
                raise LostTenureError(self._shard) from error
            self._mine = kept
            self._alive_at = started

    def may_start(self) -> bool:
        """Whether no other process can have taken the shard by now."""
        age = self._monotonic() - self._alive_at

        return self._mine is not None and age < self._lease - MARGIN_SECONDS

    async def release(self) -> None:
        """Let the next one start at once; failing that, it waits out the lease."""
        async with self._writing:
            mine, self._mine = self._mine, None
            if mine is None:
                return
            try:
                await self._offload(self._store.release, self._shard, mine)
            except Unavailable:
                log.warning("tenure.not_released", extra={"shard": self._shard})

    def _held(self) -> Tenure:
        if self._mine is None:
            raise LostTenureError(self._shard)

        return self._mine

    async def _settled(self) -> Tenure | None:
        """The tenure as it stands once its holder is certainly gone."""
        seen = await self._look()
        since = self._monotonic()
        while seen is not None and seen.holder is not None and not self._is_gone(seen.holder):
            if self._monotonic() - since >= self._lease:
                return seen
            await asyncio.sleep(min(LOOK_SECONDS, self._lease / 4))
            latest = await self._look()
            if latest is None or (latest.fence, latest.beat) != (seen.fence, seen.beat):
                since = self._monotonic()
            seen = latest

        return seen

    async def _look(self) -> Tenure | None:
        failures = 0
        while True:
            try:
                return await self._offload(self._store.look, self._shard)
            except Unavailable as error:
                failures += 1
                log.warning("store.unavailable", extra={"shard": self._shard, "reason": str(error)})
                await asyncio.sleep(wait_seconds(failures, chance=self._chance()))
