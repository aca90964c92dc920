"""Put scheduled versions of policies in force when their time has come: a job of sweep."""

from datetime import datetime

from app.domain.ids import GuildId
from app.ports.deadlines import Due
from app.ports.policies import Policies


class ActivatePolicy:
    """Moves a book on. Readers honour the time by themselves; this makes it last.

    A crash before leaves the version waiting, and readers still take it; a second call finds
    nothing to do.
    """

    def __init__(self, *, policies: Policies) -> None:
        self._policies = policies

    def __call__(self, due: Due, now: datetime) -> None:
        """Move one guild's book to `now`.

        Raises:
            Conflict: the book moved on meanwhile.
        """
        guild = GuildId(int(due.pk))
        book = self._policies.book_of(guild)
        moved = book.at(now)
        if moved != book:
            self._policies.write(guild, moved, None)
