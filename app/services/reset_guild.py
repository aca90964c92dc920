"""Reset a guild: settings as on the first day, nobody's reputation; cases stay (C10, LK-051)."""

from app.domain.ids import GuildId
from app.domain.policies.book import PolicyVersion
from app.domain.policies.policy import Policy
from app.domain.record.erasure import Scope
from app.services.ask_to_erase import AskToErase
from app.services.change_policy import ChangePolicy, Wish


class ResetGuild:
    """Both halves can be repeated: a reset that broke off is simply asked for again.

    Reputations go within minutes, since the sweep forgets them: a guild may have a hundred
    thousand. The record of cases is no setting: it stays, and so does the history of policies, in
    which the reset is one more version that can be gone back from.
    """

    def __init__(self, *, change: ChangePolicy, erase: AskToErase, first_policy: Policy) -> None:
        self._change = change
        self._erase = erase
        self._first_policy = first_policy

    def __call__(self, guild: GuildId, wish: Wish) -> PolicyVersion:
        """Put the first policy in force again and begin to forget all reputation.

        Raises:
            Conflict: twice at the same moment; ask again.
            Unavailable: a table does not answer; ask again.
        """
        version = self._change(guild, self._first_policy, wish)
        self._erase.begin(guild, Scope.REPUTATION, wish.author)

        return version
