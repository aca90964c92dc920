"""Finds a deaf socket: heartbeats are answered, but no event comes any more (contracts.md GW-4).

When nothing was heard for a while, REST is asked for the newest message of the channels that spoke
last. One that is clearly newer than all that was heard has been missed.
"""

from collections import deque

import msgspec

WINDOW_SECONDS = 60.0
SAMPLE_SECONDS = 1.0
# Snowflakes carry their time in the upper bits: five seconds of it.
CLEARLY_NEWER = 5_000 << 22
CHANNELS = 3


class _Message(msgspec.Struct):
    id: str
    channel_id: str


class Canary:
    """Pure; costs one comparison per event while all is well."""

    def __init__(self, *, now: float, window: float = WINDOW_SECONDS) -> None:
        self._window = window
        self._heard_at = now
        self._asked_at = now
        self._sampled_at = float("-inf")
        self._latest: msgspec.Raw | None = None
        self._sampled: deque[msgspec.Raw] = deque(maxlen=CHANNELS * 4)
        self.strikes = 0

    def heard(self, name: str | None, payload: msgspec.Raw, *, now: float) -> None:
        """An event came."""
        self._heard_at = now
        self.strikes = 0
        if name == "MESSAGE_CREATE":
            self._latest = payload
            if now - self._sampled_at >= SAMPLE_SECONDS:
                self._sampled_at = now
                self._sampled.append(payload)

    def due(self, now: float) -> bool:
        """Whether it has been silent long enough to ask; the question counts as asked."""
        if now - max(self._heard_at, self._asked_at) < self._window:
            return False
        self._asked_at = now

        return True

    def channels(self) -> list[str]:
        """The channels that spoke last, newest first."""
        found = [message.channel_id for message in reversed(self._messages())]

        return list(dict.fromkeys(found))[:CHANNELS]

    def missed(self, newest: int | None) -> bool:
        """Whether REST's newest message shows that we are deaf."""
        ids = [int(message.id) for message in self._messages() if message.id.isdigit()]
        deaf = bool(ids) and newest is not None and newest - max(ids) > CLEARLY_NEWER
        self.strikes += deaf

        return deaf

    def _messages(self) -> list[_Message]:
        raws = [*self._sampled, *([] if self._latest is None else [self._latest])]
        messages = []
        for raw in raws:
            try:
                messages.append(msgspec.json.decode(raw, type=_Message))
            except (msgspec.DecodeError, UnicodeDecodeError):
                continue

        return messages
