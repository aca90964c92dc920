"""The running executor: door, workers, health server, and an orderly end."""

import logging
import signal
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.domain.order import OrderState
from app.executor.door import Door
from app.executor.figures import Figures
from app.executor.health import HealthServer
from app.executor.in_hand import LONGEST, InHand
from app.executor.turns import Turns
from app.ports.order_queue import OrderQueue

log = logging.getLogger(__name__)

SILENT_TOO_LONG = 90.0
"""Seconds without a sign of the door after which the process counts as stuck."""
DRAIN = 40.0
"""Seconds for what is in hand when the process is told to stop; ECS waits 60."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """What the executor works with. `pause` says for how long Discord must not be called."""

    queue: OrderQueue
    carry_out: Callable[[str], OrderState | None]
    pause: Callable[[], float]
    stopped: Callable[[], bool]
    figures: Figures
    monotonic: Callable[[], float]
    chance: Callable[[], float]
    close: Callable[[], None]


class Executor:
    """One process's worth of workers."""

    def __init__(self, outside: Outside, *, workers: int, health: tuple[str, int] | None) -> None:
        self.stop = threading.Event()
        self._outside = outside
        self._in_hand = InHand(workers * 2, monotonic=outside.monotonic)
        self._turns = Turns(
            queue=outside.queue,
            carry_out=outside.carry_out,
            in_hand=self._in_hand,
            figures=outside.figures,
            chance=outside.chance,
            stop=self.stop,
        )
        self._door = Door(
            queue=outside.queue,
            turns=self._turns,
            in_hand=self._in_hand,
            pause=outside.pause,
            workers=workers,
            monotonic=outside.monotonic,
            stop=self.stop,
        )
        self._thread = threading.Thread(target=self._door.run, name="door", daemon=True)
        self._server = (
            HealthServer(*health, health=self.health, figures=outside.figures) if health else None
        )

    @property
    def health_port(self) -> int | None:
        return self._server.port if self._server else None

    def start(self) -> None:
        self._thread.start()
        if self._server:
            self._server.start()
        log.info("started", extra={"port": self.health_port})

    def finish(self) -> bool:
        """Receive nothing more, finish what is in hand; whether all of it was finished."""
        self.stop.set()
        self._thread.join(DRAIN)
        finished = not self._thread.is_alive()
        if self._server:
            self._server.stop()
        if finished:
            self._outside.close()
        log.info("stopped", extra={"remaining": len(self._in_hand)})

        return finished

    def run_until_told(self) -> bool:
        """Until SIGTERM or SIGINT; whether all that was in hand was finished."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stop.set())
        self.start()
        self.stop.wait()

        return self.finish()

    def health(self) -> tuple[bool, Mapping[str, object]]:
        """Down is what a restart may help: the token was refused, or threads are stuck."""
        silent = self._outside.monotonic() - self._door.seen_at
        stuck = silent > SILENT_TOO_LONG or self._in_hand.oldest() > LONGEST
        token_refused = self._outside.stopped()
        down = token_refused or stuck or not self._thread.is_alive()
        degraded = [
            name
            for name, true in {
                "token_refused": token_refused,
                "stuck": stuck,
                "queue": self._door.queue_fails,
                "discord": self._outside.pause() > 0,
                "failing": self._turns.failures > 0,
            }.items()
            if true
        ]
        report = {
            "status": "down" if down else "degraded" if degraded else "ok",
            "degraded": degraded,
            "in_hand": len(self._in_hand),
        }
        return not down, report
