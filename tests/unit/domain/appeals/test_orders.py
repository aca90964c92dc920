from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.action import Action
from app.domain.appeals.appeal import Appeal, AppealStatus
from app.domain.appeals.orders import order_to_settle, order_to_show, pardoned, voided
from app.domain.decide import decide
from app.domain.ids import ChannelId, UserId
from app.domain.order import (
    AmendNotice,
    RemoveTimeOut,
    SendNotice,
    ShowAppeal,
    ShowCase,
    Unban,
)
from app.domain.policies.policy import Channels, Policy
from app.domain.record.case import Case, Outcome
from app.domain.record.mute import Mute
from app.domain.record.standing import Standing
from tests.factories import GUILD, NOW, OLD_ACCOUNT, evidence

LOG, REVIEW, APPEALS = ChannelId(1), ChannelId(2), ChannelId(3)
POLICY = Policy(channels=Channels(log=LOG, review=REVIEW, appeals=APPEALS))
CASE = Case(
    guild=GUILD,
    number=12,
    action=Action.TIMEOUT,
    member=OLD_ACCOUNT,
    made_at=NOW,
    duration=timedelta(hours=1),
)
APPEAL = Appeal(guild=GUILD, id="12.1", case=12, member=OLD_ACCOUNT, text="x", made_at=NOW)
APPROVED = replace(
    APPEAL,
    status=AppealStatus.APPROVED,
    decided_by=UserId(51),
    decided_at=NOW,
    reason="a quote",
    locale="ru",
)
DENIED = replace(APPROVED, status=AppealStatus.DENIED)
ENDS = NOW + timedelta(hours=1)
OWN_MUTE = Mute(until=ENDS, held_until=ENDS, case=CASE.number)


def kinds(
    appeal: Appeal, case: Case = CASE, *, standing: Standing | None = None, minutes: int = 1
) -> list[type]:
    order = order_to_settle(
        appeal,
        case,
        standing=standing or Standing(mute=OWN_MUTE),
        policy=POLICY,
        now=NOW + timedelta(minutes=minutes),
    )
    return [type(effect) for effect in order.effects]


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        (Action.WARN, [SendNotice, ShowCase, ShowAppeal]),
        (Action.TIMEOUT, [RemoveTimeOut, SendNotice, ShowCase, ShowAppeal]),
        (Action.KICK, [AmendNotice, ShowCase, ShowAppeal]),
        (Action.BAN, [Unban, AmendNotice, ShowCase, ShowAppeal]),
    ],
)
def test_approval_lifts_what_was_done_and_tells_the_member(
    action: Action, expected: list[type]
) -> None:
    """IS-053, IS-055, product P12: who is gone can only be told by the old message."""
    assert kinds(APPROVED, replace(CASE, action=action)) == expected


def test_denial_lifts_nothing() -> None:
    assert kinds(DENIED, replace(CASE, action=Action.BAN)) == [AmendNotice, ShowCase, ShowAppeal]
    assert kinds(DENIED) == [SendNotice, ShowCase, ShowAppeal]


def test_a_timeout_that_is_over_is_not_lifted() -> None:
    assert RemoveTimeOut not in kinds(APPROVED, minutes=61)


def test_a_timeout_by_a_later_case_is_not_lifted() -> None:
    """T-7: approving one appeal does not free from another punishment."""
    ends = ENDS + timedelta(hours=3)
    later = Standing(mute=Mute(until=ends, held_until=ends, case=CASE.number + 1), timeouts=2)

    assert RemoveTimeOut not in kinds(APPROVED, standing=later)
    assert pardoned(later, CASE).timed_out_until == later.timed_out_until
    assert pardoned(later, CASE).timeouts == 1


def test_a_voided_case_keeps_what_it_was() -> None:
    """IS-110: void, not deleted."""
    void = voided(CASE, APPROVED)

    assert (void.outcome, void.voided_by, void.voided_reason) == (
        Outcome.VOIDED,
        UserId(51),
        "a quote",
    )
    assert replace(void, outcome=CASE.outcome, voided_by=None, voided_reason="") == CASE


def test_the_warning_that_came_with_the_case_is_taken_back() -> None:
    """IS-054: also when the ladder made a timeout of it."""
    decision = replace(decide(evidence(), Policy()), warned=True)
    standing = Standing(warnings=2, timeouts=1, mute=OWN_MUTE, version=7)

    freed = pardoned(standing, replace(CASE, decision=decision))

    assert (freed.warnings, freed.timeouts, freed.timed_out_until) == (1, 0, None)
    assert freed.version == 8


def test_a_warning_by_a_person_is_taken_back_too() -> None:
    warned = replace(CASE, action=Action.WARN, moderator=UserId(5))

    assert pardoned(Standing(warnings=1), warned).warnings == 0


def test_the_answer_goes_out_in_the_language_of_the_appeal() -> None:
    order = order_to_settle(APPROVED, CASE, standing=Standing(), policy=POLICY, now=NOW)
    told = next(effect for effect in order.effects if isinstance(effect, SendNotice))

    assert told.locale == "ru"
    assert told.notice.key == "dm.appeal_approved.timeout"
    assert told.notice.params == {"answer": "a quote"}
    assert not told.appealable


def test_the_audit_reason_names_the_case_first() -> None:
    """RS: the audit log is a recovery index."""
    order = order_to_settle(DENIED, CASE, standing=Standing(), policy=POLICY, now=NOW)

    assert order.audit_reason == "[Case #12] Appeal denied by 51: a quote"
    assert order.id == f"d:{GUILD}:12.1"
    assert (order.case, order.user) == (12, OLD_ACCOUNT)


@pytest.mark.parametrize(
    ("channels", "place"),
    [
        (Channels(log=LOG, review=REVIEW, appeals=APPEALS), APPEALS),
        (Channels(log=LOG, review=REVIEW), REVIEW),
        (Channels(log=LOG), LOG),
    ],
)
def test_an_appeal_is_shown_in_the_best_channel_there_is(
    channels: Channels, place: ChannelId
) -> None:
    order = order_to_show(APPEAL, Policy(channels=channels))

    assert order
    assert order.effects == (ShowAppeal(channel=place, appeal="12.1", locale="en"),)


def test_without_any_channel_there_is_nothing_to_show() -> None:
    assert order_to_show(APPEAL, Policy()) is None
    settled = order_to_settle(DENIED, CASE, standing=Standing(), policy=Policy(), now=NOW)
    assert [type(effect) for effect in settled.effects] == [SendNotice]
