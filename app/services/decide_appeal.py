"""A moderator decides about an appeal, with a reason."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.action import Action
from app.domain.appeals.appeal import Appeal, AppealStatus
from app.domain.appeals.orders import order_to_settle, pardoned, voided
from app.domain.appeals.terms import MAX_REASON, check_decision, checked_text
from app.domain.deadlines.elapse import next_deadline
from app.domain.errors import NotFound
from app.domain.ids import GuildId, UserId
from app.domain.notice import Notice
from app.domain.permissions import Permission
from app.ports.appeals import Appeals, Settling, StoredAppeal
from app.ports.case_files import CaseFiles, StoredCase
from app.ports.errors import Conflict
from app.ports.guilds import Guilds
from app.ports.members import Members

ATTEMPTS = 4
"""The executor may be writing to the same case; each attempt reads everything again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """What a moderator says about an appeal."""

    by: UserId
    approve: bool
    reason: str


class DecideAppeal:
    """One transaction: the appeal decided once and, if approved, the case void and the order."""

    def __init__(
        self,
        *,
        cases: CaseFiles,
        appeals: Appeals,
        guilds: Guilds,
        members: Members,
        clock: Callable[[], datetime],
    ) -> None:
        self._cases = cases
        self._appeals = appeals
        self._guilds = guilds
        self._members = members
        self._clock = clock

    def check(self, guild: GuildId, identity: str, by: UserId) -> Permission:
        """The permission that deciding takes, if this moderator may decide at all.

        Raises:
            NotFound: there is no such appeal, or nothing is left of its case.
            Refused: it is decided already, or a matter of the moderator's own.
        """
        stored, case = self._look(guild, identity)
        check_decision(stored.appeal, case.case, by=by)
        needed = Permission.MODERATE_MEMBERS

        return needed | Permission.BAN_MEMBERS if case.case.action is Action.BAN else needed

    def __call__(self, guild: GuildId, identity: str, ruled: Ruled) -> Appeal:
        """Decide, and give the decided appeal.

        Raises:
            NotFound, Refused: as `check`; or the reason is empty or too long.
            Conflict: others kept changing the same records.
        """
        reason = checked_text(ruled.reason, MAX_REASON)
        for attempt in range(ATTEMPTS):
            try:
                return self._decide(guild, identity, replace(ruled, reason=reason))
            except Conflict:
                if attempt == ATTEMPTS - 1:
                    raise

        raise AssertionError("the last attempt returns or raises")

    def _decide(self, guild: GuildId, identity: str, ruled: Ruled) -> Appeal:
        stored, case = self._look(guild, identity)
        member = (guild, case.case.member)
        standing = self._members.standings_of([member])[member]
        policy, now = self._guilds.policy_of(guild), self._clock()

        check_decision(stored.appeal, case.case, by=ruled.by)
        appeal = replace(
            stored.appeal,
            status=AppealStatus.APPROVED if ruled.approve else AppealStatus.DENIED,
            decided_by=ruled.by,
            decided_at=now,
            reason=ruled.reason,
        )
        settling = Settling(
            appeal=appeal,
            expected_version=stored.version,
            order=order_to_settle(appeal, case.case, standing=standing, policy=policy, now=now),
        )
        if ruled.approve:
            freed = pardoned(standing, case.case)
            settling = replace(
                settling,
                case=replace(case, case=voided(case.case, appeal)),
                standing=freed,
                due_at=next_deadline(freed, policy),
            )

        self._appeals.settle(settling)

        return appeal

    def _look(self, guild: GuildId, identity: str) -> tuple[StoredAppeal, StoredCase]:
        stored = self._appeals.find(guild, identity)
        if stored is None:
            raise NotFound(Notice("error.appeal_not_found"))
        case = self._cases.case(guild, stored.appeal.case)
        if case is None:
            raise NotFound(Notice("error.case_not_found", {"number": stored.appeal.case}))
        if case.case.is_erased:
            raise NotFound(Notice("error.case_erased", {"number": stored.appeal.case}))

        return stored, case
