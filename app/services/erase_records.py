"""An erasure is due: empty the next portions of what a guild has on record (C10)."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from app.domain.deadlines.elapse import next_deadline
from app.domain.ids import GuildId
from app.domain.record.case import Case
from app.domain.record.erasure import (
    Erasure,
    Scope,
    Stage,
    erased_case,
    erased_standing,
    waits,
)
from app.ports.case_files import StoredCase
from app.ports.deadlines import Due
from app.ports.erasures import Erasable, Erasures, Portion
from app.ports.errors import Conflict
from app.ports.guilds import Guilds
from app.ports.members import Members
from app.ports.upkeep import Aged

PORTION = 25
"""Records that are written together: with their members about half of what a transaction takes."""
PORTIONS = 40
"""At once: a few seconds, so that one guild holds up no other. A thousand records a minute."""
AGAIN = timedelta(minutes=1)
"""The next sweep goes on."""


class Forgetful(Protocol):
    """What can forget everybody's reputation on a guild."""

    def forget(self, guild: GuildId, most: int) -> int:
        """Empty so many of them; how many there were."""


class EraseRecords:
    """Acts on due erasures. A portion that broke off has done nothing and is simply done again."""

    def __init__(
        self,
        *,
        erasures: Erasures,
        records: Erasable,
        guilds: Guilds,
        members: Members,
        reputations: Forgetful,
        scope_of: Callable[[str], Scope],
    ) -> None:
        """`scope_of` tells an erasure's scope by the key it is stored under."""
        self._erasures = erasures
        self._records = records
        self._guilds = guilds
        self._members = members
        self._reputations = reputations
        self._scope_of = scope_of

    def __call__(self, due: Due, now: datetime) -> None:
        """Erase some portions; one whose records moved on meanwhile is read again.

        Raises:
            Unavailable: it cannot be done now.
        """
        guild, scope = GuildId(int(due.pk)), self._scope_of(due.sk)
        for _ in range(PORTIONS):
            erasure = self._erasures.of(guild, scope)
            if erasure is None or erasure.stage is None:
                return
            portion = self._portion(erasure, erasure.stage, now)
            try:
                self._records.empty(portion)
            except Conflict:
                continue
            if portion.next_at is None or portion.next_at > now:
                return

    def _portion(self, erasure: Erasure, stage: Stage, now: datetime) -> Portion:
        if stage is Stage.CASES:
            return self._cases(erasure, now)
        if stage is Stage.REPUTATIONS:
            return self._reputation(erasure, now)

        return self._papers(erasure, stage, now)

    def _reputation(self, erasure: Erasure, now: datetime) -> Portion:
        """Forgetting can be repeated, so it need not be one with the count of it."""
        count = self._reputations.forget(erasure.guild, PORTION)
        counted = erasure.counted(count, "")

        return _moved(counted, now, over=count < PORTION)

    def _cases(self, erasure: Erasure, now: datetime) -> Portion:
        """The next cases, up to the first one that is being carried out just now."""
        found = self._records.cases(erasure.guild, erasure.after, PORTION)
        ripe: list[StoredCase] = []
        for stored in found:
            if waits(stored.case, erasure, now):
                break
            ripe.append(stored)
        old = [one for one in ripe if _is_meant(one.case, erasure)]
        after = str(ripe[-1].case.number) if ripe else erasure.after
        held_up = len(ripe) < len(found)
        over = not held_up and len(found) < PORTION

        return replace(
            _moved(erasure.counted(len(old), after), now, over=over, held_up=held_up),
            cases=[replace(one, case=erased_case(one.case, erasure.by, now)) for one in old],
            standings=self._standings(erasure.guild, old),
        )

    def _standings(self, guild: GuildId, cases: Sequence[StoredCase]) -> list[Aged]:
        """The records of the cases' members, as far as anything is on them."""
        members = {(guild, one.case.member) for one in cases}
        policy = self._guilds.policy_of(guild)
        found = self._members.standings_of(members) if members else {}
        bare = {member: (before, erased_standing(before)) for member, before in found.items()}

        return [
            Aged(
                member=member,
                standing=after,
                expected_version=before.version,
                due_at=next_deadline(after, policy),
            )
            for member, (before, after) in bare.items()
            if after != before
        ]

    def _papers(self, erasure: Erasure, stage: Stage, now: datetime) -> Portion:
        found = self._records.papers(erasure.guild, stage, erasure.after, PORTION)
        old = [one for one in found if one.made_at and one.made_at <= erasure.asked_at]
        after = found[-1].key if found else erasure.after
        moved = _moved(erasure.counted(len(old), after), now, over=len(found) < PORTION)

        return replace(moved, papers=old)


def _is_meant(case: Case, erasure: Erasure) -> bool:
    """What was made since it was asked for stays."""
    return not case.is_erased and case.made_at <= erasure.asked_at


def _moved(erasure: Erasure, now: datetime, *, over: bool, held_up: bool = False) -> Portion:
    """The erasure after a portion, and when it goes on; nothing emptied yet."""
    moved = erasure.past_stage(now) if over else erasure
    later = now + AGAIN if held_up else now

    return Portion(erasure=moved, next_at=None if moved.stage is None else later)
