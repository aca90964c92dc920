"""Change a guild's policy: a new version, by somebody, with a word on why."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.domain.errors import NotFound, PolicyInvalid, Refused
from app.domain.ids import GuildId, UserId
from app.domain.notice import Notice
from app.domain.policies.book import MAX_COMMENT, Change, PolicyBook, PolicyVersion, says_the_same
from app.domain.policies.policy import Policy
from app.ports.errors import Conflict, Unavailable
from app.ports.policies import Policies

ATTEMPTS = 5
"""Times a change is made again when somebody else's came between."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants: who, why, from when, and which version they were looking at.

    With `seen` the change is refused when another version is in force by now: nobody should
    overwrite what they have not read.
    """

    author: UserId | None = None
    by_operator: bool = False
    comment: str = ""
    active_from: datetime | None = None
    seen: int | None = None


class ChangePolicy:
    """Writes versions of policies.

    `faults_of` checks them; it takes RE2, which whoever only takes presets and goes back can spare.
    """

    def __init__(
        self,
        *,
        policies: Policies,
        clock: Callable[[], datetime],
        faults_of: Callable[[Policy], tuple[str, ...]],
    ) -> None:
        self._policies = policies
        self._clock = clock
        self._faults_of = faults_of

    def __call__(self, guild: GuildId, policy: Policy, wish: Wish) -> PolicyVersion:
        """Put the policy in force, now or from a time on; saying the same again changes nothing.

        Raises:
            PolicyInvalid: it names every fault.
            Refused: another version is in force than the person has seen, or the comment is long.
            Unavailable: the table does not answer, or others change the policy all the time.
        """
        faults = self._faults_of(policy)
        if faults:
            raise PolicyInvalid(faults)

        return self._written(guild, policy, wish)

    def back_to(self, guild: GuildId, number: int, wish: Wish) -> PolicyVersion:
        """Go back: a new version that says what version `number` said.

        Old versions were sound when they were made and are taken as they are.

        Raises:
            NotFound: there is no such version.
        """
        old = self._policies.version_of(guild, number)
        if old is None:
            raise NotFound(Notice("error.no_policy_version", {"number": number}))

        return self._written(guild, old.policy, wish, restores=number)

    def _written(
        self, guild: GuildId, policy: Policy, wish: Wish, *, restores: int | None = None
    ) -> PolicyVersion:
        if len(wish.comment) > MAX_COMMENT:
            raise Refused(Notice("error.policy_comment", {"limit": MAX_COMMENT}))
        for _ in range(ATTEMPTS):
            now = self._clock()
            book = self._policies.book_of(guild).at(now)
            if wish.seen is not None and book.current.number != wish.seen:
                raise Refused(Notice("error.policy_moved", {"number": book.current.number}))
            if _holds_already(book, policy, wish):
                return book.current
            change = Change(
                at=now,
                author=wish.author,
                by_operator=wish.by_operator,
                comment=wish.comment,
                active_from=wish.active_from,
                restores=restores,
            )
            changed = book.with_version(policy, change)
            added = changed.upcoming or changed.current
            try:
                self._policies.write(guild, changed, added)
            except Conflict:
                continue
            return added

        raise Unavailable("the guild's policy kept moving")


def _holds_already(book: PolicyBook, policy: Policy, wish: Wish) -> bool:
    """Nothing waits, and what is in force says the same."""
    return (
        wish.active_from is None
        and book.upcoming is None
        and says_the_same(book.current.policy, policy)
    )
