"""What registering commands needs of Discord."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol


class CommandBook(Protocol):
    """The application's global commands, as Discord keeps them."""

    def listed(self) -> Sequence[Mapping[str, Any]]:
        """What is registered now, with localizations."""

    def replace(self, commands: Sequence[Mapping[str, Any]]) -> None:
        """Register exactly these. Repeating changes nothing."""
