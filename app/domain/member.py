"""A member as Discord describes one now: what pre-flight and recovery ask about."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.ids import RoleId, UserId
from app.domain.permissions import Holder


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody who is on the guild at this moment."""

    user: UserId
    roles: tuple[RoleId, ...] = ()
    joined_at: datetime | None = None
    timed_out_until: datetime | None = None
    is_bot: bool = False

    def holder(self, now: datetime) -> Holder:
        """The member as a holder of rights."""
        timed_out = self.timed_out_until is not None and self.timed_out_until > now
        return Holder(user=self.user, roles=self.roles, timed_out=timed_out)
