"""A flag has a deadline: the review lapses in the member's favour, or the words must go."""

from dataclasses import replace
from datetime import datetime

from app.domain.deadlines.elapse import next_deadline
from app.domain.deadlines.lapse import lapsed, lapses, order_to_lapse
from app.ports.deadlines import Due
from app.ports.guilds import Guilds
from app.ports.members import Members
from app.ports.upkeep import Aged, LapsedFlag, StoredFlag, Upkeep


class LapseReview:
    """Acts on due flags. Repeating it changes nothing."""

    def __init__(self, *, upkeep: Upkeep, guilds: Guilds, members: Members) -> None:
        self._upkeep = upkeep
        self._guilds = guilds
        self._members = members

    def __call__(self, due: Due, now: datetime) -> None:
        """Do what is due about one flag.

        Raises:
            Conflict: somebody else changed something of it; it stays due.
            Unavailable: it cannot be done now.
        """
        stored = self._upkeep.flag(due)
        if stored is None:
            return
        flag = stored.flag
        if flag.text is not None and flag.text_until and flag.text_until <= now:
            stored = replace(stored, flag=replace(flag, text=None))
        if lapses(flag, now):
            self._lapse(stored, now)
        else:
            self._upkeep.keep_flag(stored)

    def _lapse(self, stored: StoredFlag, now: datetime) -> None:
        flag = stored.flag
        member = (flag.guild, flag.member)
        policy = self._guilds.policy_of(flag.guild)
        standing = self._members.standings_of([member])[member]
        found = self._upkeep.case(flag.guild, flag.case) if flag.case is not None else None
        lapse = lapsed(flag, found.case if found else None, standing)
        interim = found.case if found and lapse.case else None
        freed, aged = lapse.standing, None
        if freed is not None:
            aged = Aged(
                member=member,
                standing=freed,
                expected_version=standing.version,
                due_at=next_deadline(freed, policy),
            )
        self._upkeep.lapse(
            LapsedFlag(
                at=now,
                flag=replace(stored, flag=lapse.flag),
                order=order_to_lapse(flag, interim, standing, policy=policy, now=now),
                case=replace(found, case=lapse.case) if found and lapse.case else None,
                aged=aged,
            )
        )
