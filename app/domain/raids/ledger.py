"""What a raid's order has brought so far, read off its ledger and laid over the record."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from app.domain.ids import ChannelId, MessageId, UserId
from app.domain.order import EffectState, LedgerEntry, Order
from app.domain.place import Place
from app.domain.raids.effects import BulkBan, Lockdown, SetSlowmode, ShowRaid
from app.domain.raids.raid import ChannelBefore, Fate, Raid, with_fates

SLOWMODE, ALLOW, DENY = "slowmode", "allow", "deny"
"""In an entry's result: how the channel was before."""
BAN_LIMIT = "ban_limit"
"""The error of an entry: Discord bans no more strangers for now (30035)."""
RETRY_AFTER = timedelta(hours=1)
"""Discord's limit on bans of strangers is soft and lifts within hours."""
MOST_RETRIES = 24
ORDER_PREFIX = "r"
_FATES = tuple(Fate)


def told(fates: Mapping[UserId, Fate]) -> dict[str, str]:
    """What became of members, for an entry's result: one key a fate, ids with spaces between."""
    by_fate: dict[str, list[str]] = {}
    for user, fate in fates.items():
        by_fate.setdefault(str(fate), []).append(str(user))

    return {fate: " ".join(users) for fate, users in by_fate.items()}


def with_ledger(raid: Raid, order: Order) -> Raid:
    """The record with everything that the order's ledger says. Doing it again changes nothing."""
    entries = list(zip(order.effects, order.ledger, strict=True))
    fates: dict[UserId, Fate] = {}
    card = raid.card
    for effect, entry in entries:
        if isinstance(effect, ShowRaid):
            card = card or _place(entry)
        fates |= dict(_fates(entry))
        if isinstance(effect, BulkBan) and entry.error == BAN_LIMIT:
            fates |= dict.fromkeys(_free(raid, effect.users, fates), Fate.WAITING)
    before = {one.channel: one for one in raid.channels}
    for effect, entry in entries:
        if isinstance(effect, SetSlowmode | Lockdown) and effect.channel in before:
            before[effect.channel] = _before(before[effect.channel], entry)

    return with_fates(replace(raid, card=card, channels=tuple(before.values())), fates)


def settled_raid(raid: Raid, order: Order, now: datetime) -> Raid:
    """The record once the order is over; what Discord's limit left out is to be tried again."""
    settled = with_ledger(raid, order)
    if settled.undone_at or not settled.with_fate(Fate.WAITING):
        return replace(settled, retry_at=None)
    if settled.retry_at or settled.retries >= MOST_RETRIES:
        return settled

    return replace(settled, retry_at=now + RETRY_AFTER)


def raid_in(order: Order) -> str | None:
    """The raid that an order is about."""
    parts = order.id.split(":")

    return (
        parts[2] if parts[0] == ORDER_PREFIX and len(parts) > len((ORDER_PREFIX, "guild")) else None
    )


def _fates(entry: LedgerEntry) -> Iterator[tuple[UserId, Fate]]:
    if entry.state is not EffectState.CONFIRMED:
        return
    for fate in _FATES:
        for user in entry.result.get(str(fate), "").split():
            yield UserId(int(user)), fate


def _free(raid: Raid, users: Iterable[UserId], fates: Mapping[UserId, Fate]) -> Iterator[UserId]:
    """Those of the users whom nothing has happened to."""
    known = {**{one.user: one.fate for one in raid.suspects}, **fates}
    left = (Fate.FREE, Fate.TIMED_OUT, Fate.LEFT)

    return (user for user in users if known.get(user) in left)


def _before(known: ChannelBefore, entry: LedgerEntry) -> ChannelBefore:
    result = entry.result
    if SLOWMODE in result and known.slowmode is None:
        known = replace(known, slowmode=int(result[SLOWMODE]))
    if ALLOW in result and known.allow is None:
        known = replace(known, allow=int(result[ALLOW]), deny=int(result[DENY]))

    return known


def _place(entry: LedgerEntry) -> Place | None:
    if "channel" not in entry.result or "message" not in entry.result:
        return None

    return Place(
        channel=ChannelId(int(entry.result["channel"])),
        message=MessageId(int(entry.result["message"])),
    )
