"""The server that a command is about."""

from collections.abc import Sequence

from app.domain.ids import GuildId
from app.local.look_back.error import LookBackError

SHOWN = 10


def which_guild(asked: int | None, known: Sequence[GuildId]) -> GuildId:
    """The one that was asked for, or the only one there is.

    Raises:
        LookBackError: there is no such server, none at all, or it is not said which of several.
    """
    if not known:
        raise LookBackError("No server was ever heard of yet: let the bot join one first.")
    if asked is None and len(known) == 1:
        return known[0]
    if asked is not None and asked in known:
        return GuildId(asked)
    more = f" and {len(known) - SHOWN} more" if len(known) > SHOWN else ""
    named = f"known are: {', '.join(map(str, known[:SHOWN]))}{more}"
    raise LookBackError(
        f"Say which server with --guild; {named}"
        if asked is None
        else f"Server {asked} was never heard of; {named}"
    )
