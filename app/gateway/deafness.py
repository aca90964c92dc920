"""Watches a shard for a deaf socket, and cures it: RESUME first, a new session next (GW-4)."""

import asyncio
from collections.abc import Callable

from app.gateway.canary import Canary
from app.gateway.close_codes import Next
from app.gateway.connection import Connection
from app.gateway.metrics import ShardMetrics
from app.gateway.surroundings import Surroundings
from app.ports.discord_gateway import Unauthorized
from app.ports.errors import Rejected, Unavailable

LOOK_SECONDS = 1.0


async def watch_for_deafness(
    canary: Canary,
    around: Surroundings,
    metrics: ShardMetrics,
    connection: Callable[[], Connection | None],
) -> None:
    """Until cancelled. Raises `Unauthorized` for a dead token."""
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        present = connection()
        if present is None or not present.is_live() or not canary.due(around.monotonic()):
            continue
        for channel in canary.channels():
            if present.is_live() and await _missed(canary, around, channel):
                metrics.deaf += 1
                again = canary.strikes > 1
                present.abandon(Next.IDENTIFY if again else Next.RESUME, "deaf socket")


async def _missed(canary: Canary, around: Surroundings, channel: str) -> bool:
    try:
        newest = await around.rest(around.api.latest_message, channel)
    except Unauthorized:
        raise
    except (Unavailable, Rejected):
        return False

    return canary.missed(newest)
