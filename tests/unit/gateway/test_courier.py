"""The courier: batches, tries again, splits around what the queue will never take."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from app.gateway.courier import BATCH_BYTES, BATCH_ENTRIES, Courier, Letter
from app.gateway.metrics import QueueMetrics
from app.gateway.offload import Offload
from app.ports.errors import Unavailable
from app.ports.event_queue import QueueMessage, Refusal

Answer = Callable[[Sequence[QueueMessage]], Sequence[Refusal]]


class Queue:
    """Records batches; answers as told."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self.batches: list[list[str]] = []
        self.taken: list[str] = []

    def send(self, messages: Sequence[QueueMessage]) -> Sequence[Refusal]:
        self.batches.append([message.body for message in messages])
        refusals = self._answer(messages)
        refused = {refusal.index for refusal in refusals}
        self.taken += [one.body for index, one in enumerate(messages) if index not in refused]
        return refusals


def deliver(letters: list[list[bytes]], answer: Answer) -> tuple[Queue, QueueMetrics, list[int]]:
    """Post letters (each a list of events) and wait; gives which became safe, in order."""
    queue, metrics, safe = Queue(answer), QueueMetrics(), list[int]()

    async def scenario(pool: ThreadPoolExecutor) -> None:
        courier = Courier(queue, Offload(pool), metrics=metrics, chance=lambda: 0.0)
        for number, events in enumerate(letters):
            size = sum(map(len, events))
            courier.reserve(size)
            courier.post(
                Letter(
                    guild="7",
                    identity=str(number),
                    events=events,
                    size=size,
                    seal=lambda letter: b"".join(letter.events).decode(),
                    safe=lambda number=number: safe.append(number),  # type: ignore[misc]
                )
            )
        worker = asyncio.ensure_future(courier.work())
        await asyncio.wait_for(courier.empty(), 10)
        worker.cancel()
        assert courier.bytes == 0

    with ThreadPoolExecutor(1) as pool:
        asyncio.run(scenario(pool))
    return queue, metrics, safe


def test_a_batch_has_ten_entries_at_most_and_fits_one_request() -> None:
    """AW-2, AW-4"""
    queue, metrics, safe = deliver([[b"x" * 40_000]] * 23, lambda _: [])

    assert all(len(batch) <= BATCH_ENTRIES for batch in queue.batches)
    assert all(sum(map(len, batch)) <= BATCH_BYTES for batch in queue.batches)
    assert sorted(safe) == list(range(23))
    assert metrics.envelopes == 23


def test_a_letter_larger_than_a_batch_travels_alone() -> None:
    queue, _, _ = deliver([[b"a"], [b"x" * (BATCH_BYTES + 1)], [b"b"]], lambda _: [])

    assert [len(batch) for batch in queue.batches] == [1, 1, 1]


def test_what_is_refused_is_sent_again_until_it_is_taken() -> None:
    """AW-4"""
    tries = iter(range(100))

    def answer(messages: Sequence[QueueMessage]) -> Sequence[Refusal]:
        number = next(tries)
        if number == 1:
            raise Unavailable("down for a moment")
        return [
            Refusal(index=index, code="InternalError", hopeless=False)
            for index, message in enumerate(messages)
            if message.body == "b" and number < 4
        ]

    queue, metrics, safe = deliver([[b"a"], [b"b"], [b"c"]], answer)

    assert sorted(safe) == [0, 1, 2]
    assert sorted(queue.taken) == ["a", "b", "c"]
    assert metrics.failures == 1
    assert metrics.quarantined == 0


def test_an_event_that_will_never_be_taken_does_not_take_its_neighbours_along() -> None:
    """T-14: the letter is split; the poison is given up and counted, all others arrive."""

    def answer(messages: Sequence[QueueMessage]) -> Sequence[Refusal]:
        return [
            Refusal(index=index, code="InvalidMessageContents", hopeless=True)
            for index, message in enumerate(messages)
            if "poison" in message.body
        ]

    events = [b"e%02d" % number for number in range(14)]
    queue, metrics, safe = deliver([[b"before"], [*events, b"poison"], [b"after"]], answer)

    assert sorted(safe) == [0, 1, 2]
    assert metrics.quarantined == 1
    assert {event.decode() for event in events} | {"before", "after"} == set(queue.taken)
