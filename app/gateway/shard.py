"""A shard's life: hold the lease, connect, resume or identify, keep the point, stop cleanly."""

import asyncio
import contextlib
import logging
from collections.abc import Coroutine
from typing import Any

from app.gateway.admission import leave_to_identify
from app.gateway.backoff import wait_seconds
from app.gateway.canary import Canary
from app.gateway.close_codes import Next
from app.gateway.connection import Connection, Ended
from app.gateway.deafness import watch_for_deafness
from app.gateway.gap_filler import GapFiller
from app.gateway.intake import Intake
from app.gateway.metrics import ShardMetrics
from app.gateway.protocol import Identity, Protocol
from app.gateway.socket import SocketError
from app.gateway.surroundings import Surroundings
from app.gateway.tenure import LostTenureError, ShardTenure
from app.ports.discord_gateway import Unauthorized
from app.ports.errors import Unavailable
from app.ports.session_store import ResumePoint

SAVE_SECONDS = 1.0
SIGN_OF_LIFE_SECONDS = 2.0
DRAIN_SECONDS = 8.0
# After so many connections without a single new event the session is given up.
STUCK = 2
_POISON = frozenset({"malformed frame", "sequence gap", "no answer to the handshake"})
# How long to wait after op 9: at least, and at random on top.
INVALID_SESSION_SECONDS = (1.0, 4.0)

log = logging.getLogger(__name__)


class FatalError(Exception):
    """Discord will not have us: configuration or token. Connecting again cannot help."""


