"""Look at reputation: one member's with all it is made of, or the guild's leaderboard."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.errors import Refused
from app.domain.ids import GuildId, UserId
from app.domain.notice import Notice
from app.domain.policies.policy import Policy
from app.domain.record.standing import Standing
from app.domain.reputation.record import Reputation
from app.ports.guilds import Guilds
from app.ports.members import Members
from app.ports.reputations import Rank, Reputations

PLACES = 10
"""Lines of a leaderboard: what one reads at a glance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReputationView:
    """A member's numbers at this moment, and what keeps them silent or away (LK-020, LK-024)."""

    user: UserId
    points: int
    helpful: int
    clean_weeks: int
    violations: int
    active_days: int
    messages: int
    achievements: Sequence[str]
    banned_until: datetime | None
    muted_until: datetime | None


class ShowReputation:
    """Reads, decides nothing (LK-025, LK-030)."""

    def __init__(
        self,
        *,
        reputations: Reputations,
        members: Members,
        guilds: Guilds,
        clock: Callable[[], datetime],
    ) -> None:
        self._reputations = reputations
        self._members = members
        self._guilds = guilds
        self._clock = clock

    def of(self, guild: GuildId, user: UserId) -> ReputationView:
        """One member's reputation.

        Raises:
            Refused: it is switched off on this guild.
        """
        policy, now, member = self._policy(guild), self._clock(), (guild, user)
        record = self._reputations.of([member])[member]
        standing = self._members.standings_of([member])[member]

        return _view(user, record, standing, policy, now)

    def leaders(self, guild: GuildId) -> Sequence[Rank]:
        """Who has most points; nobody without any.

        Raises:
            Refused: it is switched off on this guild.
        """
        self._policy(guild)
        return [one for one in self._reputations.leaders(guild, PLACES) if one.points > 0]

    def _policy(self, guild: GuildId) -> Policy:
        policy = self._guilds.policy_of(guild)
        if not policy.reputation.enabled:
            raise Refused(Notice("error.reputation_off"))

        return policy


def _view(
    user: UserId, record: Reputation, standing: Standing, policy: Policy, now: datetime
) -> ReputationView:
    banned = standing.ban.until if standing.ban else None
    muted = standing.timed_out_until
    return ReputationView(
        user=user,
        points=record.points(policy.reputation, now.date()),
        helpful=record.all_helpful(policy.reputation),
        clean_weeks=record.clean_weeks(now.date()),
        violations=len(record.violations),
        active_days=record.active_days,
        messages=record.all_messages,
        achievements=tuple(record.achievements),
        banned_until=banned if banned and now < banned else None,
        muted_until=muted if muted and now < muted else None,
    )
