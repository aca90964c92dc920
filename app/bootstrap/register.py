"""Wires `python -m app register`: tell Discord the application's commands."""

import time
from collections.abc import Mapping

from app.adapters.discord.commands import RestCommandBook
from app.adapters.discord.rest import DiscordRest
from app.bootstrap.secrets import secret_of
from app.config import RegisterSettings, read
from app.discord.commands import manifest
from app.interactions.registry import COMMANDS, LANGUAGES
from app.services.register_commands import RegisterCommands


def register(environment: Mapping[str, str]) -> bool:
    """Register what changed; whether anything was sent.

    Raises:
        ConfigError: settings are missing or wrong.
        PortError: Discord refused, or cannot be reached.
    """
    settings = read(RegisterSettings, environment)
    rest = DiscordRest(
        url=settings.api_url,
        token=secret_of("DISCORD_TOKEN", settings.token, settings.token_parameter),
        monotonic=time.monotonic,
        sleep=time.sleep,
    )
    try:
        book = RestCommandBook(rest, application=settings.application_id)
        return RegisterCommands(book=book)(manifest(COMMANDS, LANGUAGES))
    finally:
        rest.close()
