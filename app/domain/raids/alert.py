"""The alert: what every message's verdict needs to know of a guild's raids, and nothing more."""

from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.raids.level import Level
from app.domain.raids.raid import Raid


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """The level of a guild until `until`, and the raid behind it.

    `surge_until`: an influx was announced. `quiet_since`: a moderator ended the last raid then;
    what was seen before does not raise another. `version` moves with every change.
    """

    level: Level = Level.CALM
    raid: str = ""
    until: datetime | None = None
    surge_until: datetime | None = None
    quiet_since: datetime | None = None
    version: int = 0

    def level_at(self, now: datetime) -> Level:
        """The level in force; it only falls as time goes by."""
        return self.level if self.until is not None and now < self.until else Level.CALM

    def after(self, raid: Raid) -> "Alert":
        """The alert once the raid has changed; changes of an older raid leave the level alone."""
        moved = replace(self, version=self.version + 1)
        if raid.id < self.raid:
            return moved
        if raid.ended_at is None:
            return replace(moved, level=raid.level, raid=raid.id, until=raid.until)
        quiet_since = raid.ended_at if raid.ended_by else self.quiet_since

        return replace(moved, level=Level.CALM, raid=raid.id, until=None, quiet_since=quiet_since)

    def expects(self, now: datetime) -> bool:
        """Whether an influx is expected now."""
        return self.surge_until is not None and now < self.surge_until
