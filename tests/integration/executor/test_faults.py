"""Every effect meets every kind of trouble: each happens exactly once, and the order is finished.

The fake Discord's own log is the truth: `applied` counts what really changed.
"""

import itertools
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from app.domain.action import Action
from app.domain.ids import ChannelId, MessageId
from app.domain.notice import Notice
from app.domain.order import (
    AmendNotice,
    Ban,
    DeleteMessages,
    Effect,
    EffectState,
    Kick,
    OrderState,
    RemoveTimeOut,
    SendNotice,
    ShowCase,
    TimeOut,
    Unban,
)
from app.domain.place import Place
from app.ports.errors import Unavailable
from tests.execution import Execution

TROUBLE: dict[str, dict[str, Any]] = {
    "an error before it": {"kind": "error_before", "status": 503},
    "an error after it": {"kind": "error_after", "status": 500},
    "a reset before it": {"kind": "reset_before"},
    "a lost reply": {"kind": "reply_lost"},
    "a rate limit": {"kind": "rate_limited", "seconds": 0.3},
    "a shared rate limit": {"kind": "rate_limited", "seconds": 0.3, "scope": "shared"},
    "a global rate limit": {"kind": "rate_limited", "seconds": 0.3, "scope": "global"},
}


def time_out(run: Execution) -> Effect:
    return TimeOut(user=run.member("mia"), until=run.clock.now() + timedelta(hours=1))


def remove_time_out(run: Execution) -> Effect:
    run.fake.control.act(
        "moderate", guild=str(run.guild), by="max", act="timeout", user="mia", seconds=3600
    )
    return RemoveTimeOut(user=run.member("mia"))


def kick(run: Execution) -> Effect:
    return Kick(user=run.member("mia"))


def ban(run: Execution) -> Effect:
    return Ban(user=run.member("mia"), delete_seconds=3600)


def unban(run: Execution) -> Effect:
    run.fake.control.act("moderate", guild=str(run.guild), by="max", act="ban", user="mia")
    return Unban(user=run.member("mia"))


def delete_one(run: Execution) -> Effect:
    return DeleteMessages(channel=run.channel("general"), messages=(run.say("mia", "a word"),))


def delete_many(run: Execution) -> Effect:
    said = tuple(run.say("mia", f"word {number}") for number in range(3))
    return DeleteMessages(channel=run.channel("general"), messages=said)


def send_notice(run: Execution) -> Effect:
    return SendNotice(user=run.member("mia"), notice=Notice("dm.warn"), locale="en")


def show_case(run: Execution) -> Effect:
    return ShowCase(channel=run.channel("mod-log"), locale="en")


EFFECTS: dict[str, tuple[Callable[[Execution], Effect], str]] = {
    "time_out": (time_out, "update_guild_member"),
    "remove_time_out": (remove_time_out, "update_guild_member"),
    "kick": (kick, "delete_guild_member"),
    "ban": (ban, "ban_user_from_guild"),
    "unban": (unban, "unban_user_from_guild"),
    "delete_one": (delete_one, "delete_message"),
    "delete_many": (delete_many, "bulk_delete_messages"),
    "send_notice": (send_notice, "create_message"),
    "show_case": (show_case, "create_message"),
}


def pairs() -> Iterator[Any]:
    """All of them; by default every effect with the worst trouble, and one with every trouble."""
    for effect, trouble in itertools.product(EFFECTS, TROUBLE):
        by_default = trouble == "a lost reply" or effect == "kick"
        yield pytest.param(effect, trouble, marks=() if by_default else pytest.mark.slow)


@pytest.mark.parametrize(("effect", "trouble"), list(pairs()))
def test_an_effect_that_meets_trouble_happens_exactly_once(
    run: Execution, effect: str, trouble: str
) -> None:
    """AC-053, ST-059, RS-3, RS-6, contracts 1.8: errors are retried, and nothing happens twice."""
    make, operation = EFFECTS[effect]
    made = make(run)
    run.clock.skip(timedelta(seconds=1))
    order = run.case_order(Action.WARN, made)
    before = run.done().count(operation)
    run.fault(operation, **TROUBLE[trouble])

    assert run.carry_out(order.id) is OrderState.DONE

    assert run.stored(order).ledger[0].state is EffectState.CONFIRMED
    if operation == "create_message":
        shown = run.dms("mia") if effect == "send_notice" else run.messages("mod-log")
        assert len(shown) == 1
    happened = run.done().count(operation) - before
    assert happened == 1 or (effect == "delete_many" and happened == 2), "gone twice is gone once"
    assert run.carry_out(order.id) is OrderState.DONE, "a second delivery"
    assert run.done().count(operation) - before == happened


def test_trouble_that_does_not_end_leaves_the_order_for_later(run: Execution) -> None:
    order = run.case_order(Action.TIMEOUT, time_out(run))
    run.fault("update_guild_member", "error_before", status=503, count=None)

    with pytest.raises(Unavailable):
        run.carry_out(order.id)
    assert run.stored(order).state is OrderState.OPEN
    run.no_faults()

    assert run.carry_out(order.id) is OrderState.DONE
    assert run.done() == ["update_guild_member"]


def test_opening_a_dm_is_repeated_freely_since_nobody_sees_it(run: Execution) -> None:
    order = run.case_order(Action.WARN, send_notice(run))
    run.fault("create_dm", "reply_lost")

    assert run.carry_out(order.id) is OrderState.DONE
    assert len(run.dms("mia")) == 1


def test_a_dm_that_was_begun_is_repeated_without_opening_its_channel_anew(run: Execution) -> None:
    """Contracts 1.8: there are two minutes for it, and opening channels is scarce."""
    order = run.case_order(Action.WARN, send_notice(run))
    run.fault("create_message", "reply_lost", count=None)
    with pytest.raises(Unavailable):
        run.carry_out(order.id)
    run.fault("create_dm", "error_before", status=503, count=None)

    assert run.carry_out(order.id) is OrderState.DONE
    assert len(run.dms("mia")) == 1


def test_an_edit_is_repeated_when_its_reply_is_lost(run: Execution) -> None:
    first = run.case_order(Action.WARN, send_notice(run), show_case(run))
    run.carry_out(first.id)
    case = run.case_of(first)
    again = run.order(
        AmendNotice(user=run.member("mia"), notice=Notice("dm.appeal_denied"), locale="en"),
        show_case(run),
        case=case.number,
    )
    run.fault("update_message", "reply_lost")

    assert run.carry_out(again.id) is OrderState.DONE
    assert len(run.dms("mia")) == len(run.messages("mod-log")) == 1
    assert "denied" in run.dms("mia")[0]["embeds"][0]["description"]


def test_a_card_that_a_moderator_removed_stays_removed(run: Execution) -> None:
    order = run.case_order(
        Action.WARN,
        show_case(run),
        of_case={"log": Place(channel=ChannelId(run.channel("mod-log")), message=MessageId(1))},
    )

    assert run.carry_out(order.id) is OrderState.DONE
    assert run.messages("mod-log") == []
