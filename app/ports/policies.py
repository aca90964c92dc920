"""What services need to keep the versions of policies."""

from collections.abc import Sequence
from typing import Protocol

from app.domain.ids import GuildId
from app.domain.policies.book import PolicyBook, PolicyVersion


class Policies(Protocol):
    """The books of policies by guild."""

    def book_of(self, guild: GuildId) -> PolicyBook:
        """The guild's book as it was last written, never older; the first one, if it has none."""

    def version_of(self, guild: GuildId, number: int) -> PolicyVersion | None:
        """One version; None when that number was never given."""

    def history_of(
        self, guild: GuildId, *, limit: int, before: int | None = None
    ) -> Sequence[PolicyVersion]:
        """Versions, the newest first; `before` a number, to read on."""

    def write(self, guild: GuildId, book: PolicyBook, added: PolicyVersion | None) -> None:
        """Write the book over the one it was made from, with a version for good, or nothing.

        Raises:
            Conflict: the book moved on meanwhile; read it and try again.
        """
