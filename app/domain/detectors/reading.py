"""What a detector looks at: a message, read once for all of them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from app.domain.behaviour import Recent
from app.domain.message import Message
from app.domain.text import fold, normalize


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A message with its normalized and folded texts, made when first asked for.

    `recent` is the author's window before this message, oldest first; None when unknown.
    """

    message: Message
    recent: Sequence[Recent] | None = field(default=None)

    @cached_property
    def normalized(self) -> tuple[str, ...]:
        """Each readable text as a reader sees it."""
        return tuple(normalize(text) for text in self.message.readable)

    @cached_property
    def folded(self) -> tuple[str, ...]:
        """Each readable text without disguise, for matching words."""
        return tuple(fold(text) for text in self.message.readable)

    @cached_property
    def fingerprint(self) -> str:
        """The same for the same words, however they are disguised; empty for no words."""
        own = " ".join(fold(self.message.own_words).split())
        if not own:
            return ""

        return hashlib.sha256(own.encode("utf-8", "replace")).hexdigest()[:12]
