"""The application's commands over REST: one list, one bulk overwrite."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.adapters.discord import routes
from app.adapters.discord.rest import DiscordRest


class RestCommandBook:
    """Implements `CommandBook`."""

    def __init__(self, rest: DiscordRest, *, application: int) -> None:
        self._rest = rest
        self._application = application

    def listed(self) -> Sequence[Mapping[str, Any]]:
        """See `CommandBook.listed`."""
        route = routes.commands("GET", self._application)
        found: Sequence[Mapping[str, Any]] = self._rest.read(
            route, params={"with_localizations": "true"}
        )
        return found

    def replace(self, commands: Sequence[Mapping[str, Any]]) -> None:
        """See `CommandBook.replace`."""
        self._rest.call(routes.commands("PUT", self._application), body=list(commands))
