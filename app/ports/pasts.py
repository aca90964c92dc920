"""What services need to read again of what was decided."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from app.domain.ids import GuildId
from app.domain.look_back.hindsight import Past


class Pasts(Protocol):
    """Stored decisions of all guilds. Every method may raise `Unavailable`."""

    def guilds(self) -> Sequence[GuildId]:
        """Every guild that ever was heard of, in order."""

    def acted(
        self, guild: GuildId, since: datetime, until: datetime, most: int | None = None
    ) -> Sequence[Past]:
        """Automatic cases and flags decided in [since, until), oldest first; each message once.

        With `most`, only so many of each, the last ones.
        """

    def clean(self, guild: GuildId, hour: datetime) -> Sequence[Past]:
        """What was judged of this hour's messages and called for nothing."""
