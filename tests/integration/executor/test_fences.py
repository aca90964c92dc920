"""What stops an order: time, people, and what Discord would refuse anyway."""

import threading
from datetime import timedelta
from typing import Any

import pytest

from app.domain.action import Action, Mode
from app.domain.notice import Notice
from app.domain.order import (
    Ban,
    Kick,
    Order,
    OrderState,
    SendNotice,
    ShowCase,
    TimeOut,
)
from app.domain.policies.policy import Policy
from app.domain.record.case import Outcome
from app.domain.record.standing import Standing
from app.ports.errors import Conflict, PortError, Unavailable
from app.ports.ledger import Ledger
from app.services.order_in_hand import OrderInHand
from tests.execution import Execution, carrying_out

ACTED = {"update_guild_member", "delete_guild_member", "ban_user_from_guild"}


def a_ban(run: Execution, user: str = "mia", **changes: Any) -> Order:
    return run.case_order(
        Action.BAN,
        SendNotice(user=run.member(user), notice=Notice("dm.ban"), locale="en"),
        Ban(user=run.member(user)),
        ShowCase(channel=run.channel("mod-log"), locale="en"),
        user=user,
        **changes,
    )


def a_timeout(run: Execution, user: str = "mia", **changes: Any) -> Order:
    return run.case_order(
        Action.TIMEOUT,
        TimeOut(user=run.member(user), until=run.clock.now() + timedelta(hours=1)),
        SendNotice(user=run.member(user), notice=Notice("dm.timeout", {"until": 1}), locale="en"),
        ShowCase(channel=run.channel("mod-log"), locale="en"),
        user=user,
        **changes,
    )


def assert_left_alone(
    run: Execution, order: Order, state: OrderState, reason: str, user: str = "mia"
) -> None:
    assert run.carry_out(order.id) is state
    assert run.stored(order).state_reason == reason
    assert not ACTED & set(run.done())
    assert run.dms(user) == [], "nobody is told of what does not happen"
    case = run.case_of(order)
    assert (case.outcome, case.outcome_reason) == (Outcome(str(state)), reason)
    assert len(run.messages("mod-log")) == 1, "moderators see what became of it"


def test_an_order_that_comes_too_late_is_not_begun(run: Execution) -> None:
    order = a_ban(run)
    run.clock.skip(timedelta(minutes=11))

    assert_left_alone(run, order, OrderState.EXPIRED, "expired")


def test_an_order_that_was_begun_is_finished_even_late(run: Execution) -> None:
    order = a_timeout(run)
    run.fault("create_message", "refuse", status=403, code=40333)
    with pytest.raises(Unavailable):
        run.carry_out(order.id)
    run.clock.skip(timedelta(minutes=11))

    assert run.carry_out(order.id) is OrderState.DONE
    assert len(run.dms("mia")) == 1


def test_a_person_s_later_act_on_record_comes_first(run: Execution) -> None:
    order = a_timeout(run)
    run.keep_standing(
        run.member("mia"), Standing(human_action_at=order.decided_at + timedelta(seconds=1))
    )

    assert_left_alone(run, order, OrderState.SUPERSEDED, "human_acted")


def test_a_person_s_earlier_act_is_no_obstacle(run: Execution) -> None:
    order = a_timeout(run)
    run.keep_standing(
        run.member("mia"), Standing(human_action_at=order.decided_at - timedelta(seconds=1))
    )

    assert run.carry_out(order.id) is OrderState.DONE


def test_a_person_s_later_act_in_the_audit_log_comes_first(run: Execution) -> None:
    """Before a kick or ban the audit log is asked, since our record may lag."""
    order = a_ban(run)
    run.clock.skip(timedelta(seconds=1))
    for act in ("ban", "unban"):
        run.fake.control.act("moderate", guild=str(run.guild), by="max", act=act, user="mia")

    assert run.carry_out(order.id) is OrderState.SUPERSEDED
    assert run.stored(order).state_reason == "human_acted"
    assert not run.standing_of("mia")["banned"]


def test_our_own_entries_in_the_audit_log_are_nobody_s_later_act(run: Execution) -> None:
    order = a_ban(run)
    run.clock.skip(timedelta(seconds=1))
    run.carry_out(a_timeout(run).id)

    assert run.carry_out(order.id) is OrderState.DONE


def test_a_voided_case_is_not_carried_out(run: Execution) -> None:
    order = a_ban(run, of_case={"voided_by": 51, "outcome": Outcome.VOIDED})

    assert run.carry_out(order.id) is OrderState.SUPERSEDED
    assert run.done() == ["create_message"], "only the card"
    assert run.case_of(order).outcome is Outcome.VOIDED


