"""What a lost session leaves to be fetched: which channels may hold messages nobody has seen."""

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

# Discord's clock against ours, and events that are on their way for a while.
MARGIN_MS = 60_000
_DISCORD_EPOCH_MS = 1_420_070_400_000
# A category, a directory, a forum and a media channel hold no messages (their threads do).
_WITHOUT_MESSAGES = frozenset({4, 14, 15, 16})


class _Channel(msgspec.Struct):
    id: str
    type: int = 0
    last_message_id: str | msgspec.UnsetType | None = msgspec.UNSET


class _Guild(msgspec.Struct):
    id: str
    channels: list[_Channel] = []
    threads: list[_Channel] = []


@dataclass(frozen=True, slots=True, kw_only=True)
class GuildGap:
    """The channels of one guild that have to be read."""

    guild: str
    channels: tuple[str, ...]


def bound(at_ms: int) -> int:
    """The snowflake behind which everything has to be read again."""
    return max(0, at_ms - MARGIN_MS - _DISCORD_EPOCH_MS) << 22


def guild_gap(payload: bytes, after: int) -> GuildGap:
    """From a GUILD_CREATE: channels whose newest message is not certainly older than the gap.

    Raises:
        msgspec.DecodeError: no guild.
    """
    guild = msgspec.json.decode(payload, type=_Guild)

    return GuildGap(
        guild=guild.id, channels=tuple(_spoke([*guild.channels, *guild.threads], after))
    )


def _spoke(channels: list[_Channel], after: int) -> Iterator[str]:
    for channel in channels:
        newest = channel.last_message_id
        if channel.type in _WITHOUT_MESSAGES or newest is None:
            continue
        if newest is msgspec.UNSET or not newest.isdigit() or int(newest) > after:
            yield channel.id
