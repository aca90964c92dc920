"""Discord's answers in our words: which status and code means what (RS-6)."""

from app.ports.discord_api import (
    Ambiguous,
    BanLimit,
    DiscordRejected,
    DmClosed,
    Forbidden,
    Gone,
    Invalid,
    Stopped,
    TextBlocked,
)
from app.ports.errors import PortError, Unavailable

UNAUTHORIZED, FORBIDDEN, NOT_FOUND, TOO_MANY = 401, 403, 404, 429
SERVER_FAULT = 500
OPENING_DMS_TOO_FAST = 40003
DM_PAUSE = 60.0
"""Seconds of rest after Discord said that we open DMs too fast."""

_BY_CODE: dict[int, type[DiscordRejected]] = {
    50001: Forbidden,  # missing access
    50013: Forbidden,  # missing permissions
    60003: Forbidden,  # the application's owner needs two-factor authentication
    50007: DmClosed,  # cannot send messages to this user
    50278: DmClosed,  # no mutual guilds
    50033: DmClosed,  # invalid recipient: a bot or a deleted account
    40007: Forbidden,  # the user is banned from this guild
    200000: TextBlocked,  # AutoMod
    200001: TextBlocked,
    240000: TextBlocked,  # harmful link
    50006: Invalid,  # empty message
    50035: Invalid,  # invalid form body
    50109: Invalid,  # invalid JSON
    30035: BanLimit,
    50027: Gone,  # the interaction's token is over
    10062: Gone,
}
_OVERLOADED = 130000
_LATER = {
    20016: None,  # slow mode
    20028: None,  # write limit of a channel
    40333: DM_PAUSE,  # refused before it reached Discord
    OPENING_DMS_TOO_FAST: DM_PAUSE,
}


def outcome_of(status: int, code: int, *, with_token: bool) -> PortError:
    """The error for an answer that is neither a success nor a plain 429."""
    if status >= SERVER_FAULT or code == _OVERLOADED:
        return Ambiguous(f"HTTP {status}, code {code}")
    if status == UNAUTHORIZED and with_token and code not in _BY_CODE:
        return Stopped("Discord refused the bot's token")
    if code in _LATER:
        return Unavailable(f"HTTP {status}, code {code}", retry_after=_LATER[code])
    otherwise = Gone if status == NOT_FOUND else DiscordRejected

    return _BY_CODE.get(code, otherwise)(status, code)
