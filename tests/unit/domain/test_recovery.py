"""Contracts 1.8, row by row: an effect that was sent, and nobody knows whether it happened."""

from datetime import datetime, timedelta

import pytest

from app.domain.ids import ChannelId, MessageId, UserId
from app.domain.member import Member
from app.domain.notice import Notice
from app.domain.order import (
    AmendNotice,
    Ban,
    DeleteMessages,
    EditReply,
    Effect,
    Kick,
    RemoveTimeOut,
    SendNotice,
    ShowAppeal,
    ShowCase,
    ShowFlag,
    TimeOut,
    Unban,
)
from app.domain.recovery import (
    NONCE_HOLDS,
    Look,
    Sight,
    Step,
    is_done_when_gone,
    next_step,
    where_to_look,
)
from tests.factories import NOW

USER, CHANNEL = UserId(5), ChannelId(7)
UNTIL = NOW + timedelta(hours=1)
SENT = NOW + timedelta(seconds=2)
SOON, LATE = SENT + timedelta(seconds=30), SENT + NONCE_HOLDS

TIME_OUT, LIFT = TimeOut(user=USER, until=UNTIL), RemoveTimeOut(user=USER)
KICK, BAN, UNBAN = Kick(user=USER), Ban(user=USER), Unban(user=USER)
DELETE = DeleteMessages(channel=CHANNEL, messages=(MessageId(1),))
TELL = SendNotice(user=USER, notice=Notice("dm.warn"), locale="en")
AMEND = AmendNotice(user=USER, notice=Notice("dm.warn"), locale="en")
CASE = ShowCase(channel=CHANNEL, locale="en")
FLAG = ShowFlag(channel=CHANNEL, locale="en")
APPEAL = ShowAppeal(channel=CHANNEL, appeal="1.1", locale="en")
REPLY = EditReply(token="t", notice=Notice("x"), locale="en")

HERE = Member(user=USER, joined_at=NOW - timedelta(days=9))
BACK = Member(user=USER, joined_at=NOW + timedelta(seconds=3))
SILENT = Member(user=USER, timed_out_until=UNTIL)
SILENT_LONGER = Member(user=USER, timed_out_until=UNTIL + timedelta(hours=1))


@pytest.mark.parametrize(
    ("effect", "soon", "late"),
    [
        (TIME_OUT, Look.MEMBER, Look.MEMBER),
        (LIFT, Look.MEMBER, Look.MEMBER),
        (KICK, Look.MEMBER, Look.MEMBER),
        (BAN, Look.BAN, Look.BAN),
        (UNBAN, Look.BAN, Look.BAN),
        (DELETE, Look.NOWHERE, Look.NOWHERE),
        (TELL, Look.NOWHERE, Look.NOWHERE),
        (AMEND, Look.NOWHERE, Look.NOWHERE),
        (REPLY, Look.NOWHERE, Look.NOWHERE),
        (CASE, Look.NOWHERE, Look.CARDS),
        (FLAG, Look.NOWHERE, Look.CARDS),
        (APPEAL, Look.NOWHERE, Look.CARDS),
    ],
)
def test_where_it_can_be_seen(effect: Effect, soon: Look, late: Look) -> None:
    assert where_to_look(effect, sent_at=SENT, now=SOON) is soon
    assert where_to_look(effect, sent_at=SENT, now=LATE) is late


@pytest.mark.parametrize(
    ("effect", "sight", "step"),
    [
        (TIME_OUT, Sight(member=SILENT), Step.CONFIRM),
        (TIME_OUT, Sight(member=HERE), Step.REPEAT),
        (TIME_OUT, Sight(member=SILENT_LONGER), Step.REPEAT),
        (TIME_OUT, Sight(), Step.REPEAT),
        (LIFT, Sight(member=HERE), Step.CONFIRM),
        (LIFT, Sight(member=SILENT), Step.REPEAT),
        (KICK, Sight(), Step.CONFIRM),
        (KICK, Sight(member=BACK), Step.CONFIRM),
        (KICK, Sight(member=HERE), Step.REPEAT),
        (BAN, Sight(banned=True), Step.CONFIRM),
        (BAN, Sight(banned=True, lifted=True), Step.CONFIRM),
        (BAN, Sight(), Step.REPEAT),
        (BAN, Sight(lifted=True), Step.SUPERSEDE),
        (UNBAN, Sight(), Step.CONFIRM),
        (UNBAN, Sight(banned=True), Step.REPEAT),
        (DELETE, Sight(), Step.REPEAT),
        (AMEND, Sight(), Step.REPEAT),
        (REPLY, Sight(), Step.REPEAT),
        (CASE, Sight(card=MessageId(3)), Step.CONFIRM),
        (FLAG, Sight(card=MessageId(3)), Step.CONFIRM),
        (APPEAL, Sight(), Step.REPEAT),
    ],
)
@pytest.mark.parametrize("now", [SOON, LATE])
def test_how_it_goes_on(effect: Effect, sight: Sight, step: Step, now: datetime) -> None:
    assert next_step(effect, sight, sent_at=SENT, decided_at=NOW, now=now) is step


def test_a_dm_is_repeated_only_while_discord_knows_its_nonce() -> None:
    """At most once: rather no DM than two."""
    assert next_step(TELL, Sight(), sent_at=SENT, decided_at=NOW, now=SOON) is Step.REPEAT
    assert next_step(TELL, Sight(), sent_at=SENT, decided_at=NOW, now=LATE) is Step.GIVE_UP


@pytest.mark.parametrize(
    ("effect", "code", "done"),
    [
        (DELETE, 10008, True),
        (DELETE, 10003, True),
        (KICK, 10007, True),
        (KICK, 10004, False),
        (BAN, 10013, True),
        (UNBAN, 10026, True),
        (TIME_OUT, 10007, False),
        (LIFT, 10007, False),
        (CASE, 10008, True),
        (CASE, 10003, False),
        (AMEND, 10008, True),
        (TELL, 10003, False),
    ],
)
def test_what_is_gone_may_be_as_good_as_done(effect: Effect, code: int, *, done: bool) -> None:
    """RS-6."""
    assert is_done_when_gone(effect, code) is done
