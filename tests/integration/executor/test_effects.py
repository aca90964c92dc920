"""What an order does on Discord and on record, when all goes well and when it does not."""

from datetime import timedelta

import pytest

from app.domain.action import Action
from app.domain.appeals.appeal import Appeal
from app.domain.decide import decide
from app.domain.ids import ChannelId, MessageId
from app.domain.notice import Notice
from app.domain.order import (
    AmendNotice,
    Ban,
    DeleteMessages,
    EditReply,
    EffectState,
    Kick,
    OrderState,
    RemoveTimeOut,
    SendNotice,
    ShowAppeal,
    ShowCase,
    ShowFlag,
    TimeOut,
    Unban,
)
from app.domain.place import Place
from app.domain.policies.policy import Policy
from app.domain.record.case import Outcome
from app.domain.record.flag import Flag
from tests.execution import Execution
from tests.factories import evidence


def told(run: Execution, key: str, user: str = "mia") -> SendNotice:
    return SendNotice(
        user=run.member(user), notice=Notice(key, {"until": 1}), locale="en", appealable=True
    )


def card(run: Execution) -> ShowCase:
    return ShowCase(channel=run.channel("mod-log"), locale="en")


def test_a_timeout_is_carried_out_with_everything_that_belongs_to_it(run: Execution) -> None:
    """AC-030, AC-031, AC-032, AC-035, AC-037, ST-055, ST-056, ST-057: act, delete, tell, record.

    The result stands in the ledger: what was done, told and removed, and what each call answered.
    """
    message = run.say("mia", "an insult")
    until = run.clock.now() + timedelta(hours=1)
    order = run.case_order(
        Action.TIMEOUT,
        TimeOut(user=run.member("mia"), until=until),
        DeleteMessages(channel=run.channel("general"), messages=(message,)),
        told(run, "dm.timeout"),
        card(run),
    )

    assert run.carry_out(order.id) is OrderState.DONE
    assert run.done() == [
        "update_guild_member",
        "delete_message",
        "create_dm",
        "create_message",
        "create_message",
    ]
    act, deletion = run.effects()[:2]
    assert act["body"] == {"communication_disabled_until": until.isoformat()}
    assert act["reason"] == deletion["reason"] == order.audit_reason
    assert run.messages("general") == []
    case = run.case_of(order)
    assert (case.outcome, case.outcome_reason) == (Outcome.DONE, "")
    assert case.dm is not None
    (dm,) = run.dms("mia")
    assert str(case.dm.message) == dm["id"]
    deadline = case.made_at + Policy().appeals.window
    assert f"until <t:{int(deadline.timestamp())}:f>" in dm["embeds"][0]["fields"][-1]["value"]
    assert case.log is not None
    (shown,) = run.messages("mod-log")
    assert str(case.log.message) == shown["id"]
    assert f"#{case.number}" in shown["embeds"][0]["title"]
    assert "✅" in shown["embeds"][0]["fields"][-1]["value"]


@pytest.mark.parametrize(
    ("action", "operation"),
    [(Action.KICK, "delete_guild_member"), (Action.BAN, "ban_user_from_guild")],
)
def test_who_is_kicked_or_banned_is_told_before(
    run: Execution, action: Action, operation: str
) -> None:
    """AC-036, ruling C1: nobody can write to them afterwards."""
    mia = run.member("mia")
    act = Kick(user=mia) if action is Action.KICK else Ban(user=mia, delete_seconds=60)
    order = run.case_order(action, told(run, f"dm.{action}"), act, card(run))

    assert run.carry_out(order.id) is OrderState.DONE
    assert run.done() == ["create_dm", "create_message", operation, "create_message"]
    buttons = run.dms("mia")[0]["components"][0]["components"]
    assert buttons[0]["custom_id"].startswith(f"1:appeal:{run.guild}:{order.case}:")


