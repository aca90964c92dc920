"""A member's record has a deadline: warnings decay, mutes are renewed or end, bans end."""

from datetime import datetime

from app.domain.deadlines.elapse import (
    BanEnded,
    Elapsed,
    Happening,
    MuteEnded,
    elapsed,
    next_deadline,
)
from app.domain.deadlines.orders import orders_after
from app.domain.ids import GuildId
from app.domain.record.case import Case, Outcome
from app.ports.deadlines import Due
from app.ports.errors import Conflict
from app.ports.guilds import Guilds
from app.ports.upkeep import Aged, Upkeep

_NEVER_HAPPENED = frozenset({Outcome.FAILED, Outcome.EXPIRED, Outcome.SUPERSEDED, Outcome.VOIDED})
ATTEMPTS = 3


class AgeStanding:
    """Acts on due members (IS-041, IS-080, IS-081, AC-079). Repeating it changes nothing."""

    def __init__(self, *, upkeep: Upkeep, guilds: Guilds) -> None:
        self._upkeep = upkeep
        self._guilds = guilds

    def __call__(self, due: Due, now: datetime) -> None:
        """Bring one member's record to `now`.

        Raises:
            Conflict: others kept changing it; it stays due.
            Unavailable: it cannot be done now.
        """
        for attempt in range(ATTEMPTS):
            try:
                return self._age(due, now)
            except Conflict:
                if attempt == ATTEMPTS - 1:
                    raise

        return None

    def _age(self, due: Due, now: datetime) -> None:
        stored = self._upkeep.standing(due)
        if stored is None:
            return
        guild, user = stored.member
        policy = self._guilds.policy_of(guild)
        after = elapsed(stored.standing, policy, now)
        due_at = next_deadline(after.standing, policy)
        if not after.happened and due_at == stored.due_at:
            return  # found by an index that lags
        told = self._of_what_happened(guild, after)
        self._upkeep.age(
            Aged(
                member=stored.member,
                standing=after.standing,
                expected_version=stored.standing.version,
                due_at=due_at,
                orders=orders_after(told, guild, user, policy=policy, now=now),
            )
        )

    def _of_what_happened(self, guild: GuildId, after: Elapsed) -> Elapsed:
        """Without the ends of what was never carried out: nobody is told of those."""
        return Elapsed(
            after.standing, tuple(one for one in after.happened if self._is_told(guild, one))
        )

    def _is_told(self, guild: GuildId, happening: Happening) -> bool:
        match happening:
            case MuteEnded(mute=ended):
                number = ended.case
            case BanEnded(ban=over):
                number = over.case
            case _:
                return True
        stored = self._upkeep.case(guild, number) if number is not None else None

        return stored is None or _happened(stored.case)


def _happened(case: Case) -> bool:
    return case.outcome not in _NEVER_HAPPENED
