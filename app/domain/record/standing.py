"""A member's record on one server: what was already said and done."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.domain.action import Action
from app.domain.ids import UserId
from app.domain.record.mute import Mute, mute


@dataclass(frozen=True, slots=True, kw_only=True)
class TemporaryBan:
    """A ban that ends by itself (AC-079, IS-134). `by` and `case` are as those of a `Mute`."""

    until: datetime
    since: datetime | None = None
    case: int | None = None
    by: UserId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Counts of what is on record. `version` moves with every change, for optimistic locking.

    `warnings` is the counter of the warning ladder, which decays: `warned_at` is when the last one
    was given or taken away, from which the next decay is counted. `timeouts`, `kicks` and `bans`
    count offences of that kind (ruling C6: the offence number counts timeouts, not warnings).
    `last_offence_at` is when the words were said for which `last_action` was decided.
    """

    first_seen: datetime | None = None
    warnings: int = 0
    warned_at: datetime | None = None
    timeouts: int = 0
    kicks: int = 0
    bans: int = 0
    violations: int = 0
    last_action: Action = Action.NONE
    last_offence_at: datetime | None = None
    mute: Mute | None = None
    ban: TemporaryBan | None = None
    human_action_at: datetime | None = None
    version: int = 0

    @property
    def offences(self) -> int:
        return self.timeouts + self.kicks + self.bans

    @property
    def timed_out_until(self) -> datetime | None:
        return self.mute.until if self.mute else None

    def after(
        self,
        action: Action,
        *,
        warned: bool,
        spoken_at: datetime,
        now: datetime,
        duration: timedelta | None,
        case: int | None = None,
        by: UserId | None = None,
    ) -> "Standing":
        """The record once `action` was decided at `now`; `warned` adds one to the ladder.

        With a `duration` a time-out or a ban ends by itself.
        """
        return replace(
            self._in_force(action, now=now, duration=duration, case=case, by=by, warned=warned),
            first_seen=self.first_seen or now,
            warnings=self.warnings + int(warned),
            warned_at=now if warned else self.warned_at,
            timeouts=self.timeouts + int(action is Action.TIMEOUT),
            kicks=self.kicks + int(action is Action.KICK),
            bans=self.bans + int(action is Action.BAN),
            violations=self.violations + int(action.punishes),
            last_action=action if action.is_felt else self.last_action,
            last_offence_at=spoken_at if action.is_felt else self.last_offence_at,
            version=self.version + 1,
        )

    def _in_force(
        self,
        action: Action,
        *,
        now: datetime,
        duration: timedelta | None,
        case: int | None,
        by: UserId | None,
        warned: bool,
    ) -> "Standing":
        """What is in force once the action is done: the last mute, the last ban."""
        if action is Action.TIMEOUT and duration:
            silence = mute(now, duration, case=case, by=by, of_warnings=warned)
            return replace(self, mute=silence)
        if action is Action.BAN:
            end = now + duration if duration else None
            ban = TemporaryBan(since=now, until=end, case=case, by=by) if end else None
            return replace(self, ban=ban)

        return self

    def with_counts_of(self, before: "Standing") -> "Standing":
        """This record with the offences of an earlier one: what came between does not count."""
        return replace(
            self,
            warnings=before.warnings,
            warned_at=before.warned_at,
            timeouts=before.timeouts,
            kicks=before.kicks,
            bans=before.bans,
            violations=before.violations,
        )

    def pardoned(self, action: Action, *, warned: bool, case: int | None = None) -> "Standing":
        """The record once a case is voided: what it added is taken away, never below zero.

        What another `case` keeps in force stays in force.
        """
        return replace(
            self,
            warnings=max(0, self.warnings - int(warned)),
            timeouts=max(0, self.timeouts - int(action is Action.TIMEOUT)),
            kicks=max(0, self.kicks - int(action is Action.KICK)),
            bans=max(0, self.bans - int(action is Action.BAN)),
            violations=max(0, self.violations - int(action.punishes)),
            mute=self.mute if _of_another(self.mute, case) else None,
            ban=self.ban if _of_another(self.ban, case) else None,
            version=self.version + 1,
        )


def _of_another(force: Mute | TemporaryBan | None, case: int | None) -> bool:
    return force is not None and force.case != case
