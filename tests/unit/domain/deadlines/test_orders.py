from datetime import datetime, timedelta

import pytest

from app.domain.deadlines.elapse import Elapsed, elapsed
from app.domain.deadlines.orders import orders_after
from app.domain.ids import ChannelId, GuildId, UserId
from app.domain.order import (
    AmendNotice,
    Effect,
    Order,
    RemoveTimeOut,
    SendNotice,
    ShowCase,
    TimeOut,
    Unban,
)
from app.domain.policies.policy import Channels, Policy, WarningLadder
from app.domain.record.mute import mute
from app.domain.record.standing import Standing, TemporaryBan
from tests.factories import NOW

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
GUILD, USER = GuildId(5), UserId(6)
POLICY = Policy(channels=Channels(log=ChannelId(9)), locale="ru")


def orders(standing: Standing, at: datetime, policy: Policy = POLICY) -> tuple[Order, ...]:
    return orders_after(elapsed(standing, policy, at), GUILD, USER, policy=policy, now=at)


def effects(standing: Standing, at: datetime, policy: Policy = POLICY) -> list[Effect]:
    return [one for order in orders(standing, at, policy) for one in order.effects]


@pytest.mark.parametrize(
    ("warnings", "key", "left"), [(3, "dm.warning_decayed", 2), (1, "dm.warnings_gone", None)]
)
def test_a_decay_is_told_in_the_guild_s_language(warnings: int, key: str, left: int | None) -> None:
    """IS-036"""
    standing = Standing(warnings=warnings, warned_at=NOW)
    (notice,) = effects(standing, NOW + POLICY.warnings.decay_at(warnings))

    assert isinstance(notice, SendNotice)
    assert (notice.user, notice.locale, notice.notice.key) == (USER, "ru", key)
    assert notice.notice.params.get("count") == left


def test_of_several_decays_the_last_is_told() -> None:
    (notice,) = effects(Standing(warnings=3, warned_at=NOW), NOW + 36 * DAY)

    assert isinstance(notice, SendNotice)
    assert notice.notice.params["count"] == 1


def test_a_mute_that_ends_on_time_needs_no_call_of_discord() -> None:
    """IS-044"""
    (notice,) = effects(Standing(mute=mute(NOW, HOUR, case=7)), NOW + HOUR)

    assert isinstance(notice, SendNotice)
    assert notice.notice.key == "dm.mute_ended"


def test_a_mute_that_ends_early_is_lifted_first() -> None:
    """IS-035"""
    standing = Standing(
        warnings=1, warned_at=NOW, mute=mute(NOW, 20 * DAY, case=7, of_warnings=True)
    )
    kinds = [type(one) for one in effects(standing, NOW + 7 * DAY)]

    assert kinds == [RemoveTimeOut, SendNotice, SendNotice]


def test_where_members_are_not_told_only_what_must_be_done_is_done() -> None:
    silent = Policy(notify=False, warnings=WarningLadder(tell_decay=False))
    standing = Standing(warnings=1, warned_at=NOW, mute=mute(NOW, 20 * DAY, of_warnings=True))

    assert [type(one) for one in effects(standing, NOW + 7 * DAY, silent)] == [RemoveTimeOut]
    assert effects(Standing(mute=mute(NOW, HOUR)), NOW + HOUR, silent) == []


def test_a_ban_that_ends_is_lifted_and_the_old_message_changed() -> None:
    """AC-079, IS-134: nobody can write to who is not on the server."""
    standing = Standing(ban=TemporaryBan(until=NOW + DAY, case=8))
    (order,) = orders(standing, NOW + DAY)

    assert [type(one) for one in order.effects] == [Unban, AmendNotice, ShowCase]
    assert order.case == 8
    assert order.audit_reason == "[Case #8] The ban is over"


@pytest.mark.parametrize(
    ("case", "policy", "kinds"),
    [(None, POLICY, [Unban]), (8, Policy(), [Unban, AmendNotice])],
)
def test_without_a_case_or_a_log_there_is_less_to_show(
    case: int | None, policy: Policy, kinds: list[type]
) -> None:
    standing = Standing(ban=TemporaryBan(until=NOW + DAY, case=case))

    assert [type(one) for one in effects(standing, NOW + DAY, policy)] == kinds


def test_a_renewal_says_what_it_found_and_how_long_it_holds() -> None:
    """IS-040"""
    standing = Standing(mute=mute(NOW, 60 * DAY))
    (renewal,) = effects(standing, NOW + 27 * DAY)

    assert renewal == TimeOut(user=USER, until=NOW + 55 * DAY, renews=NOW + 28 * DAY)


def test_after_a_long_outage_one_renewal_takes_up_what_discord_had() -> None:
    standing = Standing(mute=mute(NOW, 100 * DAY))
    (renewal,) = effects(standing, NOW + 60 * DAY)

    assert renewal == TimeOut(user=USER, until=NOW + 82 * DAY, renews=NOW + 28 * DAY)


def test_a_mute_that_ended_meanwhile_is_not_renewed() -> None:
    kinds = [type(one) for one in effects(Standing(mute=mute(NOW, 40 * DAY)), NOW + 50 * DAY)]

    assert kinds == [SendNotice]


def test_orders_are_named_by_the_record_they_come_with() -> None:
    """IS-117: the same sweep twice makes the same orders, which are stored once."""
    standing = Standing(
        warnings=1,
        warned_at=NOW,
        mute=mute(NOW, HOUR, case=7),
        version=4,
        ban=TemporaryBan(until=NOW + DAY),
    )
    at = NOW + 8 * DAY
    names = [order.id for order in orders(standing, at)]

    assert names == [f"w:5:6:5:{what}" for what in ("unban", "unmute", "decay")]
    assert names == [order.id for order in orders(standing, at)]
    assert all(order.group == "5:6" for order in orders(standing, at))


def test_nothing_follows_from_nothing() -> None:
    assert orders_after(Elapsed(Standing()), GUILD, USER, policy=POLICY, now=NOW) == ()
