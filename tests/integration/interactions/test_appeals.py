from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.discord.cards import appeal_custom_id
from app.domain.action import Action
from app.domain.appeals.appeal import AppealStatus
from app.domain.order import AmendNotice, RemoveTimeOut, SendNotice, ShowAppeal, ShowCase, Unban
from app.domain.permissions import Permission
from app.domain.policies.policy import Appeals
from app.domain.record.case import Outcome
from app.domain.record.mute import Mute
from app.domain.record.standing import Standing
from tests.door import (
    APPEALS,
    LOG,
    MEMBER,
    MODERATOR,
    OTHER,
    STAFF,
    Door,
    a_case,
    click,
    sent_form,
)


def file_appeal(entrance: Door, text: str = "I was quoting a film", number: int = 12) -> str:
    case = entrance.case(number)
    asked = entrance.send(click(appeal_custom_id(entrance.custom_ids, case)))
    assert asked["type"] == 9
    return entrance.say(sent_form(asked["data"]["custom_id"], text))


def button(entrance: Door, operation: str, appeal: str = "12.1") -> str:
    until = entrance.appeals()[0].made_at + timedelta(days=1)
    return entrance.custom_ids.sign(operation, entrance.guild, appeal, until)


def rule(entrance: Door, operation: str, reason: str, **who: object) -> str:
    by = {"user": MODERATOR, "guild": entrance.guild, "permissions": STAFF} | who
    asked = entrance.send(click(button(entrance, operation), **by))
    assert asked["type"] == 9, asked
    return entrance.say(sent_form(asked["data"]["custom_id"], reason, **by))


def test_a_member_appeals_by_the_button_in_the_dm(entrance: Door) -> None:
    """IS-009, ST-121, ST-106: button, form, and the appeal is on record and before moderators."""
    entrance.keep_case(a_case(entrance.guild))

    said = file_appeal(entrance)

    assert "#12 is with the moderators" in said
    (appeal,) = entrance.appeals()
    assert (appeal.id, appeal.case, appeal.member) == ("12.1", 12, MEMBER)
    assert appeal.text == "I was quoting a film"
    assert appeal.status is AppealStatus.PENDING
    (order,) = entrance.orders()
    assert order.effects == (ShowAppeal(channel=APPEALS, appeal="12.1", locale="en"),)


def test_an_approved_appeal_voids_the_case_and_lifts_the_timeout(entrance: Door) -> None:
    """IS-053, IS-054, IS-055, ST-108: one transaction, with the reason."""
    case = a_case(entrance.guild)
    assert case.ends_at
    mute = Mute(until=case.ends_at, held_until=case.ends_at, case=case.number)
    standing = Standing(warnings=1, timeouts=1, mute=mute, version=4)
    entrance.keep_case(case, standing)
    file_appeal(entrance)

    said = rule(entrance, "approve", "It was a quote")

    assert "Approved. Case #12 is void" in said
    (appeal,) = entrance.appeals()
    assert (appeal.status, appeal.decided_by) == (AppealStatus.APPROVED, MODERATOR)
    assert appeal.reason == "It was a quote"
    after = entrance.case(12)
    assert (after.outcome, after.voided_by) == (Outcome.VOIDED, MODERATOR)
    assert entrance.standing().timeouts == 0
    assert entrance.standing().timed_out_until is None
    order = next(one for one in entrance.orders() if one.id.startswith("d:"))
    kinds = [type(effect) for effect in order.effects]
    assert kinds == [RemoveTimeOut, SendNotice, ShowCase, ShowAppeal]
    assert order.effects[2] == ShowCase(channel=LOG, locale="en")


def test_a_denied_appeal_changes_nothing_but_tells_the_member(entrance: Door) -> None:
    """IS-053, IS-055."""
    entrance.keep_case(a_case(entrance.guild))
    file_appeal(entrance)

    said = rule(entrance, "deny", "It was no quote")

    assert "Denied" in said
    assert entrance.case(12).outcome is Outcome.DONE
    order = next(one for one in entrance.orders() if one.id.startswith("d:"))
    assert [type(effect) for effect in order.effects] == [SendNotice, ShowCase, ShowAppeal]


def test_the_second_click_says_who_was_first(entrance: Door) -> None:
    entrance.keep_case(a_case(entrance.guild))
    file_appeal(entrance)
    rule(entrance, "deny", "no")

    again = click(button(entrance, "approve"), user=52, guild=entrance.guild, permissions=STAFF)

    assert f"denied by <@{MODERATOR}>" in entrance.say(again)


def test_a_ban_can_only_be_lifted_by_who_may_ban(entrance: Door) -> None:
    """T-4, T-5: the clicker's rights at this click."""
    entrance.keep_case(a_case(entrance.guild, action=Action.BAN, duration=None))
    file_appeal(entrance)

    without = click(button(entrance, "approve"), user=51, guild=entrance.guild, permissions=STAFF)
    assert "Ban Members" in entrance.say(without)

    said = rule(entrance, "approve", "fine", permissions=STAFF | Permission.BAN_MEMBERS)
    assert "Approved" in said


