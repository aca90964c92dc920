"""Leave to start a session: Discord's limit and our own budget, shared by all processes (GW-10)."""

import asyncio
import logging

from app.gateway.backoff import wait_seconds
from app.gateway.identify_budget import Granted, permit
from app.gateway.protocol import Identity
from app.gateway.surroundings import Surroundings
from app.ports.discord_gateway import GatewayInfo
from app.ports.errors import Conflict, Unavailable

# Discord's figures are asked for again at least this often.
RECHECK_SECONDS = 60.0

log = logging.getLogger(__name__)


async def leave_to_identify(identity: Identity, around: Surroundings) -> GatewayInfo:
    """Wait until a new session may be started, and spend it; gives where to start it.

    Raises:
        Unauthorized: the token is dead.
    """
    failures = 0
    while True:
        try:
            info = await around.rest(around.api.gateway_info)
            wait = await _spend(identity, around, info)
        except Conflict:
            continue
        except Unavailable as error:
            failures += 1
            log.warning("identify.waits", extra={"shard": identity.shard_id, "reason": str(error)})
            await asyncio.sleep(wait_seconds(failures, chance=around.chance()))
            continue
        if wait is None:
            return info
        await asyncio.sleep(min(wait, RECHECK_SECONDS))


async def _spend(identity: Identity, around: Surroundings, info: GatewayInfo) -> float | None:
    """None when one was spent, else the seconds to wait."""
    answer = permit(
        await around.offload(around.identifies.identifies),
        info,
        shard_id=identity.shard_id,
        shard_count=identity.shard_count,
        now_ms=around.epoch_ms(),
        spacing_ms=around.identify_spacing_ms,
    )
    if isinstance(answer, Granted):
        await around.offload(around.identifies.spend_identify, answer.record)
        return None
    if answer.exhausted:
        log.error(
            "identify.exhausted", extra={"shard": identity.shard_id, "seconds": answer.seconds}
        )

    return answer.seconds
