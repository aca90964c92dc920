"""Makes a lost session good: holds the stored point, reads the guilds as they arrive, lets go."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass

from app.gateway import gap as gaps
from app.gateway.backfill import Backfill
from app.gateway.journal import Entry, Journal

# Guilds of READY that have not shown up by then are backfilled when they do, but not waited for.
GUILDS_SECONDS = 60.0

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class _OpenGap:
    """A loss that is being made good. `hold` keeps the stored point where it is until then."""

    after: int
    hold: Entry
    missing: set[str]
    guilds: asyncio.Queue[gaps.GuildGap]
    task: asyncio.Task[None] | None = None


class GapFiller:
    """One shard's losses; a loss during the repair of another widens it.

    A process that ends in the middle leaves the stored point before the gap: the next one finds the
    same session lost and begins again.
    """

    def __init__(
        self,
        *,
        shard: int,
        journal: Journal,
        backfill: Backfill,
        changed: asyncio.Event,
        monotonic: Callable[[], float],
        guilds_seconds: float = GUILDS_SECONDS,
    ) -> None:
        self._shard = shard
        self._journal = journal
        self._backfill = backfill
        self._changed = changed
        self._monotonic = monotonic
        self._guilds_seconds = guilds_seconds
        self._gap: _OpenGap | None = None
        self._late: dict[str, int] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def failure(self) -> None:
        """Raises what ended a backfill; a dead token ends everything."""
        await self._failed

    def open(self, guilds: set[str], *, since: int) -> None:
        """The session before was lost; its last event came at `since` (epoch ms)."""
        before = self._gap
        gap = _OpenGap(
            after=gaps.bound(since) if before is None else before.after,
            hold=self._journal.open(0) if before is None else before.hold,
            missing=guilds,
            guilds=asyncio.Queue(),
        )
        if before is not None and before.task is not None:
            before.task.cancel()
        log.warning("backfill.begins", extra={"shard": self._shard, "count": len(guilds)})
        self._gap = gap
        gap.task = self._spawn(self._fill(gap))

    def guild_arrived(self, payload: bytes) -> None:
        """A GUILD_CREATE; only a loss makes it interesting."""
        if self._gap is None and not self._late:
            return
        after = self._late.values() if self._gap is None else [self._gap.after]
        found = gaps.guild_gap(payload, min(after))
        if self._gap is not None and found.guild in self._gap.missing:
            self._gap.missing.discard(found.guild)
            self._gap.guilds.put_nowait(found)
        elif found.guild in self._late:
            self._spawn(self._backfill.read(found, self._late.pop(found.guild)))

    def close(self) -> None:
        """Stop reading; the stored point still stands before the gap."""
        for task in self._tasks:
            task.cancel()

    def forget(self) -> None:
        """A point before the gap was taken up: what lies behind it comes again by itself."""
        self.close()
        if self._gap is not None:
            self._journal.close(self._gap.hold)
            self._gap = None

    async def _fill(self, gap: _OpenGap) -> None:
        """Read guild after guild as they arrive; then, and only then, release the stored point."""
        deadline = self._monotonic() + self._guilds_seconds
        while gap.missing or not gap.guilds.empty():
            try:
                async with asyncio.timeout(max(0.0, deadline - self._monotonic())):
                    found = await gap.guilds.get()
            except TimeoutError:
                break
            await self._backfill.read(found, gap.after)
            deadline = max(deadline, self._monotonic() + 1.0)
        self._late |= dict.fromkeys(gap.missing, gap.after)
        self._journal.close(gap.hold)
        self._gap = None
        self._changed.set()
        log.info("backfill.done", extra={"shard": self._shard, "missing": len(gap.missing)})

    def _spawn(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None and not self._failed.done():
            self._failed.set_exception(error)
