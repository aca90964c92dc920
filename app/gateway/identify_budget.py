"""When a new session may be started: Discord's limit, and our own floor above it (GW-10)."""

from dataclasses import dataclass

from app.ports.discord_gateway import GatewayInfo
from app.ports.session_store import IdentifyRecord

FLOOR = 100
PER_HOUR = 60
# Discord asks for 5 s and counts arrivals, we count departures: a little more.
SPACING_MS = 5_250
_HOUR_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class Granted:
    """Go, after `record` has been stored."""

    record: IdentifyRecord


@dataclass(frozen=True, slots=True)
class Wait:
    """Not before so many seconds; `exhausted` when a budget, not the pace, is the reason."""

    seconds: float
    exhausted: bool


def permit(
    record: IdentifyRecord,
    info: GatewayInfo,
    *,
    shard_id: int,
    shard_count: int,
    now_ms: int,
    spacing_ms: int = SPACING_MS,
) -> Granted | Wait:
    """Decide from the shared record and Discord's own figures."""
    if info.remaining <= FLOOR:
        return Wait(max(info.reset_after_seconds, 1.0), exhausted=True)
    recent = tuple(start for start in record.starts if start[0] > now_ms - _HOUR_MS)
    if len(recent) >= max(PER_HOUR, 2 * shard_count):
        return Wait((recent[0][0] + _HOUR_MS - now_ms) / 1000, exhausted=True)
    key = shard_id % max(info.max_concurrency, 1)
    last = max((at for at, other in recent if other == key), default=0)
    ready = last + spacing_ms
    if now_ms < ready:
        # A clock that was set back must not turn the pace into a long stop.
        return Wait(min(ready - now_ms, spacing_ms) / 1000, exhausted=False)

    return Granted(IdentifyRecord(version=record.version + 1, starts=(*recent, (now_ms, key))))
