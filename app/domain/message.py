"""A message as the rules see it: who wrote what, where and when."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from app.domain.ids import ChannelId, GuildId, MessageId, RoleId, UserId
from app.domain.kind import Kind


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
class Attachment:
    """A file: its name as uploaded, bytes, MIME type, and the words that describe it.

    `title` is the name that people see, where Discord had to change the file's own.
    """

    name: str
    size: int = 0
    content_type: str = ""
    description: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message, new or edited, with everything that people can read in it.

    `content` and `poll` are the author's own words. `quoted` holds forwarded messages: somebody
    else's words, for which the author is not judged as for own ones. `embeds` come from links.
    `addressed` are the people, no bots, whom it answers or mentions. `stickers` are the names of
    stickers. What is no message of a person (see `Kind`) is described
    by `about`: which service message it is, or which of AutoMod's rules blocked it. For names,
    `content` is the one that is shown and `quoted` the others.
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
    attachments: tuple[Attachment, ...] = ()
    stickers: tuple[str, ...] = ()
    mentions: Mentions = Mentions()
    addressed: tuple[UserId, ...] = ()
    kind: Kind = Kind.MESSAGE
    about: str = ""

    @property
    def own_words(self) -> str:
        """What the author says: the text that is scored."""
        return "\n".join(part for part in (self.content, *self.poll) if part)

    @property
    def readable(self) -> tuple[str, ...]:
        """Everything in it that rules about words, links and invites look at."""
        texts = (self.content, *self.poll, *self.quoted, *self.embeds, *self.stickers)
        files = (
            text for file in self.attachments for text in (file.name, file.title, file.description)
        )
        return tuple(text for text in (*texts, *files) if text)

    @property
    def spoken_at(self) -> datetime:
        """When these words were said: the edit's time for an edited message."""
        return self.edited_at or self.sent_at

    @property
    def revision(self) -> str:
        """A digest of what can be judged; an edit that keeps it says nothing new.

        Embeds do not count: Discord adds them later by itself. Names have no id of their own and
        are told apart by guild.
        """
        digest = hashlib.sha256()
        if self.kind is Kind.NAME:
            digest.update(f"{self.kind}:{self.guild}\x1e".encode())
        files = [file.name for file in self.attachments]
        for group in ((self.content,), self.poll, self.quoted, files):
            for part in group:
                digest.update(part.encode("utf-8", "surrogatepass") + b"\x1f")
            digest.update(b"\x1e")

        return digest.hexdigest()[:16]
