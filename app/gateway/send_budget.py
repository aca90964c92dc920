"""Discord closes a connection that sends more than 120 frames in 60 s (contracts.md GW-11)."""

from collections import deque

LIMIT = 120
WINDOW_SECONDS = 60.0
HEARTBEAT_RESERVE = 8


class SendBudget:
    """Counts what was sent in the last minute; the last few sends are kept for heartbeats."""

    def __init__(self) -> None:
        self._sent: deque[float] = deque()

    def spend(self, now: float, *, heartbeat: bool) -> bool:
        """Whether one more frame may be sent now; a True answer counts it."""
        while self._sent and self._sent[0] <= now - WINDOW_SECONDS:
            self._sent.popleft()
        if len(self._sent) >= LIMIT - (0 if heartbeat else HEARTBEAT_RESERVE):
            return False
        self._sent.append(now)

        return True
