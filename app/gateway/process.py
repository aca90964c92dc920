"""The gateway process: all its shards, the courier's workers, health, and signals."""

import asyncio
import logging
import signal
from collections.abc import Sequence
from typing import Any

from app.gateway.assembly import assemble_shard
from app.gateway.courier import Courier
from app.gateway.health import HealthServer
from app.gateway.metrics import Metrics, QueueMetrics
from app.gateway.offload import Offload
from app.gateway.plan import Outside, Plan
from app.gateway.shard import Shard
from app.gateway.surroundings import Surroundings
from app.ports.errors import Unavailable

COURIER_WORKERS = 3

log = logging.getLogger(__name__)


async def serve(plan: Plan, outside: Outside) -> None:
    """Run until SIGTERM or SIGINT.

    Raises:
        FatalError: Discord refuses token or configuration.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)

    await serve_until(stop, plan, outside)


async def serve_until(stop: asyncio.Event, plan: Plan, outside: Outside) -> None:
    """The same, until `stop`."""
    queue_metrics = QueueMetrics()
    offload, rest = Offload(outside.pool), Offload(outside.rest_pool)
    courier = Courier(outside.queue, offload, metrics=queue_metrics, chance=outside.chance)
    metrics = Metrics(pending_bytes=lambda: courier.bytes, queue=queue_metrics)
    around = Surroundings(
        api=outside.api,
        identifies=outside.identifies,
        offload=offload,
        rest=rest,
        courier=courier,
        compressed=plan.compressed,
        identify_spacing_ms=plan.identify_spacing_ms,
        monotonic=outside.monotonic,
        epoch_ms=outside.epoch_ms,
        chance=outside.chance,
    )
    shards = [assemble_shard(number, plan, outside, around, metrics) for number in plan.shards]
    health = HealthServer(metrics, monotonic=outside.monotonic)
    server = None if plan.health is None else await health.start(*plan.health)
    workers = [asyncio.ensure_future(courier.work()) for _ in range(COURIER_WORKERS)]
    try:
        await _greet(around)
        await _run_all(shards, workers, stop)
    finally:
        for worker in workers:
            worker.cancel()
        if server is not None:
            server.close()


async def _greet(around: Surroundings) -> None:
    """Ask for the gateway once: a dead token ends the process here, before anything is tried."""
    try:
        info = await around.rest(around.api.gateway_info)
    except Unavailable as error:
        log.warning("gateway.unknown", extra={"reason": str(error)})
        return
    log.info("gateway.known", extra={"shards": info.shards, "remaining": info.remaining})


async def _run_all(
    shards: Sequence[Shard], workers: Sequence[asyncio.Future[None]], stop: asyncio.Event
) -> None:
    """What fails (a shard refused for good, a worker with a bug) stops all others, each cleanly."""
    tasks = [asyncio.ensure_future(shard.run(stop)) for shard in shards]
    lives: asyncio.Future[Any] = asyncio.gather(*tasks)
    await asyncio.wait([lives, *workers], return_when=asyncio.FIRST_COMPLETED)
    stop.set()
    await asyncio.wait(tasks)
    for task in [lives, *workers]:
        if task.done():
            task.result()
