"""Sweep: do what time brings, again and again, a bounded piece at a time.

Every job finds its work in the tables, so a sweep that dies or runs out of time leaves nothing
behind but work for the next one. Jobs must bear being called twice for the same thing, also at the
same time: they write over the version that they read.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from app.ports.deadlines import Deadlines, Due
from app.ports.errors import AlreadyDecided, Conflict, PortError

log = logging.getLogger(__name__)

NEVER_LATE = timedelta(0)


@dataclass(slots=True)
class Budget:
    """How much one job may do in one sweep: so many things, until this time of `monotonic`."""

    things: int
    until: float
    monotonic: Callable[[], float]

    @property
    def is_spent(self) -> bool:
        return self.things <= 0 or self.monotonic() >= self.until

    def spend(self) -> None:
        """One thing was taken in hand."""
        self.things -= 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What became of a job: done, put off since they failed, left for the next sweep.

    `late` is how long after its time the latest of them was done.
    """

    done: int = 0
    failed: int = 0
    left: bool = False
    late: timedelta = NEVER_LATE

    @property
    def taken(self) -> int:
        """How many were taken in hand."""
        return self.done + self.failed

    def then(self, next_turn: "Swept") -> "Swept":
        """Both turns together."""
        return Swept(
            done=self.done + next_turn.done,
            failed=self.failed + next_turn.failed,
            left=next_turn.left,
            late=max(self.late, next_turn.late),
        )


class Job(Protocol):
    """One kind of thing that time brings."""

    @property
    def name(self) -> str:
        """For the log."""

    def __call__(self, now: datetime, budget: Budget) -> Swept:
        """Do what is due by `now`, as far as the budget goes.

        Raises:
            PortError: the outside world does not let it; the next sweep tries again.
        """


class DueJob:
    """A job on things with a deadline, each by itself: one that fails stops no other.

    `act` reads the thing, does what is due by now and, in the same write, moves or removes its
    deadline. It may find that nothing is due any more.
    """

    def __init__(
        self, name: str, *, deadlines: Deadlines, act: Callable[[Due, datetime], None]
    ) -> None:
        self.name = name
        self._deadlines = deadlines
        self._act = act

    def __call__(self, now: datetime, budget: Budget) -> Swept:
        """See `Job`."""
        done, failed, late = 0, 0, NEVER_LATE
        left = budget.is_spent
        if not left:
            for due in self._deadlines.due(now, budget.things + 1):
                left = budget.is_spent
                if left:
                    break
                budget.spend()
                if self._acted(due, now):
                    done, late = done + 1, max(late, now - due.at)
                else:
                    failed += 1

        return Swept(done=done, failed=failed, left=left, late=late)

    def _acted(self, due: Due, now: datetime) -> bool:
        """Whether it was done; what somebody else is doing just now is left to them."""
        try:
            self._act(due, now)
        except (AlreadyDecided, Conflict):
            return True
        except PortError as error:
            log.warning("not swept", extra={**self._told(due), "fault": str(error)})
        except Exception:
            log.exception("poison item", extra=self._told(due))
        else:
            return True
        self._deadlines.put_off(due, now)

        return False

    def _told(self, due: Due) -> dict[str, str]:
        return {"job": self.name, "key": f"{due.pk}/{due.sk}"}


class SweepFailed(Exception):
    """Some job could not be done at all; the others were."""


class Sweep:
    """All jobs in turns, each with its fair share of the time that is left."""

    def __init__(
        self,
        jobs: Sequence[Job],
        *,
        clock: Callable[[], datetime],
        monotonic: Callable[[], float],
        things: int,
        seconds: float,
    ) -> None:
        """At most `things` for each job, and `seconds` for all of them together."""
        self._jobs = jobs
        self._clock = clock
        self._monotonic = monotonic
        self._things = things
        self._seconds = seconds

    def __call__(self) -> dict[str, Swept]:
        """Do what is due now; what became of each job.

        Who has something left when all had their turn gets another one, while there is time.

        Raises:
            SweepFailed: after all jobs had their turns, since some had none.
        """
        until = self._monotonic() + self._seconds
        found = {job.name: Swept() for job in self._jobs}
        failed: list[str] = []
        turn: Sequence[Job] = self._jobs
        while turn:
            again: list[Job] = []
            for index, job in enumerate(turn):
                budget = self._budget(until, sharers=len(turn) - index, so_far=found[job.name])
                swept = self._turn(job, budget)
                if swept is None:
                    failed.append(job.name)
                    continue
                found[job.name] = found[job.name].then(swept)
                if swept.left and swept.taken and budget.things > 0:
                    again.append(job)
            turn = again if self._monotonic() < until else ()
        for name, swept in found.items():
            if swept != Swept():
                log.info("swept", extra=_facts(name, swept))
        if failed:
            raise SweepFailed(", ".join(failed))

        return found

    def _budget(self, until: float, *, sharers: int, so_far: Swept) -> Budget:
        now = self._monotonic()
        share = max(0.0, until - now) / sharers

        return Budget(self._things - so_far.taken, now + share, self._monotonic)

    def _turn(self, job: Job, budget: Budget) -> Swept | None:
        try:
            return job(self._clock(), budget)
        except Exception:
            log.exception("job failed", extra={"job": job.name})
            return None


def _facts(name: str, swept: Swept) -> dict[str, object]:
    return {
        "job": name,
        "count": swept.done,
        "failed": swept.failed,
        "remaining": swept.left,
        "seconds": round(swept.late.total_seconds(), 3),
    }
