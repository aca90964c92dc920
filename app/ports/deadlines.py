"""What is due: things with a deadline, found and put off without knowing what they are."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Due:
    """The key of something in its table, and the deadline under which it was found."""

    pk: str
    sk: str
    at: datetime


class Deadlines(Protocol):
    """The deadlines of one kind of thing."""

    def due(self, now: datetime, limit: int) -> Iterator[Due]:
        """What is due by `now`, the earliest first, at most `limit`, read as far as it is taken.

        The last second may be missing, and what was done within it may still be there.

        Raises:
            Unavailable: it cannot be read now.
        """

    def put_off(self, due: Due, now: datetime) -> None:
        """Let it be due again later, each time after a longer while.

        Nothing happens when its deadline moved meanwhile, or it is gone.

        Raises:
            Unavailable: it could not be written now.
        """
