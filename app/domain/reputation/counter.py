"""Counter: how far a guild's evidence has been counted, and which hours are next."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.reputation.pace import FIRST
from app.domain.reputation.record import OPEN_FOR

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """All evidence up to `counted_at` is counted.

    `resume_at` is the hour before which a counting stopped that had too much to do; None when it
    came to the end. `pause` is how long the guild is let be. `version` moves with every change.
    """

    counted_at: datetime
    resume_at: datetime | None = None
    pause: timedelta = FIRST
    version: int = 0

    def hours(self, now: datetime) -> Iterator[datetime]:
        """The hours to count at `now`, each by its beginning, oldest first.

        The hour before the last counting is counted again, since it went on and since events may
        be judged late. The first counting of a day goes over the whole day before once more: events
        wait for at most a day.
        """
        hour = max(_hour_of(self._since(now)), _hour_of(now - OPEN_FOR) + HOUR)
        while hour <= now:
            yield hour
            hour += HOUR

    def _since(self, now: datetime) -> datetime:
        if self.resume_at is not None:
            return self.resume_at
        if self.counted_at.date() != now.date():
            return self.counted_at.replace(hour=0, minute=0, second=0, microsecond=0)

        return self.counted_at - HOUR


def _hour_of(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)
