"""A member objects to a case."""

from collections.abc import Callable
from datetime import datetime

from app.domain.appeals.appeal import Appeal
from app.domain.appeals.orders import order_to_show
from app.domain.appeals.terms import check_appeal, checked_text
from app.domain.errors import NotFound
from app.domain.ids import GuildId, UserId
from app.domain.notice import Notice
from app.domain.record.case import Case
from app.ports.appeals import Appeals, Filing
from app.ports.case_files import CaseFiles
from app.ports.guilds import Guilds


class OpenAppeal:
    """Checks the terms before the form is shown, and again when it is sent."""

    def __init__(
        self,
        *,
        cases: CaseFiles,
        appeals: Appeals,
        guilds: Guilds,
        clock: Callable[[], datetime],
    ) -> None:
        self._cases = cases
        self._appeals = appeals
        self._guilds = guilds
        self._clock = clock

    def check(self, guild: GuildId, number: int, by: UserId) -> Case:
        """The case, if this member may appeal it now.

        Raises:
            NotFound: there is no such case, or nothing is left of it.
            Refused: not this member, not this case, not now.
        """
        stored = self._cases.case(guild, number)
        if stored is None:
            raise NotFound(Notice("error.case_not_found", {"number": number}))
        if stored.case.is_erased:
            raise NotFound(Notice("error.case_erased", {"number": number}))
        check_appeal(
            stored.case,
            by=by,
            terms=self._guilds.policy_of(guild).appeals,
            of_case=self._appeals.of_case(guild, number),
            of_member=self._appeals.of_member(guild, by),
            now=self._clock(),
        )
        return stored.case

    def __call__(self, guild: GuildId, number: int, by: UserId, *, text: str, locale: str) -> None:
        """Put the appeal on record and before the moderators.

        Raises:
            NotFound, Refused: as `check`; or the text is empty or too long.
            Conflict: the same member did it twice at the same moment.
        """
        words = checked_text(text)
        self.check(guild, number, by)
        count = len(self._appeals.of_case(guild, number)) + 1
        policy, now = self._guilds.policy_of(guild), self._clock()

        appeal = Appeal(
            guild=guild,
            id=f"{number}.{count}",
            case=number,
            member=by,
            text=words,
            made_at=now,
            locale=locale,
        )

        self._appeals.file(
            Filing(
                appeal=appeal,
                quiet_until=now + policy.appeals.cooldown,
                order=order_to_show(appeal, policy),
            )
        )
