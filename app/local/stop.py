"""Asked to stop: what a signal handler may set."""

import time

LOOK_SECONDS = 0.05


class Stop:
    """Like an event, without a lock: an event's may be held by the thread that a signal interrupts.

    Its handler would then wait for itself for ever.
    """

    def __init__(self) -> None:
        self._asked = False

    def set(self) -> None:
        """Ask to stop."""
        self._asked = True

    def is_set(self) -> bool:
        """Whether it was asked for."""
        return self._asked

    def wait(self, seconds: float) -> bool:
        """Wait so long at most; whether it was asked for."""
        until = time.monotonic() + seconds
        while not self._asked and (left := until - time.monotonic()) > 0:
            time.sleep(min(LOOK_SECONDS, left))

        return self._asked
