"""What a detector looks at: a message, read once for all of them."""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from app.domain.behaviour import Recent
from app.domain.detectors.hosts import hosts_in
from app.domain.ids import ChannelId
from app.domain.letters.characters import VISIBLE
from app.domain.letters.similarity import shape_of_folded
from app.domain.message import Message
from app.domain.text import LINK, fold, normalize

_WORD = re.compile(r"[^\W_]+")
_URL = re.compile(r"https?://\S+", re.IGNORECASE)
_DIGEST = 12
"""Hexadecimal digits of a fingerprint: 48 bits, and a window holds 50 messages of one member."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A message with its texts in several readings, each made when first asked for.

    `recent` is the author's window before this message, oldest first; None when unknown.
    `phishing` are the domains on the operator's list. `parent` is the channel of a thread.
    """

    message: Message
    recent: Sequence[Recent] | None = field(default=None)
    phishing: Collection[str] = frozenset()
    parent: ChannelId | None = None

    @property
    def channels(self) -> frozenset[ChannelId]:
        """Where it was written: a thread is also part of its channel."""
        here = self.message.channel
        return frozenset({here} if self.parent is None else {here, self.parent})

    @property
    def is_new(self) -> bool:
        """Whether it was just written, not changed: an edit calls nobody and repeats nothing."""
        return self.message.edited_at is None

    @cached_property
    def written(self) -> tuple[str, ...]:
        """Each readable text as it was typed."""
        return self.message.readable

    @cached_property
    def plain(self) -> tuple[str, ...]:
        """Each readable text without what nobody sees; links stay."""
        return tuple(plain(text) for text in self.written)

    @cached_property
    def normalized(self) -> tuple[str, ...]:
        """Each readable text as a reader sees it."""
        return tuple(normalize(text) for text in self.written)

    @cached_property
    def folded(self) -> tuple[str, ...]:
        """Each readable text without disguise, for matching words."""
        own, *others = self.message.own_words, *self.written
        return tuple(self._own if text == own else fold(text) for text in others)

    @cached_property
    def words(self) -> tuple[tuple[str, ...], ...]:
        """The words of each text, as written and without disguise; each spelling once."""
        texts = dict.fromkeys(text.casefold() for text in (*self.normalized, *self.folded))
        return tuple(dict.fromkeys(words_of(text) for text in texts))

    @cached_property
    def hosts(self) -> tuple[str, ...]:
        """The hosts of all links."""
        return tuple(dict.fromkeys(host for text in self.plain for host in hosts_in(text)))

    @cached_property
    def fingerprint(self) -> str:
        """The same for the same words and links, however disguised; empty for no words."""
        own = " ".join(self._own.split())
        if not own:
            return ""
        if LINK in own:  # every link reads alike: the links themselves tell them apart
            own = " ".join([own, *_URL.findall(self.message.own_words)])

        return hashlib.sha256(own.encode("utf-8", "replace")).hexdigest()[:_DIGEST]

    @cached_property
    def shape(self) -> int:
        """What the words are like (see `similarity`)."""
        return shape_of_folded(self._own)

    @cached_property
    def attachments(self) -> str:
        """The same for the same files: by name and size, since a copy is uploaded anew."""
        files = sorted(f"{file.name}\x1f{file.size}" for file in self.message.attachments)
        if not files:
            return ""
        digest = hashlib.sha256("\x1e".join(files).encode("utf-8", "replace"))

        return digest.hexdigest()[:_DIGEST]

    @cached_property
    def _own(self) -> str:
        return fold(self.message.own_words)


def plain(text: str) -> str:
    """What is visible of a text, in its ordinary characters."""
    if text.isascii() and text.isprintable():
        return text
    visible = text.translate(VISIBLE)

    return visible if visible.isascii() else unicodedata.normalize("NFKC", visible)


def words_of(text: str) -> tuple[str, ...]:
    """The words of a casefolded text, without what stands between them."""
    return tuple(_WORD.findall(text))
