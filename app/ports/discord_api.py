"""What carrying out an order needs of Discord: to see how things stand, and to change them.

What can go wrong with a call, by what it means for an effect:

Unavailable            certainly nothing happened; try again later
├── Ambiguous          it may have happened: no reply, or a server error
└── Stopped            Discord refused the token: nothing may be called any more
DiscordRejected        Discord said no, for good
├── Gone               what it is about is not there (any more)
├── Forbidden          the bot lacks a permission or the view
├── DmClosed           the member takes no messages from the bot
├── TextBlocked        AutoMod or the link filter refused our own words
├── BanLimit           too many people were banned who are not on the server
└── Invalid            the request is wrong: a bug of ours
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from app.domain.guild import GuildFacts
from app.domain.ids import ChannelId, GuildId, MessageId, UserId
from app.domain.member import Member
from app.domain.place import Place
from app.ports.errors import Rejected, Unavailable


class Ambiguous(Unavailable):
    """It may have happened, or not."""


class Stopped(Unavailable):
    """Discord refused the token."""


class DiscordRejected(Rejected):
    """Discord refused for good: HTTP status, Discord's code, and one word of ours."""

    word = "refused"

    def __init__(self, status: int, code: int) -> None:
        super().__init__(f"{self.word}: HTTP {status}, code {code}")
        self.status = status
        self.code = code


class Gone(DiscordRejected):
    """What it is about is not there."""

    word = "gone"


class Forbidden(DiscordRejected):
    """A permission or the view is missing."""

    word = "missing_permission"


class DmClosed(DiscordRejected):
    """The member takes no messages from the bot."""

    word = "dm_closed"


class TextBlocked(DiscordRejected):
    """Our words were refused by AutoMod or the link filter."""

    word = "text_blocked"


class Invalid(DiscordRejected):
    """The request does not fit Discord's schema."""

    word = "invalid_request"


class BanLimit(DiscordRejected):
    """Discord bans no more strangers on this server for now (30035), whoever asks."""

    word = "ban_limit"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelNow:
    """Seconds of slowmode, and what the channel allows and denies everybody; None: nothing set."""

    slowmode: int
    allow: int | None = None
    deny: int | None = None


class DiscordState(Protocol):
    """How things stand on Discord now. Raises the errors above, never a vendor's."""

    def me(self) -> UserId:
        """The bot's own id."""

    def guild(self, guild: GuildId) -> GuildFacts:
        """The guild with its roles; may be some seconds old. Raises Gone or Forbidden."""

    def bot(self, guild: GuildId) -> Member:
        """The bot as a member; may be some seconds old."""

    def member(self, guild: GuildId, user: UserId) -> Member | None:
        """The member right now; None when not on the guild."""

    def is_banned(self, guild: GuildId, user: UserId) -> bool:
        """Whether the user is banned right now."""

    def acted_on_by_people(
        self, guild: GuildId, user: UserId, after: datetime, *, unban_only: bool = False
    ) -> bool:
        """Whether the audit log has a person's act on the user later than `after`.

        Raises:
            Forbidden: the bot may not read the audit log.
        """

    def members_among(self, guild: GuildId, users: Collection[UserId]) -> Mapping[UserId, Member]:
        """Those of the users who are on the guild right now."""

    def channel(self, guild: GuildId, channel: ChannelId) -> ChannelNow:
        """How the channel is set right now. Raises Gone or Forbidden."""

    def own_messages(self, channel: ChannelId) -> Sequence[Mapping[str, Any]]:
        """The bot's own among the last 50 messages of the channel, newest first, as payloads."""


class DiscordActions(Protocol):
    """Changes on Discord. `reason` goes to the audit log. Raises the errors above."""

    def time_out(
        self, guild: GuildId, user: UserId, until: datetime | None, *, reason: str
    ) -> None:
        """Time the member out until then; None ends it."""

    def kick(self, guild: GuildId, user: UserId, *, reason: str) -> None: ...

    def ban(self, guild: GuildId, user: UserId, *, delete_seconds: int, reason: str) -> None: ...

    def unban(self, guild: GuildId, user: UserId, *, reason: str) -> None: ...

    def bulk_ban(
        self, guild: GuildId, users: Sequence[UserId], *, delete_seconds: int, reason: str
    ) -> Sequence[UserId]:
        """Ban up to 200 users; those of them that are banned now because of it.

        Who is banned already, or stands above the bot, is passed over.
        """

    def set_incidents(
        self, guild: GuildId, *, invites_until: datetime | None, dms_until: datetime | None
    ) -> None:
        """Pause invites and direct messages until then, at most 24 hours; None ends it."""

    def set_slowmode(self, channel: ChannelId, seconds: int, *, reason: str) -> None: ...

    def set_everyone(
        self, guild: GuildId, channel: ChannelId, *, allow: int, deny: int, reason: str
    ) -> None:
        """What the channel allows and denies everybody."""

    def clear_everyone(self, guild: GuildId, channel: ChannelId, *, reason: str) -> None:
        """The channel says nothing of its own about everybody."""

    def delete_messages(
        self, channel: ChannelId, messages: Sequence[MessageId], *, reason: str, now: datetime
    ) -> None:
        """Delete them; what is gone already counts as deleted."""

    def open_dm(self, user: UserId) -> ChannelId:
        """The channel of direct messages with the user. Repeating gives the same one."""

    def post(self, channel: ChannelId, body: Mapping[str, Any], *, nonce: str) -> MessageId | None:
        """Post a message; within minutes the same nonce gives the same message.

        None: it was posted before and has been deleted since.
        """

    def edit(self, place: Place, body: Mapping[str, Any]) -> None:
        """Replace the content of the bot's own message."""

    def edit_reply(self, token: str, body: Mapping[str, Any]) -> None:
        """Replace the deferred reply of an interaction."""
