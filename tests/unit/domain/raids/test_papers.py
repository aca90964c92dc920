from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.domain.action import Action
from app.domain.ids import ChannelId, MessageId, UserId
from app.domain.notice import Notice
from app.domain.order import RemoveTimeOut, ShowCase, Unban, plan
from app.domain.place import Place
from app.domain.policies.policy import Channels, Policy
from app.domain.raids.level import Level
from app.domain.raids.papers import (
    case_about,
    cleared,
    is_cleared_with,
    order_about,
    order_to_clear,
    standing_with,
    to_clear,
    to_file,
    with_changed,
)
from app.domain.raids.raid import Fate, Raid, ended, undone, with_fates, with_suspects
from app.domain.raids.share import Share, context_in_raid
from app.domain.raids.signs import Part
from app.domain.record.case import Case, Outcome
from app.domain.record.standing import Standing
from tests.factories import GUILD, NOW, evidence
from tests.unit.domain.raids.test_raid import a_raid

ADA, BOB, FIRST, SECOND = UserId(7), UserId(8), UserId(101), UserId(102)
POLICY = Policy(channels=Channels(log=ChannelId(90)))


def a_banned_raid() -> Raid:
    raid = with_suspects(a_raid(banned_by=ADA), {FIRST: Part.ECHO, SECOND: Part.KIN}, {})
    return with_fates(raid, {FIRST: Fate.BANNED})


def automatic(action: Action = Action.TIMEOUT, **changes: Any) -> Case:
    values: dict[str, Any] = {
        "guild": GUILD,
        "number": 20,
        "action": action,
        "member": FIRST,
        "made_at": NOW + timedelta(minutes=1),
        "duration": timedelta(hours=1) if action is Action.TIMEOUT else None,
        "evidence": evidence(raid=Share(level=Level.RAID, suspect=True)),
    }
    return Case(**(values | changes))


def test_who_was_banned_gets_a_case_in_the_moderator_s_name() -> None:
    """IS-110, IS-111, ST-018."""
    raid = a_banned_raid()
    (suspect,) = to_file(raid, 10)
    case = case_about(raid, suspect, 31, POLICY, NOW)
    order = order_about(raid, suspect)
    assert case == Case(
        guild=GUILD,
        number=31,
        action=Action.BAN,
        member=FIRST,
        made_at=NOW,
        reasons=(Notice("reason.raid.echo", {"number": 12}),),
        moderator=ADA,
        outcome=Outcome.DONE,
        order=order.id,
    )
    assert order == plan(
        id=f"s:{GUILD}:{raid.id}:{FIRST}:banned",
        guild=GUILD,
        effects=(),
        decided_at=raid.began_at,
        expires_at=raid.began_at + timedelta(hours=24),
        audit_reason="[Raid #12]",
        user=FIRST,
    )
    standing = standing_with(Standing(), case)
    assert (standing.bans, standing.warnings, standing.last_offence_at) == (1, 0, NOW)


def test_a_raid_that_was_never_numbered_is_told_as_number_0() -> None:
    raid = replace(a_banned_raid(), number=None)
    (suspect,) = to_file(raid, 10)
    assert case_about(raid, suspect, 31, POLICY, NOW).reasons[0].params == {"number": 0}


def test_who_was_silenced_gets_one_with_its_length() -> None:
    raid = with_fates(replace(a_banned_raid(), silenced_by=ADA), {FIRST: Fate.TIMED_OUT})
    (suspect,) = to_file(raid, 10)
    case = case_about(raid, suspect, 31, POLICY, NOW)
    assert (case.action, case.duration) == (Action.TIMEOUT, timedelta(hours=24))
    silent = replace(raid, silenced_by=BOB)
    assert case_about(silent, suspect, 31, POLICY, NOW).moderator == BOB
    standing = standing_with(Standing(), case)
    assert standing.timed_out_until == NOW + timedelta(hours=24)
    assert standing.mute is not None
    assert (standing.mute.case, standing.mute.by) == (31, ADA)


