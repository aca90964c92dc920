"""Erasure: what remains of a record, and how an erasure moves on."""

from dataclasses import fields, replace
from datetime import timedelta

import pytest

from app.domain.action import Action
from app.domain.ids import ChannelId, GuildId, MessageId, UserId
from app.domain.notice import Notice
from app.domain.place import Place
from app.domain.record.case import Case, Outcome
from app.domain.record.erasure import (
    CARRIED_OUT_WITHIN,
    NOBODY,
    STAGES,
    Scope,
    Stage,
    erased_case,
    erased_standing,
    erasure_of,
    waits,
)
from app.domain.record.mute import mute
from app.domain.record.standing import Standing, TemporaryBan
from tests.factories import NOW

GUILD, MEMBER, OWNER = GuildId(1), UserId(4242), UserId(9)
HOUR = timedelta(hours=1)
ASKED = erasure_of(GUILD, Scope.RECORDS, by=OWNER, now=NOW)


def a_case(**changes: object) -> Case:
    somewhere = Place(channel=ChannelId(7), message=MessageId(8))
    full: dict[str, object] = {
        "guild": GUILD,
        "number": 12,
        "action": Action.TIMEOUT,
        "member": MEMBER,
        "made_at": NOW - HOUR,
        "reasons": (Notice("reason.given", {"text": "mia is rude"}),),
        "moderator": UserId(51),
        "duration": HOUR,
        "source": somewhere,
        "text": "you are scum",
        "text_until": NOW + HOUR,
        "outcome": Outcome.DONE,
        "outcome_reason": "late",
        "order": "m:12:x",
        "log": somewhere,
        "dm": somewhere,
        "voided_by": UserId(52),
        "voided_reason": "mia was right",
        "warnings_before": 1,
        "warnings_after": 2,
    }
    return Case(**(full | changes))  # type: ignore[arg-type]


def test_of_a_case_its_number_times_and_action_remain_and_nothing_of_anybody() -> None:
    """C10: whatever field a case gets later, it goes unless it is named here."""
    case = a_case()
    left = erased_case(case, OWNER, NOW)

    kept = {"guild", "number", "action", "made_at", "duration", "outcome", "lifts"}
    new = {"member": NOBODY, "erased_at": NOW, "erased_by": OWNER}
    empty = Case(guild=GUILD, number=0, action=Action.NONE, member=NOBODY, made_at=NOW)
    for one in fields(Case):
        wanted = getattr(case if one.name in kept else empty, one.name)
        assert getattr(left, one.name) == new.get(one.name, wanted), one.name
    assert left.is_erased
    assert left.ends_at == case.ends_at


def test_an_erased_case_counts_against_nobody() -> None:
    """LK-046, C10"""
    case = a_case(moderator=None)
    assert case.counts
    assert not erased_case(case, OWNER, NOW).counts


def test_of_a_members_record_only_what_is_in_force_remains() -> None:
    """C10: an open mute and a temporary ban keep their deadlines, so that they lapse."""
    silence = mute(NOW, HOUR, case=12, by=None, of_warnings=True)
    ban = TemporaryBan(until=NOW + HOUR)
    full = Standing(
        first_seen=NOW,
        warnings=2,
        warned_at=NOW,
        timeouts=1,
        kicks=1,
        bans=1,
        violations=4,
        last_action=Action.BAN,
        last_offence_at=NOW,
        mute=silence,
        ban=ban,
        human_action_at=NOW,
        version=7,
    )
    assert erased_standing(full) == Standing(
        first_seen=NOW, mute=silence, ban=ban, human_action_at=NOW, version=8
    )


def test_a_record_without_offences_stays_as_it_is() -> None:
    clean = Standing(first_seen=NOW, version=3)
    assert erased_standing(clean) is clean


@pytest.mark.parametrize(
    ("outcome", "after", "held_up"),
    [
        (Outcome.PENDING, timedelta(0), True),
        (Outcome.PENDING, CARRIED_OUT_WITHIN, False),
        (Outcome.DONE, timedelta(0), False),
    ],
)
def test_what_is_being_carried_out_is_waited_for_but_not_for_ever(
    outcome: Outcome, after: timedelta, *, held_up: bool
) -> None:
    assert waits(a_case(outcome=outcome), ASKED, NOW + after) is held_up


def test_an_erasure_goes_through_its_stages_and_counts_them() -> None:
    moved = ASKED.counted(25, "25").counted(3, "28")
    assert (moved.stage, moved.after, moved.erased) == (Stage.CASES, "28", {Stage.CASES: 28})

    moved = moved.past_stage(NOW)
    assert (moved.stage, moved.after, moved.finished_at) == (Stage.FLAGS, "", None)
    for _ in STAGES[Scope.RECORDS][1:]:
        moved = moved.past_stage(NOW + HOUR)
    assert (moved.stage, moved.finished_at) == (None, NOW + HOUR)


def test_a_finished_erasure_stays_as_it_is() -> None:
    over = replace(ASKED, stages=(), finished_at=NOW)
    assert over.counted(1, "x") == over
    assert over.past_stage(NOW + HOUR) == over
