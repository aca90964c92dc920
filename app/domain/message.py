"""A message as the rules see it: who wrote what, where and when."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from app.domain.ids import ChannelId, GuildId, MessageId, RoleId, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """The member (or bot, or webhook) who wrote a message, as known when it was sent."""

    id: UserId
    roles: tuple[RoleId, ...] = ()
    joined_at: datetime | None = None
    is_bot: bool = False
    is_webhook: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentions:
    """Whom a message calls."""

    users: tuple[UserId, ...] = ()
    roles: tuple[RoleId, ...] = ()
    everyone: bool = False

    @property
    def count(self) -> int:
        return len(set(self.users)) + len(set(self.roles)) + int(self.everyone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message, new or edited, with everything that people can read in it.

    `content` and `poll` are the author's own words. `quoted` holds forwarded messages: somebody
    else's words, for which the author is not judged as for own ones. `embeds` come from links.
    """

    guild: GuildId
    channel: ChannelId
    id: MessageId
    author: Author
    sent_at: datetime
    edited_at: datetime | None = None
    content: str = ""
    poll: tuple[str, ...] = ()
    quoted: tuple[str, ...] = ()
    embeds: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    mentions: Mentions = Mentions()
    is_system: bool = False

    @property
    def own_words(self) -> str:
        """What the author says: the text that is scored."""
        return "\n".join(part for part in (self.content, *self.poll) if part)

    @property
    def readable(self) -> tuple[str, ...]:
        """Everything in it that rules about words, links and invites look at."""
        texts = (self.content, *self.poll, *self.quoted, *self.embeds, *self.attachments)
        return tuple(text for text in texts if text)

    @property
    def spoken_at(self) -> datetime:
        """When these words were said: the edit's time for an edited message."""
        return self.edited_at or self.sent_at

    @property
    def revision(self) -> str:
        """A digest of what can be judged; an edit that keeps it says nothing new.

        Embeds do not count: Discord adds them later by itself.
        """
        digest = hashlib.sha256()
        for group in ((self.content,), self.poll, self.quoted, self.attachments):
            for part in group:
                digest.update(part.encode("utf-8", "surrogatepass") + b"\x1f")
            digest.update(b"\x1e")

        return digest.hexdigest()[:16]
