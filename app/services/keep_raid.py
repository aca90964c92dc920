"""What time brings to a raid: its end, another try to ban, and members' records made complete.

Bounded and resumable: each call does a piece, and the raid stays due until all is done. Doing any
of it twice changes nothing.
"""

from dataclasses import replace
from datetime import datetime

from app.domain.appeals.orders import pardoned
from app.domain.deadlines.elapse import next_deadline
from app.domain.ids import GuildId
from app.domain.policies.policy import Policy
from app.domain.raids.orders import Ordered, to_end, to_retry
from app.domain.raids.papers import (
    case_about,
    cleared,
    is_cleared_with,
    order_about,
    order_to_clear,
    standing_with,
    to_clear,
    to_file,
    with_changed,
)
from app.domain.raids.raid import Raid, Suspect, ended
from app.ports.case_files import StoredCase
from app.ports.deadlines import Due
from app.ports.errors import AlreadyDecided
from app.ports.guilds import Guilds
from app.ports.members import Members
from app.ports.raid_cases import Clearing, RaidCases
from app.ports.raids import RaidChange, Raids, StoredRaid
from app.ports.records import Records, Ruling

PIECE = 50
"""Members' records that one call completes, in a second or so; the next call goes on."""


class KeepRaid:
    """Acts on a raid that is due."""

    def __init__(
        self,
        *,
        raids: Raids,
        cases: RaidCases,
        members: Members,
        records: Records,
        guilds: Guilds,
    ) -> None:
        self._raids = raids
        self._cases = cases
        self._members = members
        self._records = records
        self._guilds = guilds

    def __call__(self, due: Due, now: datetime) -> None:
        """Do one piece of what is due.

        Raises:
            Conflict: somebody else changed it; it stays due.
            Unavailable: it cannot be done now.
        """
        guild = GuildId(int(due.pk))
        stored = self._raids.raid(guild, due.sk)
        if stored is None:
            return
        raid, policy = stored.raid, self._guilds.policy_of(guild)
        if raid.ended_at is None and raid.until <= now:
            self._write(stored, to_end(ended(raid, now, None), policy, now))
        elif raid.retry_at is not None and raid.retry_at <= now:
            self._write(stored, to_retry(raid, policy, now))
        elif clearing := to_clear(raid, PIECE):
            for suspect in clearing:
                self._clear(raid, suspect, policy, now)
            self._mark_cleared(raid, clearing)
        elif filing := to_file(raid, PIECE):
            self._file(raid, filing, policy, now)

    def _write(self, stored: StoredRaid, ordered: Ordered) -> None:
        raid, order = ordered
        alert = self._raids.alert_now(raid.guild)
        self._raids.write(
            RaidChange(raid=raid, expected=stored.version, alert=alert.after(raid), order=order)
        )

    def _file(
        self, raid: Raid, suspects: tuple[Suspect, ...], policy: Policy, now: datetime
    ) -> None:
        """Numbers are given first, so that a repetition makes the same cases."""
        numbers = {
            one.user: self._raids.next_number(raid.guild)
            for one in suspects
            if one.case is None or one.filed is not None
        }

        def numbered(one: Suspect) -> Suspect:
            return replace(one, case=numbers[one.user], filed=None)

        if numbers:
            self._raids.change(
                raid.guild, raid.id, lambda raid: with_changed(raid, numbers, numbered)
            )
        for suspect in suspects:
            number = numbers.get(suspect.user) or suspect.case or 0
            self._put_on_record(raid, suspect, number, policy, now)
        fates = {one.user: one.fate for one in suspects}
        self._raids.change(
            raid.guild,
            raid.id,
            lambda raid: with_changed(raid, fates, lambda one: replace(one, filed=fates[one.user])),
        )

    def _put_on_record(
        self, raid: Raid, suspect: Suspect, number: int, policy: Policy, now: datetime
    ) -> None:
        member = (raid.guild, suspect.user)
        before = self._members.standings_of([member])[member]
        case = case_about(raid, suspect, number, policy, now)
        after = standing_with(before, case)
        case = replace(case, warnings_before=before.warnings, warnings_after=after.warnings)
        try:
            self._records.commit(
                Ruling(
                    once=case.order,
                    member=member,
                    standing=after,
                    expected_version=before.version,
                    order=order_about(raid, suspect),
                    case=case,
                    due_at=next_deadline(after, policy),
                )
            )
        except AlreadyDecided:
            return

    def _clear(self, raid: Raid, suspect: Suspect, policy: Policy, now: datetime) -> None:
        for stored in self._cases.of_member(raid.guild, suspect.user):
            if is_cleared_with(raid, stored.case):
                self._void(raid, stored, policy, now)

    def _void(self, raid: Raid, stored: StoredCase, policy: Policy, now: datetime) -> None:
        member = (raid.guild, stored.case.member)
        standing = self._members.standings_of([member])[member]
        freed = pardoned(standing, stored.case)
        self._cases.clear(
            Clearing(
                case=replace(stored, case=cleared(raid, stored.case)),
                standing=freed,
                due_at=next_deadline(freed, policy),
                order=order_to_clear(raid, stored.case, policy, now),
                at=now,
            )
        )

    def _mark_cleared(self, raid: Raid, suspects: tuple[Suspect, ...]) -> None:
        users = {one.user for one in suspects}
        self._raids.change(
            raid.guild,
            raid.id,
            lambda raid: with_changed(raid, users, lambda one: replace(one, cleared=True)),
        )
