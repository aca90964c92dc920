"""What the gateway process asks Discord's REST API for."""

from dataclasses import dataclass
from typing import Protocol

from app.ports.errors import Rejected


class Unauthorized(Rejected):
    """Discord does not accept the bot token (any more): no further call may be made with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayInfo:
    """Where to connect, and how many sessions may still be started."""

    url: str
    shards: int
    remaining: int
    reset_after_seconds: float
    max_concurrency: int


class GatewayApi(Protocol):
    """Reads only. All methods raise `Unavailable`, and `Unauthorized` for a dead token."""

    def gateway_info(self) -> GatewayInfo:
        """Ask for the gateway's address and the identify budget."""

    def messages_after(self, channel: str, after: int) -> list[tuple[int, bytes]]:
        """Up to 100 messages of a channel, oldest first: id and raw JSON.

        Raises:
            Rejected: the channel is gone or hidden from the bot.
        """

    def latest_message(self, channel: str) -> int | None:
        """The id of the newest message. Raises `Rejected` as above."""
