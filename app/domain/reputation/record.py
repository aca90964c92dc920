"""Reputation: what a member did on one server, kept as sets of facts (LK-020, IS-133).

Every update joins facts to the record: which messages were counted in which hour, who thanked the
member on which day, which cases stand against them. Joining is idempotent and its order does not
matter, so pages and cases may come again, late and in any order. Points follow from the facts and
the policy, so that a case that is voided takes back exactly what it took.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from app.domain.ids import UserId
from app.domain.reputation.calendar import active_weeks, count_of, week_of, with_day
from app.domain.reputation.policy import ReputationPolicy

OPEN_FOR = timedelta(days=2)
"""How long after it a day can be counted again: events wait in the queue for one day at most."""
ACTIVE_DAYS_OF_A_WEEK = 3
"""Fewer active days are no week of good behaviour: who is absent breaks no rule either."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day that may still be counted again: clean messages by the hour, and whose thanks."""

    hours: Mapping[int, int] = field(default_factory=dict)
    thanked_by: frozenset[UserId] = frozenset()

    @property
    def messages(self) -> int:
        return sum(self.hours.values())

    def joined(self, other: "Day") -> "Day":
        """Both days' facts. An hour counted twice is the fuller of its two counts."""
        hours = {
            hour: max(self.hours.get(hour, 0), other.hours.get(hour, 0))
            for hour in sorted({*self.hours, *other.hours})
        }
        return Day(hours=hours, thanked_by=self.thanked_by | other.thanked_by)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reputation:
    """One member on one server.

    `days` may still be counted again; days before `open_from` are closed, and summed up in
    `messages` and `helpful`. `active` holds the active days as `calendar` keeps them. `violations`
    are the cases that punished the member, with the time of each; a voided one is taken out.
    `achievements` are never lost. `version` moves with every change, for optimistic locking.
    """

    days: Mapping[date, Day] = field(default_factory=dict)
    open_from: date = date.min
    messages: int = 0
    helpful: int = 0
    active: int = 0
    violations: Mapping[int, datetime] = field(default_factory=dict)
    achievements: Mapping[str, datetime] = field(default_factory=dict)
    version: int = 0

    @property
    def active_days(self) -> int:
        return count_of(self.active)

    @property
    def all_messages(self) -> int:
        """Clean messages, those of open days included."""
        return self.messages + sum(day.messages for day in self.days.values())

    def all_helpful(self, policy: ReputationPolicy) -> int:
        """How often the member was thanked, as far as thanks count (LK-021)."""
        return self.helpful + sum(_helpful(day, policy) for day in self.days.values())

    def clean_weeks(self, today: date) -> int:
        """Weeks that are over, with enough active days and no violation (IS-142)."""
        kept = active_weeks(self.active, least=ACTIVE_DAYS_OF_A_WEEK, before=today)
        spoiled = {week_of(at.date()) for at in self.violations.values()}
        return len(kept - spoiled)

    def points(self, policy: ReputationPolicy, today: date) -> int:
        """The visible number: may be below zero (LK-021)."""
        return (
            policy.points_per_helpful_message * self.all_helpful(policy)
            + policy.points_per_clean_week * self.clean_weeks(today)
            + policy.violation_penalty * len(self.violations)
        )

    def counted(self, days: Mapping[date, Day], policy: ReputationPolicy) -> "Reputation":
        """The record with what was counted; what belongs to a closed day comes too late."""
        joined = dict(self.days)
        active = self.active
        for day, found in days.items():
            if day < self.open_from:
                continue
            joined[day] = joined.get(day, Day()).joined(found)
            active = with_day(active, day) if found.messages else active

        return _closed(replace(self, days=dict(sorted(joined.items())), active=active), policy)

    def charged(self, case: int, at: datetime) -> "Reputation":
        """The record with a case that punished; the same case again changes nothing (LK-046)."""
        if case in self.violations:
            return self

        return replace(self, violations=dict(sorted({**self.violations, case: at}.items())))

    def refunded(self, case: int) -> "Reputation":
        """The record without a case: all that followed from it is as if it had never been."""
        kept = {number: at for number, at in self.violations.items() if number != case}
        return self if len(kept) == len(self.violations) else replace(self, violations=kept)

    def awarded(self, achievements: Mapping[str, datetime]) -> "Reputation":
        """The record with these achievements; one that is there keeps its time."""
        return replace(self, achievements={**achievements, **self.achievements})


def _closed(record: Reputation, policy: ReputationPolicy) -> Reputation:
    """Days so long before the latest one that nothing of them can come any more, summed up."""
    if not record.days:
        return record
    open_from = max(record.open_from, max(record.days) - OPEN_FOR)
    over = [day for when, day in record.days.items() if when < open_from]

    return replace(
        record,
        days={when: day for when, day in record.days.items() if when >= open_from},
        open_from=open_from,
        messages=record.messages + sum(day.messages for day in over),
        helpful=record.helpful + sum(_helpful(day, policy) for day in over),
    )


def _helpful(day: Day, policy: ReputationPolicy) -> int:
    return min(len(day.thanked_by), policy.helpful_a_day)
