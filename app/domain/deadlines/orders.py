"""What is to be done on Discord, and told, once time changed a member's record."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from app.domain.deadlines.elapse import BanEnded, Decayed, Elapsed, MuteEnded, MuteRenewed
from app.domain.ids import GuildId, UserId
from app.domain.notice import Notice
from app.domain.order import (
    AmendNotice,
    Effect,
    Order,
    RemoveTimeOut,
    SendNotice,
    ShowCase,
    TimeOut,
    Unban,
    plan,
)
from app.domain.policies.policy import Policy

ORDER_LIFETIME = timedelta(hours=24)
"""What ends in the member's favour is right a day later, too."""


def orders_after(
    elapsed: Elapsed, guild: GuildId, user: UserId, *, policy: Policy, now: datetime
) -> tuple[Order, ...]:
    """One order for each kind of thing that happened; of several decays only the last is told."""

    def order(what: str, effects: Sequence[Effect], reason: str, case: int | None = None) -> Order:
        return plan(
            id=f"w:{guild}:{user}:{elapsed.standing.version}:{what}",
            guild=guild,
            effects=tuple(effects),
            decided_at=now,
            expires_at=now + ORDER_LIFETIME,
            audit_reason=reason if case is None else f"[Case #{case}] {reason}",
            user=user,
            case=case,
        )

    def orders() -> Iterator[Order]:
        for ban in [one for one in elapsed.happened if isinstance(one, BanEnded)][-1:]:
            yield order("unban", list(_unban(ban, user, policy)), "The ban is over", ban.ban.case)
        for ended in [one for one in elapsed.happened if isinstance(one, MuteEnded)][-1:]:
            effects = list(_unmute(ended, user, policy))
            if effects:
                yield order("unmute", effects, "The timeout is over", ended.mute.case)
        for held in [one for one in elapsed.happened if isinstance(one, MuteRenewed)][-1:]:
            if elapsed.standing.mute == held.mute:
                renewal = TimeOut(user=user, until=held.mute.held_until, renews=_held(elapsed))
                yield order("renew", [renewal], "The timeout goes on", held.mute.case)
        for decay in [one for one in elapsed.happened if isinstance(one, Decayed)][-1:]:
            if policy.warnings.tell_decay:
                yield order("decay", [_tell(user, decay, policy)], "A warning has decayed")

    return tuple(orders())


def _unban(ended: BanEnded, user: UserId, policy: Policy) -> Iterator[Effect]:
    """Nobody can write to who is not on the server, but the old message can be changed."""
    yield Unban(user=user)
    if ended.ban.case is not None:
        notice = Notice("dm.ban_ended", {"at": int(ended.at.timestamp())})
        yield AmendNotice(user=user, notice=notice, locale=policy.locale)
        if policy.channels.log:
            yield ShowCase(channel=policy.channels.log, locale=policy.locale)


def _unmute(ended: MuteEnded, user: UserId, policy: Policy) -> Iterator[Effect]:
    """Discord ends a time-out on time by itself; only one that ends early has to be lifted."""
    if ended.early:
        yield RemoveTimeOut(user=user)
    if policy.notify:
        key = "dm.mute_lifted" if ended.early else "dm.mute_ended"
        yield SendNotice(user=user, notice=Notice(key), locale=policy.locale)


def _held(elapsed: Elapsed) -> datetime:
    """Until when Discord holds the time-out now: what the first renewal found."""
    first = next(one for one in elapsed.happened if isinstance(one, MuteRenewed))

    return first.before


def _tell(user: UserId, decay: Decayed, policy: Policy) -> SendNotice:
    notice = (
        Notice("dm.warning_decayed", {"count": decay.left})
        if decay.left
        else Notice("dm.warnings_gone")
    )

    return SendNotice(user=user, notice=notice, locale=policy.locale)
