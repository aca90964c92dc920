"""One turn: the deliveries of one group, one after the other, each settled with the queue."""

import logging
import threading
from collections.abc import Callable, Sequence

from app.domain.order import OrderState
from app.executor.figures import Figures
from app.executor.in_hand import InHand
from app.executor.patience import wait_seconds
from app.ports.errors import PortError, Unavailable
from app.ports.order_queue import Delivery, OrderQueue

log = logging.getLogger(__name__)


class Turns:
    """Works on deliveries; never raises."""

    def __init__(
        self,
        *,
        queue: OrderQueue,
        carry_out: Callable[[str], OrderState | None],
        in_hand: InHand,
        figures: Figures,
        chance: Callable[[], float],
        stop: threading.Event,
    ) -> None:
        self._queue = queue
        self._carry_out = carry_out
        self._in_hand = in_hand
        self._figures = figures
        self._chance = chance
        self._stop = stop
        self.failures = 0

    def take(self, deliveries: Sequence[Delivery]) -> None:
        """Work on the deliveries of one group until one has to wait; the rest waits with it."""
        for index, delivery in enumerate(deliveries):
            rest = deliveries[index:]
            wait = 0 if self._stop.is_set() else self._one(delivery)
            if wait is not None:
                self._leave(rest, wait)
                return
            self._in_hand.put_down(delivery)

    def _one(self, delivery: Delivery) -> int | None:
        """None when it is over; otherwise the seconds until it is to come again."""
        if delivery.order is None:
            # Sent round at once: after its last receipt the queue itself puts it aside.
            log.error("unreadable", extra={"queue": "orders", "attempt": delivery.receives})
            self._figures.turn("unreadable")
            return 0
        try:
            if self._carry_out(delivery.order) is None:
                log.warning("order.unknown", extra={"order": delivery.order})
            self._queue.done(delivery)
        except PortError as error:
            return self._later(delivery, error)
        except Exception:  # a bug met by one order must not stop the others
            log.exception("order.failed", extra={"order": delivery.order})
            self._figures.turn("failed")
            return self._wait(delivery, None)
        self.failures = 0
        self._figures.turn("done")

        return None

    def _later(self, delivery: Delivery, error: PortError) -> int:
        told = error.retry_after if isinstance(error, Unavailable) else None
        wait = self._wait(delivery, told)
        self.failures += 1
        self._figures.turn("later")
        log.warning(
            "order.later",
            extra={
                "order": delivery.order,
                "error": type(error).__name__,
                "attempt": delivery.receives,
                "retry_after": wait,
            },
        )
        return wait

    def _wait(self, delivery: Delivery, told: float | None) -> int:
        return wait_seconds(delivery.receives, told=told, chance=self._chance())

    def _leave(self, deliveries: Sequence[Delivery], seconds: int) -> None:
        for delivery in deliveries:
            self._in_hand.put_down(delivery)
        try:
            self._queue.hold(deliveries, seconds)
        except PortError:
            log.warning("queue.hold", extra={"count": len(deliveries)})
