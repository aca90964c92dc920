"""Register the application's commands with Discord, but only when they changed.

Discord lets an application create 200 commands a day (IN-12), so a deploy that changes nothing must
send nothing.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from app.ports.command_book import CommandBook


class RegisterCommands:
    """Compares what is registered with what should be."""

    def __init__(self, *, book: CommandBook) -> None:
        self._book = book

    def __call__(self, wanted: Sequence[Mapping[str, Any]]) -> bool:
        """Make it so; whether anything was sent."""
        known = {command.get("name"): command for command in self._book.listed()}
        same = len(known) == len(wanted) and all(
            _holds(command, known.get(command["name"])) for command in wanted
        )
        if not same:
            self._book.replace(wanted)

        return not same


def _holds(wanted: Any, known: Any) -> bool:
    """Whether all that is wanted is there; Discord adds fields, and leaves out empty ones."""
    if isinstance(wanted, Mapping):
        return isinstance(known, Mapping) and all(
            _holds(value, known.get(key)) for key, value in wanted.items()
        )
    if isinstance(wanted, list) and wanted:
        return (
            isinstance(known, list)
            and len(known) == len(wanted)
            and all(_holds(one, other) for one, other in zip(wanted, known, strict=True))
        )

    return wanted == known or (not wanted and not known)
