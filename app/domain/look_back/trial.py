"""A trial: a draft that a guild has put into shadow, and what it would have done since, by day.

Nothing is counted while messages are judged. Evidence is stored anyway, so counting is deciding it
again, by the hour, some time later; a trial costs no write and no delay.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TypeVar

from app.domain.action import Action
from app.domain.decision import Decision
from app.domain.ids import UserId
from app.domain.look_back.hindsight import Past
from app.domain.look_back.shadow import Draft
from app.domain.look_back.simulation import Simulator
from app.domain.policies.policy import Policy
from app.domain.record.change import Change, change_between

DAYS_KEPT = 30
"""As long as evidence is kept: what is older cannot be counted again either."""

SETTLED = timedelta(minutes=5)
"""After so long an hour's pages are there: deliveries that failed have come again by then."""
HOUR = timedelta(hours=1)

K = TypeVar("K")


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialDay:
    """What the draft would have done on one day, in UTC.

    `acts` counts its actions, `rules` the rules by which it would have acted (`words:slurs`), and
    `changes` how that differs from what was done.
    """

    decided: int = 0
    acts: Mapping[Action, int] = field(default_factory=dict)
    rules: Mapping[str, int] = field(default_factory=dict)
    changes: Mapping[Change, int] = field(default_factory=dict)

    def plus(self, other: "TrialDay") -> "TrialDay":
        """Both together."""
        return TrialDay(
            decided=self.decided + other.decided,
            acts=_added(self.acts, other.acts),
            rules=_added(self.rules, other.rules),
            changes=_added(self.changes, other.changes),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A draft in shadow. `by` is None when the operator put it there from a shell.

    Everything judged from `since` to `counted_until` is in `days`. `revision` moves with every
    write, for optimistic locking.
    """

    policy: Policy
    since: datetime
    by: UserId | None = None
    counted_until: datetime
    days: Mapping[date, TrialDay] = field(default_factory=dict)
    revision: int = 0

    @property
    def total(self) -> TrialDay:
        """All days together."""
        found = TrialDay()
        for day in self.days.values():
            found = found.plus(day)

        return found

    def read_at(self, revision: int) -> "Trial":
        """As it was read from the store in this revision."""
        return replace(self, revision=revision)

    def counted(self, days: Mapping[date, TrialDay], until: datetime) -> "Trial":
        """With more of its time counted; the oldest days fall off."""
        together = dict(self.days)
        for day, found in days.items():
            together[day] = together.get(day, TrialDay()).plus(found)
        first = until.date() - timedelta(days=DAYS_KEPT)

        return replace(
            self,
            counted_until=until,
            days={day: together[day] for day in sorted(together) if day >= first},
        )


def next_count(trial: Trial) -> datetime:
    """When the next whole hour of a trial can be counted."""
    hour = trial.counted_until.replace(minute=0, second=0, microsecond=0)

    return hour + HOUR + SETTLED


def count(pasts: Iterable[Past], draft: Draft) -> dict[date, TrialDay]:
    """What the draft would have done with stored decisions, by the day they were made.

    Args:
        pasts: in the order of their decisions.
        draft: as it stands in shadow.
    """
    simulator = Simulator(draft)
    tallies: dict[date, _Tally] = {}
    for past in pasts:
        tallies.setdefault(past.evidence.judged_at.date(), _Tally()).add(past, simulator.add(past))

    return {day: tally.day() for day, tally in tallies.items()}


@dataclass(slots=True)
class _Tally:
    """A day while it is counted."""

    decided: int = 0
    acts: Counter[Action] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    changes: Counter[Change] = field(default_factory=Counter)

    def add(self, past: Past, after: Decision) -> None:
        self.decided += 1
        self.changes[change_between(past.decision, after)] += 1
        if after.does_something:
            self.acts[after.action] += 1
            self.rules.update({f"{one.source}:{one.label}" for one in after.verdict.broken})

    def day(self) -> TrialDay:
        return TrialDay(
            decided=self.decided,
            acts=dict(self.acts),
            rules=dict(self.rules),
            changes=dict(self.changes),
        )


def _added(one: Mapping[K, int], other: Mapping[K, int]) -> Mapping[K, int]:
    return dict(Counter(one) + Counter(other))