def refusal(entrance: Door, **changes: object) -> str:
    """What pressing the appeal button says, when it opens no form."""
    case = entrance.case(12)
    return entrance.say(click(appeal_custom_id(entrance.custom_ids, case), **changes))


def test_pressing_the_button_again_tells_where_the_appeal_stands(entrance: Door) -> None:
    """IS-056: pending, denied with the reason, approved."""
    entrance.keep_case(a_case(entrance.guild), Standing(timeouts=1, version=1))
    file_appeal(entrance)
    assert "is with the moderators since" in refusal(entrance)

    rule(entrance, "deny", "It was *no* quote")
    assert "denied" in refusal(entrance)
    assert "It was \\*no\\* quote" in refusal(entrance)


def test_an_approved_appeal_needs_no_other(entrance: Door) -> None:
    entrance.keep_case(a_case(entrance.guild), Standing(timeouts=1, version=1))
    file_appeal(entrance)
    rule(entrance, "approve", "right")

    assert "was approved" in refusal(entrance)


def test_only_the_member_whom_it_is_about_can_appeal(entrance: Door) -> None:
    """T-3: a custom_id that somebody else has seen is worth nothing."""
    entrance.keep_case(a_case(entrance.guild))

    assert "Only the member" in refusal(entrance, user=OTHER)
    form = entrance.custom_ids.sign(
        "appeal_form", entrance.guild, 12, datetime.now(UTC) + timedelta(hours=1)
    )
    assert "Only the member" in entrance.say(sent_form(form, "me too", user=OTHER))
    assert entrance.appeals() == []


def test_a_second_case_waits_for_the_cool_down(entrance: Door) -> None:
    """IS-050, IS-052, T-8: 48 hours between appeals of a member on a server."""
    entrance.keep_case(a_case(entrance.guild), Standing(timeouts=2, version=1))
    file_appeal(entrance)
    entrance.keep_case(a_case(entrance.guild, number=13))
    other = appeal_custom_id(entrance.custom_ids, entrance.case(13))
    assert "is with the moderators since" in entrance.say(click(other))

    rule(entrance, "deny", "no")

    assert "You have appealed lately. You can appeal again" in entrance.say(click(other))


@pytest.mark.parametrize(
    ("changes", "terms", "said"),
    [
        ({"outcome": Outcome.FAILED}, {}, "nothing to appeal"),
        ({"outcome": Outcome.EXPIRED}, {}, "nothing to appeal"),
        ({"outcome": Outcome.VOIDED}, {}, "already void"),
        ({}, {"enabled": False}, "switched off"),
        ({}, {"window": timedelta(minutes=1)}, "time to appeal this case ended"),
    ],
)
def test_what_cannot_be_appealed_says_why(
    entrance: Door, changes: dict[str, Any], terms: dict[str, Any], said: str
) -> None:
    """IS-051 and the policy's terms."""
    entrance.keep_policy(appeals=Appeals(**terms))
    entrance.keep_case(a_case(entrance.guild, **changes))

    assert said in refusal(entrance)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "write something"),
        (" \n\t ", "write something"),
        ("x" * 1001, "at most 1000 characters"),
    ],
)
def test_the_length_is_checked_whatever_the_client_let_through(
    entrance: Door, text: str, said: str
) -> None:
    """IS-051, IN-11: validation at Discord's side is not ours."""
    entrance.keep_case(a_case(entrance.guild))

    assert said in file_appeal(entrance, text)
    assert entrance.appeals() == []


def test_two_forms_sent_at_the_same_moment_make_one_appeal(entrance: Door) -> None:
    """T-8: also when both passed the checks."""
    entrance.keep_case(a_case(entrance.guild))
    custom_id = appeal_custom_id(entrance.custom_ids, entrance.case(12))
    form = entrance.send(click(custom_id))["data"]["custom_id"]

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(lambda n: entrance.say(sent_form(form, f"text {n}")), range(8)))

    assert len(entrance.appeals()) == 1
    assert len(entrance.orders()) == 1
    assert sum("with the moderators. You will" in one for one in said) == 1


