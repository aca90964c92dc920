"""The deliveries that are being worked on: how many, and holding them as long as it takes."""

import threading
import time
from collections.abc import Callable, Sequence

from app.ports.order_queue import Delivery

LONGEST = 600.0
"""A delivery that takes longer is let go: whoever works on it is stuck."""


class InHand:
    """Safe to use from several threads."""

    def __init__(self, capacity: int, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._capacity = capacity
        self._monotonic = monotonic
        self._since: dict[Delivery, float] = {}
        self._changed = threading.Condition()

    def __len__(self) -> int:
        return len(self._since)

    def room(self, wait: float) -> int:
        """How many more can be taken; waits a little for the first."""
        with self._changed:
            self._changed.wait_for(lambda: len(self._since) < self._capacity, wait)
            return self._capacity - len(self._since)

    def take(self, deliveries: Sequence[Delivery]) -> None:
        now = self._monotonic()
        with self._changed:
            self._since.update(dict.fromkeys(deliveries, now))

    def put_down(self, delivery: Delivery) -> None:
        with self._changed:
            self._since.pop(delivery, None)
            self._changed.notify_all()

    def oldest(self) -> float:
        """For how many seconds the oldest is being worked on; 0 when there is none."""
        with self._changed:
            began = min(self._since.values(), default=None)
            return 0.0 if began is None else self._monotonic() - began

    def to_hold(self) -> list[Delivery]:
        """Those that must not be delivered to somebody else yet."""
        oldest = self._monotonic() - LONGEST
        with self._changed:
            return [delivery for delivery, since in self._since.items() if since > oldest]
