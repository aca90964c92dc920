"""Which function carries out which operation."""

from collections.abc import Awaitable, Callable

from app.local.discord.operations import OPERATIONS
from app.local.discord.rest.call import Call, Reply
from app.local.discord.rest.handlers import (
    account,
    automod,
    bans,
    channels,
    commands,
    guilds,
    members,
    messages,
    webhooks,
)

Handler = Callable[[Call], Reply | Awaitable[Reply]]

_MODULES = (account, automod, bans, channels, commands, guilds, members, messages, webhooks)


def handlers() -> dict[str, Handler]:
    """By operation name; functions are named like the operations they carry out."""
    table: dict[str, Handler] = {}
    for name in OPERATIONS:
        module = next(m for m in _MODULES if hasattr(m, name))
        table[name] = getattr(module, name)
    return table
