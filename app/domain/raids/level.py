"""How serious it is. The words are those that moderators use of Discord servers."""

from enum import StrEnum


class Level(StrEnum):
    """From nothing to the worst.

    - `watch`: something stands out, such as many joins at once. Nothing is done; it is on record.
    - `raid`: accounts act as one against the server. The policy's measures begin.
    - `siege`: a raid several times as large; also the measures that bind everybody.
    """

    CALM = "calm"
    WATCH = "watch"
    RAID = "raid"
    SIEGE = "siege"

    @property
    def severity(self) -> int:
        """Levels in their order, from 0."""
        return _ORDER.index(self)

    @property
    def is_raid(self) -> bool:
        """Whether measures are in force."""
        return self.severity >= Level.RAID.severity


_ORDER = tuple(Level)


def highest(*levels: Level) -> Level:
    """The most serious one; calm when there is none."""
    return max(levels, key=lambda level: level.severity, default=Level.CALM)
