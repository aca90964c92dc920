"""A member's record on one server: what was already said and done."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.domain.action import Action


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Counts of what is on record. `version` moves with every change, for optimistic locking.

    `warnings` is the counter of the warning ladder, which decays; `timeouts`, `kicks` and `bans`
    count offences of that kind (ruling C6: the offence number counts timeouts, not warnings).
    `last_offence_at` is when the words were said for which `last_action` was decided.
    """

    first_seen: datetime | None = None
    warnings: int = 0
    warned_at: datetime | None = None
    timeouts: int = 0
    kicks: int = 0
    bans: int = 0
    last_action: Action = Action.NONE
    last_offence_at: datetime | None = None
    timed_out_until: datetime | None = None
    human_action_at: datetime | None = None
    version: int = 0

    @property
    def offences(self) -> int:
        return self.timeouts + self.kicks + self.bans

    def after(
        self,
        action: Action,
        *,
        warned: bool,
        spoken_at: datetime,
        now: datetime,
        duration: timedelta | None,
    ) -> "Standing":
        """The record once `action` was decided at `now`; `warned` adds one to the ladder."""
        return replace(
            self,
            first_seen=self.first_seen or now,
            warnings=self.warnings + int(warned),
            warned_at=now if warned else self.warned_at,
            timeouts=self.timeouts + int(action is Action.TIMEOUT),
            kicks=self.kicks + int(action is Action.KICK),
            bans=self.bans + int(action is Action.BAN),
            last_action=action if action.is_felt else self.last_action,
            last_offence_at=spoken_at if action.is_felt else self.last_offence_at,
            timed_out_until=now + duration
            if action is Action.TIMEOUT and duration
            else self.timed_out_until,
            version=self.version + 1,
        )

    def pardoned(self, action: Action, *, warned: bool) -> "Standing":
        """The record once a case is voided: what it added is taken away, never below zero."""
        return replace(
            self,
            warnings=max(0, self.warnings - int(warned)),
            timeouts=max(0, self.timeouts - int(action is Action.TIMEOUT)),
            kicks=max(0, self.kicks - int(action is Action.KICK)),
            bans=max(0, self.bans - int(action is Action.BAN)),
            timed_out_until=None if action is Action.TIMEOUT else self.timed_out_until,
            version=self.version + 1,
        )
