"""What part somebody has in a raid, as far as a message's verdict needs to know (ST-034)."""

from dataclasses import dataclass

from app.domain.raids.level import Level

CONTEXT = 1.0
"""The context of a suspect's message while a raid is on: as heated as a channel can be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """The guild's level when the message was judged, and whether its author is a suspect."""

    level: Level = Level.CALM
    suspect: bool = False

    @property
    def counts(self) -> bool:
        """Whether the message is judged as part of a raid: a raid is on, and this is a suspect."""
        return self.suspect and self.level.is_raid


def context_in_raid(context: float, share: Share) -> float:
    """The context score, raised for suspects of a running raid and nobody else."""
    return max(context, CONTEXT) if share.counts else context
