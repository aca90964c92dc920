"""What a gateway process is told: its task, and the world it does it in."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field

from app.gateway.identify_budget import SPACING_MS
from app.gateway.tenure import LEASE_SECONDS
from app.ports.discord_gateway import GatewayApi
from app.ports.event_queue import MessageQueue
from app.ports.session_store import IdentifyStore, SessionStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What this process is to do."""

    token: str = field(repr=False)
    application: str
    intents: int
    shards: Sequence[int]
    shard_count: int
    compressed: bool
    health: tuple[str, int] | None
    canary_seconds: float
    lease_seconds: float = LEASE_SECONDS
    identify_spacing_ms: int = SPACING_MS


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """The world, handed in: adapters, clocks, chance, and who we are."""

    queue: MessageQueue
    sessions: SessionStore
    identifies: IdentifyStore
    api: GatewayApi
    pool: Executor
    rest_pool: Executor
    monotonic: Callable[[], float]
    epoch_ms: Callable[[], int]
    chance: Callable[[], float]
    holder: str
    is_gone: Callable[[str], bool]
