"""Change a member's reputation: the change, what it earns, and the points it makes."""

from collections.abc import Callable
from datetime import datetime

from app.domain.policies.policy import Policy
from app.domain.reputation.award import award
from app.domain.reputation.record import Reputation
from app.ports.errors import Conflict, Unavailable
from app.ports.members import MemberKey
from app.ports.reputations import Kept, Reputations

Change = Callable[[Reputation], Reputation]
_ATTEMPTS = 6


def keep_changed(
    reputations: Reputations,
    member: MemberKey,
    change: Change,
    *,
    policy: Policy,
    now: datetime,
    known: Reputation | None = None,
) -> tuple[Reputation, Reputation] | None:
    """Bring a change onto a member's record, over the version it was read in.

    Args:
        reputations: where records are.
        member: whose.
        change: may be called several times; the same change again must change nothing.
        policy: the guild's.
        now: when.
        known: the record, if it was just read.

    Returns:
        The record before and after; None when the change changed nothing.

    Raises:
        Unavailable: the stores do not answer, or others kept changing the same record.
    """
    for _ in range(_ATTEMPTS):
        before = reputations.of([member])[member] if known is None else known
        changed = change(before)
        awarded = award(changed, guild=member[0], user=member[1], policy=policy, now=now)
        if awarded.record == before:
            return None
        kept = Kept(
            member=member,
            record=awarded.record,
            points=awarded.record.points(policy.reputation, now.date()),
            orders=awarded.orders,
        )
        try:
            reputations.keep(kept)
        except Conflict:
            known = None
            continue
        return before, awarded.record

    raise Unavailable("the member's reputation kept moving")