class Shard:
    """Runs until it is told to stop, or until Discord refuses for good."""

    def __init__(
        self,
        identity: Identity,
        *,
        around: Surroundings,
        tenure: ShardTenure,
        intake: Intake,
        gaps: GapFiller,
        changed: asyncio.Event,
        canary: Canary,
        metrics: ShardMetrics,
    ) -> None:
        self._identity = identity
        self._around = around
        self._tenure = tenure
        self._intake = intake
        self._gaps = gaps
        # Set when there is something to store that should not wait for its turn.
        self._changed = changed
        self._canary = canary
        self._metrics = metrics
        self._point: ResumePoint | None = None
        self._connection: Connection | None = None
        self._fruitless = 0
        self._unreachable = 0
        self._stored: ResumePoint | None = None

    @property
    def _id(self) -> int:
        return self._identity.shard_id

    async def run(self, stop: asyncio.Event) -> None:
        """Live until `stop`.

        Raises:
            FatalError: Discord refuses token or configuration.
        """
        stopping: asyncio.Future[Any] = asyncio.ensure_future(stop.wait())
        try:
            while not stop.is_set():
                await self._hold(stopping)
        finally:
            stopping.cancel()

    async def _hold(self, stopping: asyncio.Future[Any]) -> None:
        """One tenure: from taking the lease to losing it or giving it back."""
        life: asyncio.Future[Any] = asyncio.ensure_future(self._live())
        await asyncio.wait([life, stopping], return_when=asyncio.FIRST_COMPLETED)
        if self._connection is not None:
            self._connection.stop_reading()
        life.cancel()
        ours = True
        try:
            await life
        except asyncio.CancelledError:
            pass
        except LostTenureError:
            ours = False
            log.warning("tenure.lost", extra={"shard": self._id})
        except Unauthorized as error:
            raise FatalError(str(error)) from error
        finally:
            await self._wind_down(ours=ours)

    async def _live(self) -> None:
        stored = await self._tenure.take()
        self._point = self._stored = stored
        if stored is not None:
            self._intake.take_up(stored)
        log.info(
            "tenure.taken",
            extra={"shard": self._id, "sequence": None if stored is None else stored.sequence},
        )
        await _until_one_fails(
            self._stay_connected(),
            self._keep_up(),
            watch_for_deafness(self._canary, self._around, self._metrics, lambda: self._connection),
            self._gaps.failure(),
        )

    async def _wind_down(self, *, ours: bool) -> None:
        """Lose nothing that was read, and leave the next process as little to repeat as can be."""
        self._intake.flush()
        self._gaps.close()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(DRAIN_SECONDS):
                await self._around.courier.empty()
        if ours:
            with contextlib.suppress(Unavailable, LostTenureError):
                await self._save()
        if self._connection is not None:
            await self._connection.close()
            self._connection = None
        if ours:
            await self._tenure.release()

    async def _stay_connected(self) -> None:
        while True:
            await self._around.courier.room()
            before = None if self._point is None else self._point.sequence
            ended = await self._connect()
            progressed = self._point is not None and self._point.sequence != before
            self._metrics.reconnects += 1
            await asyncio.sleep(self._judge(ended, progressed=progressed))

    async def _connect(self) -> Ended:
        url = await self._address()
        await self._renew()
        around = self._around
        protocol = Protocol(
            identity=self._identity,
            point=self._point,
            now=around.monotonic(),
            jitter=around.chance(),
        )
        self._connection = Connection(
            protocol,
            shard=self._id,
            intake=self._intake,
            courier=around.courier,
            metrics=self._metrics,
            compressed=around.compressed,
            may_start=self._tenure.may_start,
            monotonic=around.monotonic,
        )
        try:
            ended = await self._connection.run(_with_query(url, compressed=around.compressed))
        except SocketError:
            self._unreachable += 1
            return Ended(next_step=Next.RESUME, reason="unreachable")
        self._unreachable = 0
        self._point = protocol.point if ended.next_step is Next.RESUME else None

        return ended

    def _judge(self, ended: Ended, *, progressed: bool) -> float:
        """What the end of a connection means; gives the seconds to wait before the next one."""
        log.info(
            "connection.ended",
            extra={
                "shard": self._id,
                "code": ended.code,
                "reason": ended.reason,
                "next_step": ended.next_step.name.lower(),
            },
        )
        if ended.next_step is Next.GIVE_UP:
            raise FatalError(f"Discord closed the gateway with {ended.code}: {ended.reason}")
        self._fruitless = 0 if progressed else self._fruitless + 1
        if self._fruitless >= STUCK and ended.reason in _POISON:
            log.error("session.given_up", extra={"shard": self._id, "reason": ended.reason})
            self._point = None
        chance = self._around.chance()
        if ended.reason == "invalid session":
            return INVALID_SESSION_SECONDS[0] + INVALID_SESSION_SECONDS[1] * chance

        return wait_seconds(max(self._fruitless, self._unreachable), chance=chance)

    async def _address(self) -> str:
        """The resume URL of the session; its stand-in if that is dead; else leave to identify."""
        if self._point is None:
            return (await leave_to_identify(self._identity, self._around)).url
        if self._unreachable % 4 < 2:  # noqa: PLR2004 — two tries each, in turn
            return self._point.resume_url
        try:
            return (await self._around.rest(self._around.api.gateway_info)).url
        except Unavailable:
            return self._point.resume_url

    async def _renew(self) -> None:
        """A session is started only under a lease that is fresh."""
        failures = 0
        while True:
            try:
                await self._tenure.keep(None)
            except Unavailable as error:
                failures += 1
                log.warning("store.unavailable", extra={"shard": self._id, "reason": str(error)})
                await asyncio.sleep(wait_seconds(failures, chance=self._around.chance()))
            else:
                return

    async def _keep_up(self) -> None:
        """Store the point and give signs of life."""
        alive_at = self._around.monotonic()
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(SAVE_SECONDS):
                    await self._changed.wait()
            self._changed.clear()
            try:
                if await self._save(sign_of_life=self._around.monotonic() - alive_at):
                    alive_at = self._around.monotonic()
            except Unavailable as error:
                log.warning("store.unavailable", extra={"shard": self._id, "reason": str(error)})

    async def _save(self, *, sign_of_life: float = 0.0) -> bool:
        point = self._intake.point()
        moved = point is not None and _place(point) != _place(self._stored)
        if not moved and sign_of_life < SIGN_OF_LIFE_SECONDS:
            return False
        await self._tenure.keep(point if moved else None)
        self._stored = point if moved else self._stored

        return True


def _place(point: ResumePoint | None) -> tuple[str, int] | None:
    return None if point is None else (point.session_id, point.sequence)


def _with_query(url: str, *, compressed: bool) -> str:
    query = "v=10&encoding=json" + ("&compress=zlib-stream" if compressed else "")

    return f"{url.rstrip('/')}/?{query}"


async def _until_one_fails(*works: Coroutine[None, None, None]) -> None:
    """Run side by side; the first failure ends all and is raised."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            if task.done():
                task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