def test_the_kill_switch_stops_what_was_decided_before(run: Execution) -> None:
    order = a_timeout(run)
    run.keep_policy(Policy(mode=Mode.SHADOW))

    assert_left_alone(run, order, OrderState.SUPERSEDED, "switched_off")


def test_a_member_who_left_cannot_be_kicked(run: Execution) -> None:
    """AC-041."""
    run.fake.control.act("leave", guild=str(run.guild), user="tom")
    order = run.case_order(
        Action.KICK,
        SendNotice(user=run.member("tom"), notice=Notice("dm.kick"), locale="en"),
        Kick(user=run.member("tom")),
        ShowCase(channel=run.channel("mod-log"), locale="en"),
        user="tom",
    )

    assert_left_alone(run, order, OrderState.FAILED, "not_a_member", "tom")


def test_a_member_who_left_can_be_banned(run: Execution) -> None:
    """RS-22."""
    run.fake.control.act("leave", guild=str(run.guild), user="tom")
    order = a_ban(run, "tom")

    assert run.carry_out(order.id) is OrderState.DONE
    assert run.standing_of("tom")["banned"]


@pytest.mark.parametrize(
    ("user", "reason"),
    [("olga", "protected"), ("ada", "hierarchy")],
)
def test_who_ranks_higher_is_not_even_told(run: Execution, user: str, reason: str) -> None:
    """Contracts 1.7: the owner, and roles above the bot's."""
    run.fake.control.act(
        "roles", guild=str(run.guild), name="Admin", position=50, permissions=["ADMINISTRATOR"]
    )
    order = a_ban(run, user)

    assert_left_alone(run, order, OrderState.FAILED, reason, user)


def test_the_order_of_a_moderator_who_lost_the_right_is_not_carried_out(run: Execution) -> None:
    """T-5: both must outrank the target, now."""
    order = a_ban(run, of_case={"moderator": run.member("max"), "decision": None})
    run.fake.control.act("member-roles", guild=str(run.guild), user="max", roles=[])

    assert_left_alone(run, order, OrderState.FAILED, "moderator_may_not")


def test_a_server_that_we_left_is_left_alone(run: Execution) -> None:
    """AC-040."""
    order = a_ban(run)
    run.fake.control.act("guild", guild=str(run.guild), remove_bot=True)

    assert run.carry_out(order.id) is OrderState.FAILED
    assert run.stored(order).state_reason == "gone"
    assert run.done() == []


def test_without_a_ledger_nothing_is_carried_out(run: Execution) -> None:
    """AC-045 as ruled (C11), T-24: a punishment waits for its record."""

    class Down:
        def __init__(self, ledger: Ledger) -> None:
            self._ledger = ledger

        def load(self, order_id: str) -> Order | None:
            return self._ledger.load(order_id)

        def save(self, order: Order) -> Order:
            raise Unavailable(f"ledger: {order.version}")

    order = a_timeout(run)

    carry_out = carrying_out(run, Down)
    with pytest.raises(Unavailable):
        carry_out(order.id)
    assert run.effects() == []
    assert run.carry_out(order.id) is OrderState.DONE


def test_of_two_executors_at_once_one_carries_it_out(run: Execution) -> None:
    order = a_ban(run)
    ready, endings = threading.Barrier(4), list[str]()

    def carry_out() -> None:
        work = carrying_out(run)
        ready.wait()
        try:
            endings.append(str(work(order.id)))
        except PortError as error:
            endings.append(type(error).__name__)

    threads = [threading.Thread(target=carry_out) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert "done" in endings
    assert set(endings) <= {"done", Conflict.__name__, Unavailable.__name__}
    assert run.done().count("ban_user_from_guild") == 1
    assert len(run.dms("mia")) == len(run.messages("mod-log")) == 1


def test_what_another_executor_may_be_doing_is_left_to_it(run: Execution) -> None:
    run.clock.stop()
    order = run.case_order(Action.KICK, Kick(user=run.member("mia")))
    started = run.stores.ledger.load(order.id)
    assert started is not None
    OrderInHand(started, run.stores.ledger, None).sent(0, run.clock.now())

    with pytest.raises(Unavailable) as caught:
        run.carry_out(order.id)
    assert caught.value.retry_after == pytest.approx(30)
    run.clock.skip(timedelta(seconds=31))
    assert run.carry_out(order.id) is OrderState.DONE
    assert run.stored(order).ledger[0].attempt == 2


def test_an_unknown_order_is_nothing_to_wait_for(run: Execution) -> None:
    assert run.carry_out("no-such-order") is None
