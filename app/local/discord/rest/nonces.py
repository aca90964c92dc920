"""Nonce memory: the same nonce within a few minutes is the same message."""

from app.local.discord.state.clock import Clock

REMEMBERED_SECONDS = 180.0


class Nonces:
    """Message ids by channel and nonce."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._seen: dict[tuple[str, str], tuple[float, str]] = {}

    def message_of(self, channel_id: str, nonce: str) -> str | None:
        at, message_id = self._seen.get((channel_id, nonce), (0.0, ""))
        return message_id if self._clock.now() - at < REMEMBERED_SECONDS else None

    def remember(self, channel_id: str, nonce: str, message_id: str) -> None:
        self._seen[channel_id, nonce] = (self._clock.now(), message_id)
