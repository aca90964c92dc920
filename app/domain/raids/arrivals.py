"""Join spikes: more arrivals than this guild's own past explains (ST-040).

Arrivals of strangers who know nothing of each other follow a Poisson law, so the chance of seeing
`count` or more where `expected` are usual can be told exactly. Real servers have livelier hours
than the law allows, hence the slack.
"""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.ids import UserId, made_at
from app.domain.raids.scene import Joined
from app.domain.text import fold

SLACK = 3.0
"""An hour may be three times as lively as usual before the law is asked: time of day, weekends."""
SURPRISE = 6.0
"""Powers of ten against chance. A guild has 100,000 windows of five minutes a year: one false alarm
in ten years, as far as the law holds."""
LIVELY = 0.9
"""The usual hour is the one that nine of ten hours do not exceed; single hours of a raid in the
past do not raise it."""
FEWEST_HOURS = 24
"""With less of a past, nothing is known of what is usual."""
STEM = 4
"""Letters of a name below which it says nothing: `ben7` and `ben9` are no kin."""
SAME_BATCH = timedelta(hours=1)
"""Accounts made within this time of each other may come from one batch."""
_NEGLIGIBLE = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Spike:
    """A window with more joins than usual, and its last join.

    `kin`: those who belong together, of all that joined lately.
    """

    users: frozenset[UserId]
    at: datetime
    expected: float
    kin: frozenset[UserId]

    @property
    def count(self) -> int:
        return len(self.users)


def usual_of(hours: Collection[int]) -> float:
    """Usual joins an hour, from counts of past hours (0 for hours without any).

    0 while less than a day is known.
    """
    if len(hours) < FEWEST_HOURS:
        return 0.0
    ordered = sorted(hours)

    return float(ordered[math.ceil(LIVELY * len(ordered)) - 1])


def surprise(count: int, expected: float) -> float:
    """How unlikely `count` or more are where `expected` are usual, in powers of ten; 0 is certain.

    Never falls when `count` grows.
    """
    if count <= expected:
        return 0.0
    if expected <= 0:
        return math.inf
    first = -expected + count * math.log(expected) - math.lgamma(count + 1)
    tail, term, step = 1.0, 1.0, count
    while term > _NEGLIGIBLE * tail:
        step += 1
        term *= expected / step
        tail += term

    return max(0.0, -(first + math.log(tail)) / math.log(10))


def spike_of(
    joins: Iterable[Joined], *, window: timedelta, least: int, usual: float, kin: int
) -> Spike | None:
    """The fullest window, if it stands out; None when it does not.

    Args:
        joins: in any order; who joined twice counts once.
        window: how long a window is.
        least: fewer joins are no spike anywhere.
        usual: the guild's usual joins an hour.
        kin: members of a family that are too many to be chance.
    """
    every = tuple(joins)
    users, at = _fullest(every, window)
    expected = usual * (window / timedelta(hours=1))
    if at is None or len(users) < least or surprise(len(users), SLACK * expected) < SURPRISE:
        return None

    return Spike(users=users, at=at, expected=expected, kin=kin_among(every, least=kin))


def kin_among(joins: Iterable[Joined], *, least: int) -> frozenset[UserId]:
    """Those who belong to a family of at least `least`: one name, or one batch of accounts."""
    every = tuple(joins)
    by_stem: dict[str, set[UserId]] = {}
    for one in every:
        if stem := stem_of(one.name):
            by_stem.setdefault(stem, set()).add(one.user)
    named = {user for family in by_stem.values() if len(family) >= least for user in family}

    return frozenset(named | set(_batches({one.user for one in every}, least)))


def stem_of(name: str) -> str:
    """A name without what tells the accounts of one batch apart: digits and signs."""
    letters = "".join(filter(str.isalpha, fold("".join(c for c in name if not c.isdigit()))))

    return letters if len(letters) >= STEM else ""


def _fullest(
    joins: Iterable[Joined], window: timedelta
) -> tuple[frozenset[UserId], datetime | None]:
    """Who joined in the window in which most did, and when it ends; of equal ones the latest."""
    ordered = sorted({(one.at, one.user) for one in joins})
    inside: Counter[UserId] = Counter()
    most: frozenset[UserId] = frozenset()
    ends: datetime | None = None
    start = 0
    for at, user in ordered:
        inside[user] += 1
        while at - ordered[start][0] >= window:
            gone = ordered[start][1]
            inside[gone] -= 1
            if not inside[gone]:
                del inside[gone]
            start += 1
        if len(inside) >= len(most):
            most, ends = frozenset(inside), at

    return most, ends


def _batches(users: Iterable[UserId], least: int) -> Iterator[UserId]:
    """Those who are one of at least `least` accounts that were made within an hour."""
    ordered = sorted(users)  # an id carries the time of its making
    start = told = 0
    for end, user in enumerate(ordered, 1):
        while made_at(user) - made_at(ordered[start]) >= SAME_BATCH:
            start += 1
        if end - start >= least:
            yield from ordered[max(start, told) : end]
            told = end


def hours_of(counts: Mapping[datetime, int], *, since: datetime, until: datetime) -> list[int]:
    """Counts of every full hour from `since` to `until`, those without joins as 0."""
    hours = int((until - since) / timedelta(hours=1))

    return [counts.get(since + timedelta(hours=hour), 0) for hour in range(hours)]
