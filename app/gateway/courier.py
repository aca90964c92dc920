"""Carries letters into the queue: in batches, again until each is acknowledged; says when full."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.gateway.backoff import wait_seconds
from app.gateway.metrics import QueueMetrics
from app.gateway.offload import Offload
from app.ports.errors import PortError
from app.ports.event_queue import MessageQueue, QueueMessage, Refusal

BATCH_ENTRIES = 10
BATCH_BYTES = 250_000
HIGH_BYTES = 2 * 1024 * 1024
LOW_BYTES = 512 * 1024
MAX_WAIT_SECONDS = 10.0
# A refusal for good may still be a fault of the other side: believe it the third time.
HOPELESS_TRIES = 3

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True, eq=False)
class Letter:
    """One queue message under way; `safe` is called once, when the queue has it."""

    guild: str
    identity: str
    events: list[bytes]
    size: int
    seal: Callable[["Letter"], str]
    safe: Callable[[], None]
    hopeless: int = 0


class Courier:
    """Takes letters at once, gives backpressure by `full`, loses none while it lives."""

    def __init__(
        self,
        queue: MessageQueue,
        offload: Offload,
        *,
        metrics: QueueMetrics,
        chance: Callable[[], float],
        high: int = HIGH_BYTES,
        low: int = LOW_BYTES,
    ) -> None:
        self._queue = queue
        self._offload = offload
        self._metrics = metrics
        self._chance = chance
        self._high = high
        self._low = low
        self._waiting: deque[Letter] = deque()
        self._work = asyncio.Event()
        self._room = asyncio.Event()
        self._empty = asyncio.Event()
        self._room.set()
        self._empty.set()
        self.bytes = 0
        # Looked at once per event, hence plain.
        self.full = False

    @property
    def busy(self) -> bool:
        """Whether more waits than the workers can take up next."""
        return len(self._waiting) >= BATCH_ENTRIES * 2

    def reserve(self, size: int) -> None:
        """Something of this size was received and will be posted; it counts from now on."""
        self.bytes += size
        self._empty.clear()
        if self.bytes >= self._high:
            self.full = True
            self._room.clear()

    def post(self, letter: Letter) -> None:
        """Take over a letter whose size has been reserved."""
        self._waiting.append(letter)
        self._work.set()

    async def room(self) -> None:
        """Until there is room again."""
        await self._room.wait()

    async def empty(self) -> None:
        """Until the queue has acknowledged everything."""
        await self._empty.wait()

    async def work(self) -> None:
        """Deliver until cancelled; several may work side by side."""
        while True:
            await self._work.wait()
            batch = self._take()
            if not batch:
                self._work.clear()
                continue
            await self._deliver(batch)

    def _take(self) -> list[Letter]:
        batch: list[Letter] = []
        size = 0
        while self._waiting and len(batch) < BATCH_ENTRIES:
            size += self._waiting[0].size
            if batch and size > BATCH_BYTES:
                break
            batch.append(self._waiting.popleft())

        return batch

    async def _deliver(self, batch: list[Letter]) -> None:
        failures = 0
        while batch:
            messages = [_message(letter) for letter in batch]
            refusals = await self._send(messages)
            if refusals is None:
                failures += 1
            else:
                failures = failures + 1 if refusals else 0
                batch = self._fit(self._sort_out(batch, refusals))
            if batch and failures:
                pause = wait_seconds(
                    failures, chance=self._chance(), base=0.1, cap=MAX_WAIT_SECONDS
                )
                await asyncio.sleep(pause)

    async def _send(self, messages: Sequence[QueueMessage]) -> Sequence[Refusal] | None:
        try:
            refusals = await self._offload(self._queue.send, messages)
        except PortError as error:
            self._metrics.failures += 1
            log.warning("queue.unavailable", extra={"reason": str(error)})
            return None
        self._metrics.batches += 1
        self._metrics.refused += len(refusals)

        return refusals

    def _sort_out(self, batch: list[Letter], refusals: Sequence[Refusal]) -> list[Letter]:
        """Settle what was taken; what was not is sent again, in its order."""
        refused = {refusal.index: refusal for refusal in refusals}
        again: list[Letter] = []
        for index, letter in enumerate(batch):
            refusal = refused.get(index)
            if refusal is None:
                self._metrics.envelopes += 1
                self._settle(letter)
            else:
                letter.hopeless += refusal.hopeless
                again += self._retry(letter, refusal)

        return again

    def _fit(self, again: list[Letter]) -> list[Letter]:
        """A split letter may make more of them than a batch holds."""
        if len(again) > BATCH_ENTRIES:
            self._waiting.extendleft(reversed(again[BATCH_ENTRIES:]))
            self._work.set()

        return again[:BATCH_ENTRIES]

    def _retry(self, letter: Letter, refusal: Refusal) -> list[Letter]:
        if letter.hopeless < HOPELESS_TRIES:
            return [letter]
        if len(letter.events) > 1:
            return self._split(letter)
        self._metrics.quarantined += 1
        log.error(
            "queue.refuses_event",
            extra={"guild": letter.guild, "envelope": letter.identity, "code": refusal.code},
        )
        self._settle(letter)

        return []

    def _split(self, letter: Letter) -> list[Letter]:
        """One poisoned event must not take its neighbours along."""
        left = len(letter.events)

        def one_is_safe() -> None:
            nonlocal left
            left -= 1
            if left == 0:
                letter.safe()

        singles = [
            Letter(
                guild=letter.guild,
                identity=f"{letter.identity}.{place}",
                events=[event],
                size=len(event),
                seal=letter.seal,
                safe=one_is_safe,
                hopeless=HOPELESS_TRIES - 1,
            )
            for place, event in enumerate(letter.events)
        ]
        singles[0].size += letter.size - sum(single.size for single in singles)

        return singles

    def _settle(self, letter: Letter) -> None:
        letter.safe()
        self.bytes -= letter.size
        if self.bytes <= self._low:
            self.full = False
            self._room.set()
        if self.bytes <= 0:
            self._empty.set()


def _message(letter: Letter) -> QueueMessage:
    return QueueMessage(body=letter.seal(letter), group=letter.guild)
