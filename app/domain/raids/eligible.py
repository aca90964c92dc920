"""Whom a raid's order may touch, seen with the member's and the server's state of this moment."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.guild import GuildFacts
from app.domain.member import Member
from app.domain.permissions import Permission, outranks
from app.domain.policies.policy import Policy
from app.domain.raids.effects import BulkBan, BulkRemoveTimeOut, BulkTimeOut, BulkUnban
from app.domain.subject import MODERATES

NEEDED = {
    BulkBan: Permission.BAN_MEMBERS | Permission.MANAGE_GUILD,
    BulkUnban: Permission.BAN_MEMBERS,
    BulkTimeOut: Permission.MODERATE_MEMBERS,
    BulkRemoveTimeOut: Permission.MODERATE_MEMBERS,
}
"""What the bot must hold (contracts RS-23)."""
ORDERED_WITH = {
    BulkBan: Permission.BAN_MEMBERS,
    BulkUnban: Permission.BAN_MEMBERS,
    BulkTimeOut: Permission.MODERATE_MEMBERS,
    BulkRemoveTimeOut: Permission.MODERATE_MEMBERS,
}
"""What the moderator must still hold who ordered it (T-5)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Who acts where, at this moment: the bot, and the moderator who ordered it."""

    guild: GuildFacts
    bot: Member
    invoker: Member
    policy: Policy
    now: datetime

    def may_touch(self, member: Member) -> bool:
        """Whether a suspect who is on the server may be banned or silenced.

        Never the owner, moderators and administrators, the exempt, bots, members of long standing,
        and who is not below both the bot and the moderator. Who is silenced keeps what roles give.
        """
        exempt, target = self.policy.exempt, member.holder(self.now)
        if member.is_bot or member.user in (self.bot.user, self.guild.owner, *exempt.users):
            return False
        if not set(member.roles).isdisjoint(exempt.roles) or self._is_old(member):
            return False
        if self.guild.permissions_of(member.roles) & (MODERATES | Permission.ADMINISTRATOR):
            return False

        return all(
            outranks(self.guild, actor.holder(self.now), target)
            for actor in (self.bot, self.invoker)
        )

    def _is_old(self, member: Member) -> bool:
        """Whether somebody joined too long ago for a raider: twice as long ago as newcomers.

        Who was a newcomer when the raid began may have stopped being one until the click.
        """
        since = member.joined_at

        return since is None or self.now - since >= 2 * self.policy.raids.newcomer
