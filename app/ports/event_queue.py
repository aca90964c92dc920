"""A queue that takes messages in batches and may refuse some of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueMessage:
    """One message; `deduplication` is only for queues that keep order."""

    body: str
    group: str
    deduplication: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A message that the queue did not take: its place in the batch and the reason.

    `hopeless` means that the same message will be refused whenever it is sent.
    """

    index: int
    code: str
    hopeless: bool


class MessageQueue(Protocol):
    """Something that keeps what it acknowledged."""

    def send(self, messages: Sequence[QueueMessage]) -> Sequence[Refusal]:
        """Hand over up to 10 messages; all that are not among the refusals are safe.

        Raises:
            Unavailable: nothing is known about any of them; send all again.
        """
