"""Award: new achievements onto the record, and the orders that tell of them (LK-023, LK-044)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.ids import GuildId, UserId
from app.domain.notice import Notice
from app.domain.order import Order, SendNotice, plan
from app.domain.policies.policy import Policy
from app.domain.reputation.achievements import earned
from app.domain.reputation.record import Reputation

TOLD_WITHIN = timedelta(hours=24)
"""Good news is still welcome a day later."""


@dataclass(frozen=True, slots=True)
class Awarded:
    """A record with what was earned, and one order for each notice."""

    record: Reputation
    orders: tuple[Order, ...] = ()


def award(
    record: Reputation, *, guild: GuildId, user: UserId, policy: Policy, now: datetime
) -> Awarded:
    """Award what is earned and not awarded yet. An achievement's order is the same every time."""
    new = [one.key for one in earned(record, policy.reputation, now.date())]
    if not new:
        return Awarded(record)
    tells = policy.notify and policy.reputation.announce

    return Awarded(
        record.awarded(dict.fromkeys(new, now)),
        tuple(_order(key, guild, user, policy, now) for key in new) if tells else (),
    )


def _order(key: str, guild: GuildId, user: UserId, policy: Policy, now: datetime) -> Order:
    return plan(
        id=f"w:{guild}:{user}:achievement:{key}",
        guild=guild,
        effects=(
            SendNotice(user=user, notice=Notice(f"dm.achievement.{key}"), locale=policy.locale),
        ),
        decided_at=now,
        expires_at=now + TOLD_WITHIN,
        audit_reason="Achievement",
        user=user,
    )
