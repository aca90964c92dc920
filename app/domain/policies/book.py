"""A guild's policies as versions: none is ever changed, one is in force, one may be waiting.

Numbers rise and are given once. Going back is a new version that says the same as an old one, so
that the history shows it.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.ids import UserId
from app.domain.policies.policy import Policy

MAX_COMMENT = 300
"""Characters; a sentence or two on why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Who made a version, when and why.

    `author` is None for what Tribune did by itself. `by_operator`: made from the operator's shell.
    `active_from`: when it was to come in force, if not at once. `restores` is the number of the
    version that it is a copy of.
    """

    at: datetime
    author: UserId | None = None
    by_operator: bool = False
    comment: str = ""
    active_from: datetime | None = None
    restores: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyVersion:
    """One version, as it stands in the book for good."""

    policy: Policy
    change: Change

    @property
    def number(self) -> int:
        return self.policy.version


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyBook:
    """What is in force, what waits for its time, and the highest number given so far.

    `origin` is a digest of the policy file that the book follows, if it follows one. `revision`
    moves with every write, for optimistic locking; 0 for a book not yet written.
    """

    current: PolicyVersion
    upcoming: PolicyVersion | None = None
    latest: int = 1
    origin: str = ""
    revision: int = 0

    def at(self, now: datetime) -> "PolicyBook":
        """The book as it stands at `now`: what waited is in force once its time has come."""
        if self.upcoming is None or not _is_due(self.upcoming, now):
            return self

        return replace(self, current=self.upcoming, upcoming=None)

    def with_version(self, policy: Policy, change: Change) -> "PolicyBook":
        """The book with one version more: in force at once, or waiting until `active_from`.

        The last word counts: whatever was waiting is dropped. It stays in the history.
        """
        number = self.latest + 1
        version = PolicyVersion(policy=replace(policy, version=number), change=change)
        if change.active_from is not None and change.active_from > change.at:
            return replace(self, upcoming=version, latest=number)

        return replace(self, current=version, upcoming=None, latest=number)


def first_book(policy: Policy, change: Change) -> PolicyBook:
    """The book of a guild that has just been met."""
    return PolicyBook(current=PolicyVersion(policy=replace(policy, version=1), change=change))


def says_the_same(one: Policy, other: Policy) -> bool:
    """Whether two policies differ in nothing but their number."""
    return replace(one, version=other.version) == other


def _is_due(version: PolicyVersion, now: datetime) -> bool:
    return version.change.active_from is None or version.change.active_from <= now
