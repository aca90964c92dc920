"""What one fake Discord is told at its start."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

ContractMode = Literal["refuse", "record", "off"]
LimitProfile = Literal["real", "relaxed", "off"]

# The first part is a user id in base64, as real tokens have it: client libraries parse it.
DEFAULT_TOKEN = "MTAwMDAwMDAwMDAwMDAwMDAx.GfakeX.a-token-that-only-the-fake-discord-knows"  # noqa: S105
DEFAULT_APPLICATION_ID = "100000000000000001"
DEFAULT_SEED = "11" * 32


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewaySettings:
    """Timing and limits of the websocket side."""

    heartbeat_interval: float = 41.25
    heartbeat_grace: float = 2.0
    identify_interval: float = 5.0
    max_concurrency: int = 1
    identify_total: int = 1000
    shards: int = 1
    guilds_per_shard: int = 2500
    session_ttl: float = 180.0
    replay_limit: int = 50_000
    sends_per_minute: int = 120
    disallowed_intents: int = 0
    members_request_interval: float = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitSettings:
    """How hard the REST side limits its callers."""

    profile: LimitProfile = "real"
    global_per_second: int = 50
    invalid_per_ten_minutes: int = 10_000
    ban_seconds: float = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FakeSettings:
    """Everything one fake Discord is told at its start.

    `answer_seconds`: how long the application may take to answer an interaction.
    """

    host: str = "127.0.0.1"
    port: int = 0
    token: str = DEFAULT_TOKEN
    application_id: str = DEFAULT_APPLICATION_ID
    signing_seed: str = DEFAULT_SEED
    interactions_url: str | None = None
    openapi: Path | None = None
    contract: ContractMode = "refuse"
    message_content: bool = True
    answer_seconds: float = 3.0
    gateway: GatewaySettings = field(default_factory=GatewaySettings)
    limits: LimitSettings = field(default_factory=LimitSettings)
