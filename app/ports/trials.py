"""What services need to keep of drafts in shadow."""

from typing import Protocol

from app.domain.ids import GuildId
from app.domain.look_back.trial import Trial


class Trials(Protocol):
    """At most one trial a guild. Every method may raise `Unavailable`."""

    def trial_of(self, guild: GuildId) -> Trial | None:
        """The trial as it stands now."""

    def start(self, guild: GuildId, trial: Trial) -> None:
        """Put a draft into shadow; it takes the place of any other, and counts from nothing."""

    def stop(self, guild: GuildId) -> None:
        """End it; ending what is not there does nothing."""

    def count(self, guild: GuildId, trial: Trial) -> None:
        """Keep what was counted since it was read.

        Raises:
            Conflict: it was counted, stopped or replaced meanwhile.
        """
