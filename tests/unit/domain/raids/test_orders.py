from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.domain.ids import ChannelId, MessageId, UserId
from app.domain.order import EffectState, LedgerEntry, Order
from app.domain.place import Place
from app.domain.policies.policy import Channels, Policy
from app.domain.raids.effects import (
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
from app.domain.raids.ledger import BAN_LIMIT, raid_in, settled_raid, told, with_ledger
from app.domain.raids.level import Level
from app.domain.raids.orders import (
    to_ban,
    to_end,
    to_raise,
    to_retry,
    to_time_out,
    to_undo,
)
from app.domain.raids.policy import RaidPolicy
from app.domain.raids.raid import (
    Fate,
    Raid,
    ended,
    undone,
    with_fates,
    with_messages,
    with_suspects,
)
from app.domain.raids.signs import Part
from tests.factories import GUILD, NOW
from tests.unit.domain.raids.test_raid import a_raid

ADA = UserId(7)
LOG, REVIEW = ChannelId(90), ChannelId(91)
POLICY = Policy(channels=Channels(log=LOG))


def policy(**raids: Any) -> Policy:
    return replace(POLICY, raids=RaidPolicy(**raids))


def with_people(count: int, **changes: Any) -> Raid:
    suspects = {UserId(100 + index): Part.ECHO for index in range(count)}
    places = [Place(channel=ChannelId(5), message=MessageId(index + 1)) for index in range(3)]
    return with_messages(with_suspects(a_raid(**changes), suspects, {}), places)


def kinds(order: Order | None) -> list[str]:
    return [effect.kind for effect in order.effects] if order else []


def ordered(found: tuple[Raid, Order | None]) -> tuple[Raid, Order]:
    raid, order = found
    assert order is not None
    return raid, order


def test_a_raid_pauses_invites_slows_its_channels_and_shows_its_card() -> None:
    """ST-044, RM-004: the default measures bind everybody a little and touch nobody."""
    raid, order = ordered(to_raise(None, with_people(5), POLICY, NOW))
    assert order.effects == (
        SetIncidents(invites_until=NOW + timedelta(hours=1), dms_until=NOW + timedelta(hours=1)),
        SetSlowmode(channel=ChannelId(5), seconds=10),
        ShowRaid(channel=LOG, raid=raid.id, locale="en"),
    )
    assert (order.id, order.guild) == (f"r:{GUILD}:{raid.id}:1", GUILD)
    assert (order.decided_at, order.expires_at) == (NOW, NOW + timedelta(minutes=10))
    assert order.audit_reason == "[Raid #12] Automatic measures"
    assert (raid.orders, raid.shown) == (1, 5)
    assert raid.paused_until == NOW + timedelta(hours=1)


def test_a_watch_orders_nothing() -> None:
    watch = a_raid(level=Level.WATCH)
    assert to_raise(None, watch, POLICY, NOW) == (watch, None)


def test_a_policy_that_does_not_act_only_shows_the_card() -> None:
    """Shadow and review bind nobody."""
    _, order = ordered(to_raise(None, with_people(5), replace(POLICY, enabled=False), NOW))
    assert kinds(order) == ["show_raid"]


def test_each_measure_can_be_chosen() -> None:
    """RM-004: by policy."""
    none = policy(pause_invites=False, pause_dms=False, slowmode=timedelta(0))
    assert kinds(to_raise(None, with_people(5), none, NOW)[1]) == ["show_raid"]
    only_invites = policy(pause_dms=False, slowmode=timedelta(0), pause=timedelta(days=9))
    _, order = ordered(to_raise(None, with_people(5), only_invites, NOW))
    assert order.effects[0] == SetIncidents(invites_until=NOW + timedelta(hours=24), dms_until=None)
    only_lock = policy(slowmode=timedelta(0), lockdown_from=Level.RAID)
    bound, order = ordered(to_raise(None, with_people(5), only_lock, NOW))
    assert kinds(order) == ["set_incidents", "lockdown", "show_raid"]
    assert [one.locked for one in bound.channels] == [True]
    only_dms = policy(pause_invites=False, slowmode=timedelta(0))
    _, order = ordered(to_raise(None, with_people(5), only_dms, NOW))
    assert order.effects[0] == SetIncidents(invites_until=None, dms_until=NOW + timedelta(hours=1))


def test_lockdown_comes_only_when_asked_for_and_from_its_level() -> None:
    """RM-004: off by default."""
    locking = policy(lockdown_from=Level.SIEGE)
    first, order = ordered(to_raise(None, with_people(5), locking, NOW))
    assert "lockdown" not in kinds(order)
    worse = replace(first, level=Level.SIEGE)
    assert kinds(to_raise(first, worse, POLICY, NOW)[1]) == ["show_raid"]  # the card tells it
    locked, order = ordered(to_raise(first, worse, locking, NOW))
    assert order.effects[0] == Lockdown(channel=ChannelId(5))
    assert kinds(order) == ["lockdown", "show_raid"]
    assert to_raise(locked, locked, locking, NOW)[1] is None
    assert kinds(to_end(ended(locked, NOW, ADA), locking, NOW)[1]) == [
        *("set_incidents", "restore_slowmode", "unlock", "show_raid")
    ]


def test_measures_are_ordered_once_and_the_card_renewed_as_it_grows() -> None:
    """ST-044: idempotent."""
    first, _ = ordered(to_raise(None, with_people(10), POLICY, NOW))
    assert to_raise(first, first, POLICY, NOW)[1] is None
    more = with_suspects(first, {UserId(index): Part.ECHO for index in range(4)}, {})
    assert to_raise(first, more, POLICY, NOW)[1] is None
    many = with_suspects(first, {UserId(index): Part.ECHO for index in range(5)}, {})
    again, order = ordered(to_raise(first, many, POLICY, NOW))
    assert kinds(order) == ["show_raid"]
    assert (again.shown, order.id) == (15, f"r:{GUILD}:{again.id}:2")
    elsewhere = with_messages(
        first, [Place(channel=ChannelId(6), message=MessageId(99 + index)) for index in range(9)]
    )
    assert kinds(to_raise(first, elsewhere, POLICY, NOW)[1]) == ["set_slowmode", "show_raid"]


def test_bans_go_by_two_hundred_first_those_who_are_there() -> None:
    """RS-23, P11."""
    raid, order = ordered(to_ban(with_people(230), ADA, POLICY, NOW))
    bans = [effect for effect in order.effects if isinstance(effect, BulkBan)]
    assert [(len(one.users), one.absent) for one in bans] == [
        *((200, False), (30, False), (200, True), (30, True))
    ]
    assert {one.delete_seconds for one in bans} == {3600}
    assert {(one.raid, one.by) for one in bans} == {(raid.id, ADA)}
    assert kinds(order)[:2] == ["bulk_ban", "show_raid"]
    assert raid.banned_by == ADA
    assert order.expires_at == NOW + timedelta(hours=24)
    assert order.audit_reason == "[Raid #12] Suspects banned by 7"


def test_who_was_dealt_with_or_spared_is_not_banned_again() -> None:
    fates = dict(zip((UserId(100 + index) for index in range(7)), Fate, strict=True))
    raid = with_fates(with_people(7), fates)
    _, order = ordered(to_ban(raid, ADA, POLICY, NOW))
    first = order.effects[0]
    assert isinstance(first, BulkBan)
    assert {fates[user] for user in first.users} == {
        *(Fate.FREE, Fate.TIMED_OUT, Fate.LEFT, Fate.WAITING)
    }
    assert to_ban(with_fates(with_people(1), {UserId(100): Fate.BANNED}), ADA, POLICY, NOW)[1] is (
        None
    )


def test_time_outs_go_by_twenty_five_with_one_end() -> None:
    raid, order = ordered(to_time_out(with_people(30), ADA, POLICY, NOW))
    acts = [effect for effect in order.effects if isinstance(effect, BulkTimeOut)]
    assert [len(one.users) for one in acts] == [25, 5]
    assert {(one.raid, one.by) for one in acts} == {(raid.id, ADA)}
    assert {one.until for one in acts} == {NOW + timedelta(hours=24)}
    assert raid.silenced_by == ADA
    assert order.audit_reason == "[Raid #12] Suspects timed out by 7"


def test_an_undo_takes_back_what_was_ordered_and_nothing_else() -> None:
    """RM-004: one Undo."""
    raid, _ = ordered(to_raise(None, with_people(30), POLICY, NOW))
    banned, _ = ordered(to_ban(raid, ADA, POLICY, NOW))
    both, _ = ordered(to_time_out(banned, ADA, POLICY, NOW))
    over, order = ordered(to_undo(undone(both, NOW, ADA), ADA, POLICY, NOW))
    assert over.paused_until is None
    assert order.audit_reason == "[Raid #12] Undone by 7"
    lifted = [effect for effect in order.effects if isinstance(effect, BulkUnban)]
    freed = [effect for effect in order.effects if isinstance(effect, BulkRemoveTimeOut)]
    assert [len(one.users) for one in lifted] == [25, 5]
    assert [len(one.users) for one in freed] == [25, 5]
    assert {(one.raid, one.by) for one in lifted} == {(raid.id, ADA)}
    assert {(one.raid, one.by) for one in freed} == {(raid.id, ADA)}
    assert order.effects[0] == SetIncidents(invites_until=None, dms_until=None)
    assert RestoreSlowmode(raid=raid.id, channel=ChannelId(5)) in order.effects
    _, order = ordered(to_undo(undone(raid, NOW, ADA), ADA, POLICY, NOW))
    assert kinds(order) == ["set_incidents", "restore_slowmode"]
    bare = a_raid()
    _, order = ordered(to_undo(undone(bare, NOW, ADA), ADA, POLICY, NOW))
    assert kinds(order) == ["show_raid"]


def test_the_end_lifts_what_binds_everybody_and_leaves_suspects_as_they_are() -> None:
    raid, _ = ordered(to_raise(None, with_people(5), POLICY, NOW))
    banned, _ = ordered(to_ban(raid, ADA, POLICY, NOW))
    over, order = ordered(to_end(ended(banned, NOW, None), POLICY, NOW))
    assert kinds(order) == ["set_incidents", "restore_slowmode", "show_raid"]
    assert over.paused_until is None
    assert order.audit_reason == "[Raid #12] Over"
    _, by_hand = ordered(to_end(ended(banned, NOW, ADA), POLICY, NOW))
    assert by_hand.audit_reason == "[Raid #12] Over, ended by 7"
    late = NOW + timedelta(hours=1)  # the pause is over by itself
    assert "set_incidents" not in kinds(to_end(ended(banned, late, None), POLICY, late)[1])
    watch = a_raid(level=Level.WATCH, number=None)
    assert to_end(ended(watch, NOW, None), POLICY, NOW)[1] is None


def test_without_a_channel_there_is_no_card_and_the_review_channel_comes_first() -> None:
    bare = replace(POLICY, channels=Channels())
    assert "show_raid" not in kinds(to_raise(None, with_people(5), bare, NOW)[1])
    both = replace(POLICY, channels=Channels(log=LOG, review=REVIEW))
    _, order = ordered(to_raise(None, with_people(5), both, NOW))
    assert order.effects[-1] == ShowRaid(channel=REVIEW, raid=a_raid().id, locale="en")


def done(order: Order, *results: dict[str, str] | str) -> Order:
    """The order with its first effects confirmed, or failed where an error is given."""
    entries = [
        LedgerEntry(state=EffectState.FAILED, error=result)
        if isinstance(result, str)
        else LedgerEntry(state=EffectState.CONFIRMED, result=result)
        for result in results
    ]
    rest = order.ledger[len(entries) :]

    return replace(order, ledger=(*entries, *rest))


def test_what_became_of_members_is_read_off_the_ledger() -> None:
    """ST-018: members."""
    raid, order = ordered(to_ban(with_people(3), ADA, POLICY, NOW))
    first, second, third = (one.user for one in raid.suspects)
    fates = {first: Fate.BANNED, second: Fate.SPARED, third: Fate.LEFT}
    after = done(order, told(fates), {"channel": "90", "message": "55"})
    found = with_ledger(raid, after)
    assert {one.user: one.fate for one in found.suspects} == fates
    assert found.card == Place(channel=LOG, message=MessageId(55))
    assert with_ledger(found, after) == found
    assert with_ledger(raid, order) == raid
    assert with_ledger(found, order) == found
    half = done(order, told(fates), {"channel": "90"})
    assert with_ledger(raid, half).card is None


def test_a_limit_of_discord_makes_the_rest_wait_for_an_hour() -> None:
    """P11, RS-6: 30035."""
    raid, order = ordered(to_ban(with_people(2), ADA, POLICY, NOW))
    first, second = (one.user for one in raid.suspects)
    after = done(order, told({first: Fate.BANNED, second: Fate.LEFT}), {}, BAN_LIMIT)
    settled = settled_raid(raid, after, NOW)
    assert settled.with_fate(Fate.WAITING) == (second,)
    assert settled.with_fate(Fate.BANNED) == (first,)
    assert settled.retry_at == NOW + timedelta(hours=1)
    assert settled_raid(settled, after, NOW + timedelta(minutes=5)).retry_at == settled.retry_at

    tried, again = ordered(to_retry(settled, POLICY, NOW + timedelta(hours=1)))
    assert again.effects[0] == BulkBan(raid=raid.id, users=(second,), by=ADA, absent=True)
    assert (tried.retry_at, tried.retries) == (None, 1)
    assert again.audit_reason == "[Raid #12] Waiting bans"
    caught = settled_raid(tried, done(again, told({second: Fate.BANNED})), NOW)
    assert (caught.retry_at, caught.with_fate(Fate.WAITING)) == (None, ())
    tired = replace(settled, retry_at=None, retries=24)
    assert settled_raid(tired, again, NOW).retry_at is None
    assert to_retry(caught, POLICY, NOW)[1] is None
    assert settled_raid(undone(settled, NOW, ADA), after, NOW).retry_at is None


def test_how_channels_were_before_is_kept_once() -> None:
    """What is restored is what was there, also when an order is carried out twice."""
    locking = policy(lockdown_from=Level.RAID)
    raid, order = ordered(to_raise(None, with_people(5), locking, NOW))
    after = done(order, {}, {"slowmode": "3"}, {"allow": "1024", "deny": "64"})
    found = with_ledger(raid, after)
    (before,) = found.channels
    assert (before.slowmode, before.allow, before.deny) == (3, 1024, 64)
    later = done(order, {}, {"slowmode": "10"}, {"allow": "0", "deny": "2048"})
    assert with_ledger(found, later).channels == found.channels
    assert (
        Unlock(raid=raid.id, channel=ChannelId(5))
        in (to_end(ended(found, NOW, None), locking, NOW)[1] or order).effects
    )


def test_an_order_names_its_raid() -> None:
    _, order = ordered(to_raise(None, with_people(5), POLICY, NOW))
    assert raid_in(order) == a_raid().id
    assert raid_in(replace(order, id="m:1:2")) is None
    assert raid_in(replace(order, id="r:1")) is None


@given(st.dictionaries(st.integers(100, 140).map(UserId), st.sampled_from(list(Fate))))
def test_fates_survive_the_ledger(fates: dict[UserId, Fate]) -> None:
    raid, order = ordered(to_ban(with_people(40), ADA, POLICY, NOW))
    found = with_ledger(raid, done(order, told(fates)))
    known = {user: fate for user, fate in fates.items() if user < UserId(140)}
    assert {one.user: one.fate for one in found.suspects if one.user in known} == known