def test_when_the_act_fails_after_the_dm_the_dm_says_that_nothing_happened(
    run: Execution,
) -> None:
    """Ruling C1: the DM is edited, not deleted."""
    order = run.case_order(Action.BAN, told(run, "dm.ban"), Ban(user=run.member("mia")), card(run))
    run.fault("ban_user_from_guild", "refuse", status=403, code=50013)

    assert run.carry_out(order.id) is OrderState.FAILED
    (dm,) = run.dms("mia")
    assert "No action was taken" in dm["embeds"][0]["description"]
    assert dm["components"] == []
    case = run.case_of(order)
    assert (case.outcome, case.outcome_reason) == (Outcome.FAILED, "missing_permission")
    assert "❌" in run.messages("mod-log")[0]["embeds"][0]["fields"][-1]["value"]
    assert run.carry_out(order.id) is OrderState.FAILED, "and so it stays"
    assert run.done().count("update_message") == 1


def test_a_member_who_takes_no_dms_is_punished_all_the_same(run: Execution) -> None:
    """AC-043: recorded, never a failure."""
    run.fake.control.act("direct-messages", user="tom", closed=True)
    order = run.case_order(
        Action.KICK, told(run, "dm.kick", "tom"), Kick(user=run.member("tom")), user="tom"
    )

    assert run.carry_out(order.id) is OrderState.DONE
    run.fake.control.act("direct-messages", user="tom", closed=False)
    notice, act = run.stored(order).ledger
    assert (notice.state, notice.error) == (EffectState.FAILED, "dm_closed")
    assert act.state is EffectState.CONFIRMED
    assert run.case_of(order).dm is None


def test_a_message_that_is_gone_already_is_as_good_as_deleted(run: Execution) -> None:
    """RS-6, RS-24: 10008 is done."""
    order = run.order(
        DeleteMessages(channel=run.channel("general"), messages=(MessageId(1), MessageId(2)))
    )

    assert run.carry_out(order.id) is OrderState.DONE


def test_old_messages_are_deleted_one_by_one(run: Execution) -> None:
    """RS-25: Discord takes none older than fourteen days at once."""
    said = tuple(run.say("mia", f"word {number}") for number in range(3))
    run.clock.skip(timedelta(days=15))
    order = run.order(DeleteMessages(channel=run.channel("general"), messages=said))

    assert run.carry_out(order.id) is OrderState.DONE
    assert run.done() == ["delete_message"] * 3


def test_a_deletion_that_is_forbidden_does_not_undo_the_warning(run: Execution) -> None:
    """AC-044."""
    said = run.say("mia", "an insult")
    run.fault("delete_message", "refuse", status=403, code=50013)
    removal = DeleteMessages(channel=run.channel("general"), messages=(said,))
    order = run.case_order(Action.WARN, removal, told(run, "dm.warn"), card(run))

    assert run.carry_out(order.id) is OrderState.DONE
    assert [entry.error for entry in run.stored(order).ledger] == ["missing_permission", "", ""]


def test_a_removal_that_fails_is_not_told(run: Execution) -> None:
    said = run.say("mia", "an insult")
    run.fault("delete_message", "refuse", status=403, code=50013)
    removal = DeleteMessages(channel=run.channel("general"), messages=(said,))
    order = run.case_order(Action.DELETE, removal, told(run, "dm.delete"), card(run))

    assert run.carry_out(order.id) is OrderState.FAILED
    assert run.dms("mia") == []


def test_words_that_discord_blocks_are_replaced_by_fewer(run: Execution) -> None:
    """RS-6: 200000 and 240000, our own text was refused."""
    order = run.case_order(Action.WARN, told(run, "dm.warn"), card(run))
    run.fault("create_message", "refuse", status=400, code=200000)

    assert run.carry_out(order.id) is OrderState.DONE
    assert "fields" not in run.dms("mia")[0]["embeds"][0], "the reasons are left out"
    assert len(run.messages("mod-log")) == 1


