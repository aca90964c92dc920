"""What services need to know of members."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol

from app.domain.ids import GuildId, UserId
from app.domain.record.standing import Standing

MemberKey = tuple[GuildId, UserId]


class Members(Protocol):
    """Members' records."""

    def standings_of(self, members: Collection[MemberKey]) -> Mapping[MemberKey, Standing]:
        """The records; a member nobody has heard of yet has an empty one."""

    def meet(self, members: Collection[MemberKey], now: datetime) -> None:
        """Create the records of unknown members. Repeating changes nothing."""

    def note_human_action(self, member: MemberKey, at: datetime) -> None:
        """A person acted on the member: orders decided before `at` are superseded."""
