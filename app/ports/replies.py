"""The memory of what was answered to which interaction."""

from datetime import datetime
from typing import Protocol


class Replies(Protocol):
    """First replies by interaction. All methods raise `Unavailable`."""

    def claim(self, interaction: int, *, now: datetime, until: datetime) -> bool:
        """Whether this interaction is ours to answer: true once, however often it is asked."""

    def keep(self, interaction: int, reply: bytes, *, until: datetime) -> None:
        """Remember the reply."""

    def first(self, interaction: int) -> bytes | None:
        """The reply that was kept; None as long as there is none."""
