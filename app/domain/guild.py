"""What is known about a guild: enough to tell who is who, no member lists."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.evidence import Subject
from app.domain.ids import GuildId, RoleId, UserId
from app.domain.message import Author

ADMINISTRATOR = 1 << 3
MANAGE_MESSAGES = 1 << 13
MODERATE_MEMBERS = 1 << 40


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

    def subject(self, author: Author) -> Subject:
        """The author with what the exemptions ask about."""
        permissions = self.permissions_of(author.roles)
        return Subject(
            user=author.id,
            roles=author.roles,
            is_bot=author.is_bot,
            is_webhook=author.is_webhook,
            is_owner=author.id == self.owner,
            is_administrator=bool(permissions & ADMINISTRATOR),
            is_moderator=bool(permissions & (MANAGE_MESSAGES | MODERATE_MEMBERS)),
        )