def test_a_card_that_is_blocked_shows_its_number_alone(run: Execution) -> None:
    order = run.case_order(Action.WARN, card(run))
    run.fault("create_message", "refuse", status=400, code=240000)

    assert run.carry_out(order.id) is OrderState.DONE
    (shown,) = run.messages("mod-log")
    assert f"#{order.case}" in shown["embeds"][0]["title"]
    assert "description" not in shown["embeds"][0]


def test_a_flag_is_shown_and_its_card_remembered(run: Execution) -> None:
    said = run.say("mia", "hm")
    found = evidence(0.6)
    order = run.order(ShowFlag(channel=run.channel("mod-log"), locale="en"), flag=said)
    run.keep_flag(
        Flag(
            guild=run.guild,
            member=run.member("mia"),
            source=Place(channel=run.channel("general"), message=said),
            made_at=order.decided_at,
            evidence=found,
            decision=decide(found, Policy()),
        )
    )

    assert run.carry_out(order.id) is OrderState.DONE
    flag_card = run.flag_of(said).card
    assert flag_card is not None
    assert str(flag_card.message) == run.messages("mod-log")[0]["id"]


def test_an_approved_appeal_lifts_the_timeout_and_edits_what_stands(run: Execution) -> None:
    """AC-034."""
    until = run.clock.now() + timedelta(hours=1)
    first = run.case_order(
        Action.TIMEOUT,
        TimeOut(user=run.member("mia"), until=until),
        told(run, "dm.timeout"),
        card(run),
    )
    run.carry_out(first.id)
    case = run.case_of(first)
    run.keep_appeal(
        Appeal(
            guild=run.guild,
            id=f"{case.number}.1",
            case=case.number,
            member=case.member,
            text="it was a joke",
            made_at=run.clock.now(),
        )
    )
    appeal_card = ShowAppeal(channel=run.channel("mod-log"), appeal=f"{case.number}.1", locale="en")
    lifting = run.order(
        RemoveTimeOut(user=run.member("mia")),
        AmendNotice(
            user=run.member("mia"),
            notice=Notice("dm.appeal_approved.timeout", {"answer": "sorry"}),
            locale="en",
        ),
        card(run),
        appeal_card,
        case=case.number,
    )

    assert run.standing_of("mia")["timed_out"]
    assert run.carry_out(lifting.id) is OrderState.DONE
    assert not run.standing_of("mia")["timed_out"]
    assert len(run.dms("mia")) == 1
    assert "approved" in run.dms("mia")[0]["embeds"][0]["description"]
    assert len(run.messages("mod-log")) == 2, "the case's card is edited, the appeal's is new"
    stored = run.appeal(f"{case.number}.1").card
    assert stored is not None
    assert str(stored.message) == run.messages("mod-log")[1]["id"]


def test_lifting_a_ban_that_is_not_there_is_done(run: Execution) -> None:
    """10026 is done (RS-6)."""
    order = run.order(Unban(user=run.member("mia")))

    assert run.carry_out(order.id) is OrderState.DONE


def test_a_channel_that_is_gone_takes_no_card_and_fails_nothing(run: Execution) -> None:
    order = run.case_order(
        Action.KICK, Kick(user=run.member("mia")), ShowCase(channel=ChannelId(1), locale="en")
    )

    assert run.carry_out(order.id) is OrderState.DONE
    assert run.stored(order).ledger[1].state is EffectState.FAILED
    assert run.case_of(order).outcome is Outcome.DONE


def test_a_reply_whose_token_is_over_fails_nothing_and_stops_nobody(run: Execution) -> None:
    """IN-5: fifteen minutes; the 401 is the token's of the interaction, not the bot's."""
    reply = EditReply(token="long-over", notice=Notice("error.button_invalid"), locale="en")
    order = run.case_order(Action.KICK, Kick(user=run.member("mia")), reply)

    assert run.carry_out(order.id) is OrderState.DONE
    assert run.stored(order).ledger[1].state is EffectState.FAILED
    assert not run.rest.stopped