def test_each_fate_is_filed_once_and_a_piece_at_a_time() -> None:
    raid = a_banned_raid()
    filed = with_changed(raid, {FIRST}, lambda one: replace(one, filed=one.fate))
    assert to_file(filed, 10) == ()
    both = with_fates(raid, {SECOND: Fate.BANNED})
    assert len(to_file(both, 1)) == 1
    harder = with_fates(filed, {FIRST: Fate.TIMED_OUT})
    assert len(to_file(harder, 10)) == 1


def test_nothing_is_cleared_before_the_undo() -> None:
    raid = a_banned_raid()
    assert to_clear(raid, 10) == ()
    taken_back = undone(raid, NOW, ADA)
    assert len(to_clear(taken_back, 10)) == 2
    assert len(to_clear(taken_back, 1)) == 1
    half = with_changed(taken_back, {FIRST}, lambda one: replace(one, cleared=True))
    assert [one.user for one in to_clear(half, 10)] == [SECOND]


@pytest.mark.parametrize(
    ("case", "falls"),
    [
        (automatic(), True),
        (automatic(evidence=evidence()), False),
        (automatic(evidence=None), False),
        (automatic(evidence=evidence(raid=Share(level=Level.RAID))), False),
        (automatic(made_at=NOW), True),
        (automatic(made_at=NOW - timedelta(seconds=1)), False),
        (automatic(made_at=NOW + timedelta(minutes=21)), False),
        (automatic(outcome=Outcome.VOIDED), False),
        (automatic(lifts=True), False),
        (automatic(evidence=None, order=f"s:{GUILD}:{a_raid().id}:101:banned"), True),
        (automatic(evidence=None, order=f"s:{GUILD}:20200101T000000:101:banned"), False),
    ],
)
def test_which_cases_fall_with_the_raid(case: Case, *, falls: bool) -> None:
    """RM-004: what the raid brought onto records, and nothing that stood there for itself."""
    assert is_cleared_with(a_raid(), case) is falls


def test_after_the_end_members_are_judged_as_always() -> None:
    raid = ended(a_raid(), NOW + timedelta(minutes=3), ADA)
    assert is_cleared_with(raid, automatic(made_at=NOW + timedelta(minutes=3)))
    assert not is_cleared_with(raid, automatic(made_at=NOW + timedelta(minutes=4)))


def test_a_cleared_case_is_void_and_says_by_whom() -> None:
    raid = undone(a_banned_raid(), NOW, ADA)
    void = cleared(raid, automatic())
    assert (void.outcome, void.voided_by) == (Outcome.VOIDED, ADA)
    assert void.voided_reason == "Raid #12 undone"


@pytest.mark.parametrize(
    ("case", "effects"),
    [
        (automatic(), (RemoveTimeOut(user=FIRST),)),
        (automatic(Action.BAN), (Unban(user=FIRST),)),
        (automatic(Action.WARN), ()),
        (automatic(made_at=NOW - timedelta(hours=1)), ()),
        (automatic(Action.BAN, moderator=ADA), ()),
        (automatic(moderator=ADA), ()),
        (
            automatic(Action.WARN, log=Place(channel=ChannelId(90), message=MessageId(5))),
            (ShowCase(channel=ChannelId(90), locale="en"),),
        ),
    ],
)
def test_what_an_automatic_case_keeps_in_force_is_lifted(
    case: Case, effects: tuple[object, ...]
) -> None:
    """What moderators ordered is lifted by the raid's own Undo."""
    order = order_to_clear(undone(a_banned_raid(), NOW, ADA), case, POLICY, NOW)
    assert order.effects == effects
    assert (order.id, order.guild) == (f"v:{GUILD}:{a_raid().id}:20", GUILD)
    assert (order.case, order.user) == (20, FIRST)
    assert (order.decided_at, order.expires_at) == (NOW, NOW + timedelta(hours=24))
    assert order.audit_reason == "[Case #20] Raid #12 undone by 7"


def test_context_is_raised_for_suspects_of_a_running_raid_alone() -> None:
    """ST-034."""
    assert context_in_raid(0.2, Share(level=Level.RAID, suspect=True)) == 1.0
    assert context_in_raid(0.2, Share(level=Level.WATCH, suspect=True)) == 0.2
    assert context_in_raid(0.2, Share(level=Level.SIEGE, suspect=False)) == 0.2
    assert context_in_raid(0.2, Share()) == 0.2
