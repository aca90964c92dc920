"""A mute: a time-out on record, held in force on Discord for as long as it was decided (IS-040).

Discord takes a time-out of at most 28 days ("Modify Guild Member", communication_disabled_until),
so a longer one is held 28 days at a time and renewed a day before Discord would let it go.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.domain.ids import UserId

HELD_AT_MOST = timedelta(days=28)
RENEWED_BEFORE = timedelta(days=1)
"""Room for an outage of a day, in which nobody could renew it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute:
    """One member's mute on one server; there is at most one (IS-095).

    `since` is when it began, `until` when it ends, `held_until` how long Discord was told to hold
    it. `by` is the moderator; None means that nobody decided it but the policy. `case` is its case.
    With `of_warnings` it came with a warning, and goes with the last one (IS-035); any other stays,
    or an old warning that decays would free who was just muted for something else.
    """

    until: datetime
    held_until: datetime
    since: datetime | None = None
    case: int | None = None
    by: UserId | None = None
    of_warnings: bool = False

    @property
    def due_at(self) -> datetime:
        """When something is to be done about it: renewed, or ended."""
        if self.held_until < self.until:
            return self.held_until - RENEWED_BEFORE

        return self.until

    def renewed(self) -> "Mute":
        """The mute as it is held on once it was due."""
        return replace(self, held_until=held(self.due_at, self.until))


def mute(
    now: datetime,
    length: timedelta,
    *,
    case: int | None = None,
    by: UserId | None = None,
    of_warnings: bool = False,
) -> Mute:
    """A mute that begins now."""
    until = now + length
    return Mute(
        since=now,
        until=until,
        held_until=held(now, until),
        case=case,
        by=by,
        of_warnings=of_warnings,
    )


def held(now: datetime, until: datetime) -> datetime:
    """How far ahead Discord can be told now."""
    return min(until, now + HELD_AT_MOST)
