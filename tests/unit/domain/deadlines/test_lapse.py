from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.action import Action
from app.domain.deadlines.lapse import is_interim, lapsed, lapses, order_to_lapse
from app.domain.decide import decide
from app.domain.decision import Decision
from app.domain.ids import ChannelId, MessageId
from app.domain.order import RemoveTimeOut, SendNotice, ShowCase, ShowFlag
from app.domain.place import Place
from app.domain.policies.policy import Channels, Policy
from app.domain.record.case import Case, Outcome
from app.domain.record.flag import Flag, FlagStatus
from app.domain.record.mute import mute
from app.domain.record.standing import Standing
from tests.factories import CHANNEL, GUILD, NOW, OLD_ACCOUNT, evidence

HOUR = timedelta(hours=1)
PLACE = Place(channel=CHANNEL, message=MessageId(3))
CARD = Place(channel=ChannelId(9), message=MessageId(4))
POLICY = Policy(channels=Channels(log=ChannelId(9), review=ChannelId(10)))
FOUND = evidence()
INTERIM = replace(
    decide(FOUND, Policy()), action=Action.TIMEOUT, wanted=Action.BAN, review=True, duration=HOUR
)
FLAG = Flag(
    guild=GUILD,
    member=OLD_ACCOUNT,
    source=PLACE,
    made_at=NOW,
    evidence=FOUND,
    decision=INTERIM,
    case=7,
    text="some words",
    text_until=NOW + 7 * 24 * HOUR,
    card=CARD,
    lapses_at=NOW + 24 * HOUR,
)
CASE = Case(
    guild=GUILD,
    number=7,
    action=Action.TIMEOUT,
    member=OLD_ACCOUNT,
    made_at=NOW,
    duration=HOUR,
    decision=INTERIM,
    outcome=Outcome.DONE,
    dm=CARD,
)
MUTED = Standing(timeouts=1, mute=mute(NOW, 48 * HOUR, case=7), version=3)


def kinds(flag: Flag = FLAG, case: Case | None = CASE, *, standing: Standing = MUTED) -> list[type]:
    order = order_to_lapse(flag, case, standing, policy=POLICY, now=NOW + 24 * HOUR)
    return [type(one) for one in order.effects] if order else []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, True),
        ({"lapses_at": None}, False),
        ({"lapses_at": NOW + 25 * HOUR}, False),
        ({"status": FlagStatus.ACTED}, False),
        ({"status": FlagStatus.LAPSED}, False),
    ],
)
def test_a_review_lapses_when_nobody_decided_it_in_time(
    changes: dict[str, object],
    expected: bool,  # noqa: FBT001 — a table
) -> None:
    assert lapses(replace(FLAG, **changes), NOW + 24 * HOUR) is expected  # type: ignore[arg-type]


def test_a_flag_is_due_when_it_lapses_and_then_when_its_words_must_go() -> None:
    """T-19"""
    assert FLAG.due_at == NOW + 24 * HOUR
    assert replace(FLAG, status=FlagStatus.LAPSED).due_at == FLAG.text_until
    assert replace(FLAG, status=FlagStatus.LAPSED, text=None).due_at is None
    assert replace(FLAG, lapses_at=None).due_at == FLAG.text_until


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        (INTERIM, True),
        (None, False),
        (replace(INTERIM, review=False), False),
        (replace(INTERIM, wanted=Action.TIMEOUT), False),
        (replace(INTERIM, action=Action.WARN, wanted=Action.WARN), False),
    ],
)
def test_an_interim_case_holds_in_place_of_something_harder(
    decision: Decision | None,
    expected: bool,  # noqa: FBT001 — a table
) -> None:
    assert is_interim(replace(CASE, decision=decision)) is expected


def test_an_interim_case_becomes_void_and_does_not_count() -> None:
    lapse = lapsed(FLAG, CASE, MUTED)

    assert lapse.flag.status is FlagStatus.LAPSED
    assert lapse.case
    assert (lapse.case.is_void, lapse.case.outcome_reason, lapse.case.counts) == (
        True,
        "lapsed",
        False,
    )
    assert lapse.standing == Standing(version=4)


@pytest.mark.parametrize(
    "case",
    [
        None,
        replace(CASE, decision=replace(INTERIM, wanted=Action.TIMEOUT)),
        replace(CASE, outcome=Outcome.VOIDED),
    ],
)
def test_nothing_is_taken_back_twice_or_that_was_no_interim_measure(case: Case | None) -> None:
    lapse = lapsed(FLAG, case, MUTED)

    assert (lapse.flag.status, lapse.case, lapse.standing) == (FlagStatus.LAPSED, None, None)


def test_the_member_is_freed_and_told_and_the_cards_change() -> None:
    assert kinds() == [RemoveTimeOut, SendNotice, ShowCase, ShowFlag]


def test_only_our_own_running_mute_is_lifted() -> None:
    """T-7"""
    by_another = replace(MUTED, mute=mute(NOW, 48 * HOUR, case=8))
    over = replace(MUTED, mute=mute(NOW, HOUR, case=7))

    assert RemoveTimeOut not in kinds(standing=by_another)
    assert RemoveTimeOut not in kinds(standing=over)
    assert RemoveTimeOut not in kinds(standing=Standing())


def test_who_was_not_told_before_is_not_told_now() -> None:
    assert SendNotice not in kinds(case=replace(CASE, dm=None))
    assert kinds(case=None) == [ShowFlag]


def test_without_cards_there_may_be_nothing_to_do() -> None:
    assert kinds(replace(FLAG, card=None), None) == []
    order = order_to_lapse(FLAG, CASE, MUTED, policy=Policy(), now=NOW)
    assert order
    assert [type(one) for one in order.effects] == [RemoveTimeOut, SendNotice]


def test_the_order_is_named_by_the_flag() -> None:
    order = order_to_lapse(FLAG, None, MUTED, policy=POLICY, now=NOW)
    assert order
    (card,) = order.effects

    assert order.id == f"l:{GUILD}:{FOUND.key}"
    assert card == ShowFlag(channel=ChannelId(10), locale="en", made_at=NOW)


BANNED_BY_HAND = replace(MUTED, human_action_at=NOW + HOUR, last_offence_at=NOW + HOUR)


def test_a_moderator_who_punished_the_member_meanwhile_did_attend_to_it() -> None:
    """IS-070, ruling C2: their case stands, the interim one does not, and nobody is told a lie."""
    lapse = lapsed(FLAG, CASE, BANNED_BY_HAND)

    assert lapse.flag.status is FlagStatus.ACTED
    assert lapse.case
    assert (lapse.case.is_void, lapse.case.outcome_reason) == (True, "human_acted")
    assert kinds(standing=BANNED_BY_HAND) == [RemoveTimeOut, ShowCase, ShowFlag]
    order = order_to_lapse(FLAG, CASE, BANNED_BY_HAND, policy=POLICY, now=NOW + 24 * HOUR)
    assert order
    assert order.audit_reason == "[Case #7] A moderator acted"


@pytest.mark.parametrize(
    "standing",
    [
        replace(MUTED, human_action_at=NOW + HOUR, last_offence_at=NOW),  # they lifted something
        replace(BANNED_BY_HAND, human_action_at=NOW - HOUR, last_offence_at=NOW - HOUR),  # before
    ],
)
def test_lifting_something_or_an_older_act_is_no_answer_to_a_review(standing: Standing) -> None:
    assert lapsed(FLAG, CASE, standing).flag.status is FlagStatus.LAPSED
    assert SendNotice in kinds(standing=standing)
