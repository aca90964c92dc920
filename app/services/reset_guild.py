"""Reset a guild: settings as on the first day, nobody's reputation; cases stay (C10, LK-051)."""

from dataclasses import dataclass
from typing import Protocol

from app.domain.ids import GuildId
from app.domain.policy import Policy
from app.domain.policy_book import PolicyVersion
from app.services.change_policy import ChangePolicy, Wish


class Forgetful(Protocol):
    """What can forget everybody's reputation on a guild."""

    def forget(self, guild: GuildId) -> int:
        """Empty them all; how many there were."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reset:
    """What a reset did: the version that is in force now, and how many reputations went."""

    version: PolicyVersion
    forgotten: int


class ResetGuild:
    """Both halves can be repeated: a reset that broke off is simply asked for again.

    The record of cases is no setting: it stays, and so does the history of policies, in which the
    reset is one more version that can be gone back from.
    """

    def __init__(
        self, *, change: ChangePolicy, reputations: Forgetful, first_policy: Policy
    ) -> None:
        self._change = change
        self._reputations = reputations
        self._first_policy = first_policy

    def __call__(self, guild: GuildId, wish: Wish) -> Reset:
        """Put the first policy in force again and forget all reputation.

        Raises:
            Unavailable: a table does not answer; ask again.
        """
        version = self._change(guild, self._first_policy, wish)
        return Reset(version=version, forgotten=self._reputations.forget(guild))
