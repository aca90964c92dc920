"""What is known about a guild: enough to tell who is who, no member lists."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.ids import GuildId, RoleId, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A role's rank and guild-wide permissions."""

    id: RoleId
    position: int
    permissions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GuildFacts:
    """A guild as Discord last described it."""

    id: GuildId
    name: str
    owner: UserId
    roles: tuple[Role, ...] = ()
    locale: str = "en-US"

    def permissions_of(self, roles: Iterable[RoleId]) -> int:
        """Guild-wide permissions of somebody with these roles; everybody has the guild's own."""
        held = {int(self.id), *roles}
        total = 0
        for role in self.roles:
            if role.id in held:
                total |= role.permissions

        return total
