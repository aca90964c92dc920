"""The gateway's settings: the environment read once, validated whole, frozen.

The other processes use pydantic (`app.config`). Here it would be a fifth of the whole memory (9 of
46 MB measured), so msgspec, which decodes the frames anyway, checks the same rules.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

import msgspec
from msgspec import Meta


class SettingsError(SystemExit):
    """Uncaught, it ends the process with its text on stderr and status 1."""


class GatewaySettings(msgspec.Struct, frozen=True, kw_only=True, rename="upper"):
    """What the gateway reads; a field's variable is its name in capitals."""

    aws_region: str
    discord_application_id: Annotated[str, Meta(pattern=r"^[0-9]{1,20}$")]
    events_queue_url: str
    table_sessions: str
    aws_endpoint_url: str | None = None
    discord_api_url: str = "https://discord.com/api/v10"
    discord_token: str | None = None
    discord_token_parameter: str | None = None
    shard_ids: Annotated[str, Meta(pattern=r"^[0-9]+(,[0-9]+)*$")] = "0"
    shard_count: Annotated[int, Meta(ge=1, le=10_000)] = 1
    gateway_compression: Literal["none", "zlib-stream"] = "zlib-stream"
    gateway_canary_seconds: Annotated[float, Meta(gt=0)] = 60.0
    health_host: str = "127.0.0.1"
    health_port: Annotated[int, Meta(ge=0, le=65_535)] | None = None
    log_format: Literal["json", "text"] = "json"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @property
    def shards(self) -> tuple[int, ...]:
        """The shards of this process."""
        return tuple(dict.fromkeys(int(part) for part in self.shard_ids.split(",")))

    def __repr__(self) -> str:
        return "GatewaySettings(...)"  # the token must not get into a trace


def read_settings(environment: Mapping[str, str]) -> GatewaySettings:
    """Validated settings. A variable set to nothing counts as not set.

    Raises:
        SettingsError: names every faulty variable at once and shows no value.
    """
    given = {name: value for name, value in environment.items() if value.strip()}
    faults = list(_faults(given))
    if not faults:
        settings = msgspec.convert(given, GatewaySettings, strict=False)
        faults = list(_faults_together(settings))
        if not faults:
            return settings
    lines = "\n".join(f"  {fault}" for fault in faults)
    raise SettingsError(f"{len(faults)} settings are missing or wrong:\n{lines}")


def _faults(given: Mapping[str, str]) -> Iterator[str]:
    for field in msgspec.structs.fields(GatewaySettings):
        name = field.encode_name
        if name not in given:
            if field.required:
                yield f"{name}: missing"
            continue
        try:
            msgspec.convert(given[name], field.type, strict=False)
        except msgspec.ValidationError as error:
            # msgspec quotes a wrong choice at the end: it may be a secret in the wrong place.
            fault, _, _ = str(error).partition(" '")
            yield f"{name}: {fault}"


def _faults_together(settings: GatewaySettings) -> Iterator[str]:
    if (settings.discord_token is None) == (settings.discord_token_parameter is None):
        yield "DISCORD_TOKEN, DISCORD_TOKEN_PARAMETER: set one of them"
    if max(settings.shards) >= settings.shard_count:
        yield "SHARD_IDS: must be below SHARD_COUNT"
