"""What all shards of a process share."""

from collections.abc import Callable
from dataclasses import dataclass

from app.gateway.courier import Courier
from app.gateway.offload import Offload
from app.ports.discord_gateway import GatewayApi
from app.ports.session_store import IdentifyStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """The outside as a shard sees it: `offload` for AWS, `rest` for Discord's REST API."""

    api: GatewayApi
    identifies: IdentifyStore
    offload: Offload
    rest: Offload
    courier: Courier
    compressed: bool
    identify_spacing_ms: int
    monotonic: Callable[[], float]
    epoch_ms: Callable[[], int]
    chance: Callable[[], float]
