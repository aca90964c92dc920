"""A place: a message somewhere, or the bot's own card."""

from dataclasses import dataclass

from app.domain.ids import ChannelId, MessageId

NOWHERE = ChannelId(0)
"""The channel of what was said in none: a name, or what was blocked before it was posted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One message in one channel."""

    channel: ChannelId
    message: MessageId
