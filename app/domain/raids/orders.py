"""The orders that a raid brings: to raise it, to deal with its suspects, to end it, to undo it.

Each function gives the raid with the order noted in it, and the order. The order's id counts the
raid's orders, so that writing both over the raid's version makes each order exactly once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from app.domain.ids import ChannelId, UserId
from app.domain.order import Effect, Order, plan
from app.domain.policies.policy import Policy
from app.domain.raids.effects import (
    BATCH,
    BULK,
    BulkBan,
    BulkRemoveTimeOut,
    BulkTimeOut,
    BulkUnban,
    Lockdown,
    RestoreSlowmode,
    SetIncidents,
    SetSlowmode,
    ShowRaid,
    Unlock,
)
from app.domain.raids.ledger import ORDER_PREFIX
from app.domain.raids.policy import LONGEST_PAUSE
from app.domain.raids.raid import ChannelBefore, Fate, Raid, channels_of

MEASURES_HOLD = timedelta(minutes=10)
"""A raid's own measures that were not begun by then come too late."""
ORDERED_HOLDS = timedelta(hours=24)
"""What a moderator ordered is still right a day later."""
GROWN_BY, GROWN_AT_LEAST = 1.25, 5
"""The card is renewed when there are a quarter more suspects, and at least five."""
_TOUCHABLE = frozenset({Fate.FREE, Fate.TIMED_OUT, Fate.LEFT, Fate.WAITING})

Ordered = tuple[Raid, Order | None]
Nothing: Sequence[Effect] = ()


def to_raise(before: Raid | None, raid: Raid, policy: Policy, now: datetime) -> Ordered:
    """What the raid does by itself: measures of the policy, and the card for the moderators.

    Args:
        before: the raid as it was on record; None for a new one.
        raid: as it is now.
        policy: the guild's.
        now: the moment.
    """
    if not raid.level.is_raid:
        return raid, None
    bound, pause, binding = raid, Nothing, Nothing
    if policy.acts:
        paused, pause = _pause(raid, policy, now)
        bound, binding = _binding(paused, policy)
    risen = before is None or before.level is not raid.level
    grown = len(raid.suspects) >= max(GROWN_BY * raid.shown, raid.shown + GROWN_AT_LEAST)
    measures = (*pause, *binding)
    if not measures and not risen and not grown:
        return raid, None

    return _ordered(
        replace(bound, shown=len(raid.suspects)),
        (*measures, *_card(raid, policy)),
        now=now,
        lifetime=MEASURES_HOLD,
        why="Automatic measures",
    )


def to_ban(raid: Raid, by: UserId, policy: Policy, now: datetime) -> Ordered:
    """Ban the suspects, 200 a call; those who left come last, since such bans are scarce."""
    users = _touchable(raid)
    seconds = int(policy.raids.delete_messages.total_seconds())
    effects: list[Effect] = []
    for absent in (False, True):
        for some in _parts(users, BULK):
            effects.append(
                BulkBan(raid=raid.id, users=some, by=by, absent=absent, delete_seconds=seconds)
            )
            effects += _card(raid, policy)

    return _ordered(replace(raid, banned_by=by), effects, now=now, why=f"Suspects banned by {by}")


def to_time_out(raid: Raid, by: UserId, policy: Policy, now: datetime) -> Ordered:
    """Silence the suspects for as long as the policy says."""
    until = now + policy.raids.timeout
    effects: list[Effect] = []
    for some in _parts(raid.with_fate(Fate.FREE), BATCH):
        effects.append(BulkTimeOut(raid=raid.id, users=some, until=until, by=by))
        effects += _card(raid, policy)
    why = f"Suspects timed out by {by}"

    return _ordered(replace(raid, silenced_by=by), effects, now=now, why=why)


def to_retry(raid: Raid, policy: Policy, now: datetime) -> Ordered:
    """Another try to ban those who left and whom Discord did not take; in the same name."""
    waiting = raid.with_fate(Fate.WAITING)
    tried = replace(raid, retry_at=None, retries=raid.retries + 1)
    if raid.banned_by is None or not waiting:
        return tried, None
    effects: list[Effect] = [
        BulkBan(raid=raid.id, users=some, by=raid.banned_by, absent=True)
        for some in _parts(waiting, BULK)
    ]

    return _ordered(tried, [*effects, *_card(raid, policy)], now=now, why="Waiting bans")


