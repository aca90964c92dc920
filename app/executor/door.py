"""The door: waits at the queue, hands deliveries to the workers, holds what is in hand."""

import itertools
import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from app.executor.in_hand import InHand
from app.executor.turns import Turns
from app.ports.errors import PortError, Unavailable
from app.ports.order_queue import Delivery, OrderQueue

log = logging.getLogger(__name__)

HOLD_EVERY = 20.0
HOLD_FOR = 60
LONGEST_PAUSE = 5.0
"""Seconds after which a standing pause is asked for again."""
_CALM = 5
_LONGEST_REST = 30.0


class Door:
    """Runs until `stop`; then nothing is received any more, and what is in hand is finished."""

    def __init__(
        self,
        *,
        queue: OrderQueue,
        turns: Turns,
        in_hand: InHand,
        pause: Callable[[], float],
        workers: int,
        monotonic: Callable[[], float],
        stop: threading.Event,
    ) -> None:
        self._queue = queue
        self._turns = turns
        self._in_hand = in_hand
        self._pause = pause
        self._workers = workers
        self._monotonic = monotonic
        self._stop = stop
        self._finished = threading.Event()
        self.seen_at = monotonic()
        self.queue_fails = False

    def run(self) -> None:
        """Receive and work until told to stop."""
        keeper = threading.Thread(target=self._keep_holding, name="holding", daemon=True)
        keeper.start()
        with ThreadPoolExecutor(self._workers, thread_name_prefix="worker") as pool:
            while not self._stop.is_set():
                for turn in self._received():
                    pool.submit(self._turns.take, turn)
        self._finished.set()
        keeper.join()

    def _received(self) -> Sequence[Sequence[Delivery]]:
        """Deliveries by group, in their order; empty after a pause."""
        self.seen_at = self._monotonic()
        pause = max(self._pause(), self._rest())
        if pause > 0:
            self._stop.wait(min(pause, LONGEST_PAUSE))
            return ()
        room = self._in_hand.room(1.0)
        if room <= 0:
            return ()
        try:
            deliveries = self._queue.receive(room)
        except Unavailable:
            log.warning("queue.receive")
            self.queue_fails = True
            self._stop.wait(LONGEST_PAUSE)
            return ()
        self.queue_fails = False
        self._in_hand.take(deliveries)

        return by_group(deliveries)

    def _rest(self) -> float:
        """When one order after the other fails, something all need is down: receive slowly."""
        beyond = self._turns.failures - _CALM
        return 0.0 if beyond < 0 else min(_LONGEST_REST, 0.5 * 2.0 ** min(beyond, 8))

    def _keep_holding(self) -> None:
        while not self._finished.wait(HOLD_EVERY):
            held = self._in_hand.to_hold()
            if not held:
                continue
            try:
                self._queue.hold(held, HOLD_FOR)
            except PortError:
                log.warning("queue.hold", extra={"count": len(held)})


def by_group(deliveries: Sequence[Delivery]) -> Sequence[Sequence[Delivery]]:
    """The deliveries of each group together; the order within a group stays."""
    ordered = sorted(deliveries, key=lambda one: one.group)  # stable
    return [tuple(turn) for _, turn in itertools.groupby(ordered, key=lambda one: one.group)]