def test_two_moderators_at_the_same_moment_make_one_decision(entrance: Door) -> None:
    """ST-108: the second one reads who was first."""
    entrance.keep_case(a_case(entrance.guild), Standing(timeouts=1, version=1))
    file_appeal(entrance)
    until = datetime.now(UTC) + timedelta(hours=1)
    forms = [
        (operation, entrance.custom_ids.sign(operation, entrance.guild, "12.1", until), user)
        for operation, user in (("approve_form", 60), ("deny_form", 61), ("approve_form", 62))
    ]

    def decide(form: tuple[str, str, int]) -> str:
        _, custom_id, user = form
        return entrance.say(
            sent_form(custom_id, "because", user=user, guild=entrance.guild, permissions=STAFF)
        )

    with ThreadPoolExecutor(3) as pool:
        said = list(pool.map(decide, forms))

    (appeal,) = entrance.appeals()
    assert sum("Already handled" in one for one in said) == 2
    assert f"<@{appeal.decided_by}>" in next(one for one in said if "Already" in one)
    assert len([one for one in entrance.orders() if one.id.startswith("d:")]) == 1
    assert entrance.standing().timeouts == (0 if appeal.status is AppealStatus.APPROVED else 1)


def test_a_replayed_decision_has_one_effect_and_one_answer(entrance: Door) -> None:
    """T-2: the same signed request many times at once."""
    entrance.keep_case(a_case(entrance.guild), Standing(timeouts=1, version=1))
    file_appeal(entrance)
    until = datetime.now(UTC) + timedelta(hours=1)
    custom_id = entrance.custom_ids.sign("deny_form", entrance.guild, "12.1", until)
    form = sent_form(custom_id, "no", user=MODERATOR, guild=entrance.guild, permissions=STAFF)

    with ThreadPoolExecutor(12) as pool:
        bodies = {reply.body for reply in pool.map(entrance.raw, [form] * 48)}

    assert len(bodies) == 1
    assert b"Denied" in bodies.pop()


def test_a_demoted_moderator_cannot_send_the_form_that_is_still_open(entrance: Door) -> None:
    """T-4: rights at the click and at the form."""
    entrance.keep_case(a_case(entrance.guild))
    file_appeal(entrance)
    asked = entrance.send(
        click(button(entrance, "deny"), user=MODERATOR, guild=entrance.guild, permissions=STAFF)
    )

    sent = sent_form(
        asked["data"]["custom_id"],
        "no",
        user=MODERATOR,
        guild=entrance.guild,
        permissions=Permission.SEND_MESSAGES,
    )

    assert "**Timeout Members**" in entrance.say(sent)
    assert entrance.appeals()[0].status is AppealStatus.PENDING


def test_who_punished_cannot_decide_alone(entrance: Door) -> None:
    """T-8."""
    entrance.keep_case(a_case(entrance.guild, moderator=MODERATOR, decision=None))
    file_appeal(entrance)

    mine = click(
        button(entrance, "approve"), user=MODERATOR, guild=entrance.guild, permissions=STAFF
    )

    assert "Another moderator has to judge" in entrance.say(mine)


def test_a_moderator_cannot_decide_about_an_appeal_of_their_own(entrance: Door) -> None:
    """T-5."""
    entrance.keep_case(a_case(entrance.guild))
    file_appeal(entrance)

    mine = click(button(entrance, "approve"), user=MEMBER, guild=entrance.guild, permissions=STAFF)

    assert "your own appeal" in entrance.say(mine)


def test_a_button_that_is_too_old_does_nothing(entrance: Door) -> None:
    """T-3."""
    entrance.keep_case(a_case(entrance.guild))
    old = entrance.custom_ids.sign("appeal", entrance.guild, 12, datetime.now(UTC))

    assert "no longer works" in entrance.say(click(old))


def test_an_appeal_that_does_not_exist_cannot_be_decided(entrance: Door) -> None:
    until = datetime.now(UTC) + timedelta(hours=1)
    made_up = entrance.custom_ids.sign("approve", entrance.guild, "99.1", until)

    said = entrance.say(click(made_up, user=MODERATOR, guild=entrance.guild, permissions=STAFF))
    assert "does not exist" in said


def test_after_a_ban_the_old_message_is_edited_since_no_new_one_can_be_sent(
    entrance: Door,
) -> None:
    """Product P12: no common server, no new DM."""
    entrance.keep_case(
        a_case(entrance.guild, action=Action.BAN, duration=None), Standing(bans=1, version=1)
    )
    file_appeal(entrance)

    rule(entrance, "approve", "sorry", permissions=STAFF | Permission.BAN_MEMBERS)

    order = next(one for one in entrance.orders() if one.id.startswith("d:"))
    assert [type(effect) for effect in order.effects] == [Unban, AmendNotice, ShowCase, ShowAppeal]
    assert entrance.standing().bans == 0


def test_the_member_reads_the_decision_in_the_language_they_appealed_in(entrance: Door) -> None:
    """LK-080, IS-055."""
    entrance.keep_case(a_case(entrance.guild))
    asked = entrance.send(click(appeal_custom_id(entrance.custom_ids, entrance.case(12))))
    entrance.say(sent_form(asked["data"]["custom_id"], "нет", locale="ru"))

    rule(entrance, "deny", "no")

    order = next(one for one in entrance.orders() if one.id.startswith("d:"))
    told = next(effect for effect in order.effects if isinstance(effect, SendNotice))
    assert told.locale == "ru"