def to_end(raid: Raid, policy: Policy, now: datetime) -> Ordered:
    """Lift what binds everybody. What was done about suspects stays."""
    effects = (*_lifts(raid, now), *_card(raid, policy))
    if not raid.number:
        return raid, None

    return _ordered(
        replace(raid, paused_until=None), effects, now=now, why=f"Over{_by(raid.ended_by)}"
    )


def to_undo(raid: Raid, by: UserId, policy: Policy, now: datetime) -> Ordered:
    """Take everything back: bans, time-outs, and what binds everybody."""
    users = tuple(one.user for one in raid.suspects)
    effects: list[Effect] = [*_lifts(raid, now)]
    if raid.banned_by:
        for some in _parts(users, BATCH):
            effects.append(BulkUnban(raid=raid.id, users=some, by=by))
            effects += _card(raid, policy)
    if raid.silenced_by:
        for some in _parts(users, BATCH):
            effects.append(BulkRemoveTimeOut(raid=raid.id, users=some, by=by))
            effects += _card(raid, policy)

    return _ordered(
        replace(raid, paused_until=None),
        effects or _card(raid, policy),
        now=now,
        why=f"Undone by {by}",
    )


def _pause(raid: Raid, policy: Policy, now: datetime) -> tuple[Raid, Sequence[Effect]]:
    terms = policy.raids
    if raid.paused_until or not (terms.pause_invites or terms.pause_dms):
        return raid, ()
    until = now + min(terms.pause, LONGEST_PAUSE)
    effect = SetIncidents(
        invites_until=until if terms.pause_invites else None,
        dms_until=until if terms.pause_dms else None,
    )

    return replace(raid, paused_until=until), (effect,)


def _binding(raid: Raid, policy: Policy) -> tuple[Raid, Sequence[Effect]]:
    """Slowmode and lockdown where the raid is, in channels that have it not yet."""
    terms, known = policy.raids, {one.channel: one for one in raid.channels}
    seconds = int(terms.slowmode.total_seconds())
    locks = terms.lockdown_from is not None and raid.level.severity >= terms.lockdown_from.severity
    effects: list[Effect] = []
    for channel in channels_of(raid):
        if channel not in known and (seconds or locks):
            known[channel] = ChannelBefore(channel=channel)
            if seconds:
                effects.append(SetSlowmode(channel=channel, seconds=seconds))
        if locks and not known[channel].locked:
            known[channel] = replace(known[channel], locked=True)
            effects.append(Lockdown(channel=channel))

    return replace(raid, channels=tuple(known.values())), effects


def _lifts(raid: Raid, now: datetime) -> Iterator[Effect]:
    if raid.paused_until and now < raid.paused_until:
        yield SetIncidents(invites_until=None, dms_until=None)
    for one in raid.channels:
        yield RestoreSlowmode(raid=raid.id, channel=one.channel)
        if one.locked:
            yield Unlock(raid=raid.id, channel=one.channel)


def _card(raid: Raid, policy: Policy) -> tuple[Effect, ...]:
    channel = card_channel(policy)
    if channel is None:
        return ()

    return (ShowRaid(channel=channel, raid=raid.id, locale=policy.locale),)


def card_channel(policy: Policy) -> ChannelId | None:
    """Where cards of raids go; None: nowhere."""
    return policy.channels.review or policy.channels.log


def _touchable(raid: Raid) -> tuple[UserId, ...]:
    return tuple(one.user for one in raid.suspects if one.fate in _TOUCHABLE)


def _parts(users: Sequence[UserId], size: int) -> Iterator[tuple[UserId, ...]]:
    for start in range(0, len(users), size):
        yield tuple(users[start : start + size])


def _by(user: UserId | None) -> str:
    return f", ended by {user}" if user else ""


def _ordered(
    raid: Raid,
    effects: Sequence[Effect],
    *,
    now: datetime,
    why: str,
    lifetime: timedelta = ORDERED_HOLDS,
) -> Ordered:
    """The raid with one more order; none without effects."""
    if not effects:
        return raid, None
    noted = replace(raid, orders=raid.orders + 1)

    return noted, plan(
        id=f"{ORDER_PREFIX}:{raid.guild}:{raid.id}:{noted.orders}",
        guild=raid.guild,
        effects=tuple(effects),
        decided_at=now,
        expires_at=now + lifetime,
        audit_reason=f"[Raid #{raid.number}] {why}",
    )
