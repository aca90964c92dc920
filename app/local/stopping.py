"""A wish to stop, set by SIGTERM or Ctrl-C and asked for between two pieces of work."""

import signal
import threading
from typing import Any


class Stopping:
    def __init__(self) -> None:
        self._wished = threading.Event()

    def listen(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._heard)

    def wish(self) -> None:
        self._wished.set()

    def __bool__(self) -> bool:
        return self._wished.is_set()

    def pause(self, seconds: float) -> None:
        """Sleep, but not past the wish."""
        self._wished.wait(seconds)

    def _heard(self, *_: Any) -> None:
        self.wish()
