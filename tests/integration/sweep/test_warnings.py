"""Warnings, mutes and bans over weeks, on the real tables and a Discord that enforces its rules."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.domain.action import Action
from app.domain.decision import Limit
from app.domain.order import TimeOut
from app.domain.policies.policy import Thresholds, WarningLadder
from app.domain.record.case import Outcome
from tests.life import TIMED_OUT, Life

DAY = timedelta(days=1)
HARSH: Mapping[str, Any] = {
    "thresholds": Thresholds(warn=0.1, timeout=0.2, kick=0.3, ban=0.4),
    "max_automatic_action": Action.BAN,
}
"""Whatever is said calls for a ban, and far from any threshold."""


def test_a_warning_decays_and_the_member_is_told(life: Life) -> None:
    """IS-020, IS-030, IS-036"""
    life.offend()
    assert life.standing().warnings == 1
    assert life.due_at() == (life.standing().warned_at or life.run.clock.now()) + 7 * DAY

    life.after(days=6, hours=23)
    assert life.standing().warnings == 1
    life.after(hours=2)

    assert life.standing().warnings == 0
    assert life.due_at() is None
    assert "Your last warning has expired" in life.told()[-1]


def test_the_ladder_warns_mutes_for_an_hour_and_a_day_and_then_asks_a_person(life: Life) -> None:
    """IS-020, IS-021, IS-022, IS-023, IS-091: with the count before and after on each case."""
    for _ in range(4):
        life.offend()
        life.skip(days=2)

    cases = life.cases()
    assert [(case.action, case.duration) for case in cases] == [
        (Action.WARN, None),
        (Action.TIMEOUT, timedelta(hours=1)),
        (Action.TIMEOUT, timedelta(hours=24)),
        (Action.WARN, None),
    ]
    assert [(case.warnings_before, case.warnings_after) for case in cases] == [
        (0, 1),
        (1, 2),
        (2, 3),
        (3, 4),
    ]
    (flag,) = life.flags()
    assert Limit.LADDER_FULL in flag.decision.limits
    assert [case.outcome for case in cases] == [Outcome.DONE] * 4


def test_a_mute_ends_with_a_word_and_only_one(life: Life) -> None:
    """IS-041, IS-044, IS-081"""
    life.offend(toxicity=TIMED_OUT)
    assert life.run.standing_of("mia")["timed_out"]
    told = len(life.told())

    life.after(minutes=59)
    assert len(life.told()) == told
    life.after(minutes=2)
    life.sweep()

    assert life.told()[told:] == [life.told()[-1]]
    assert "Your timeout is over" in life.told()[-1]
    assert life.standing().mute is None
    assert life.standing().timeouts == 1


def test_a_sweep_that_was_away_for_months_catches_up_with_one_word(life: Life) -> None:
    """IS-034, IS-036, IS-080"""
    for _ in range(3):
        life.offend()
        life.skip(days=2)
    told = len(life.told())

    life.after(days=120)

    assert life.standing().warnings == 0
    new = life.told()[told:]
    assert sum("last warning has expired" in one for one in new) == 1
    assert sum("One of your warnings" in one for one in new) == 0


def test_the_last_warning_takes_the_mute_with_it(life: Life) -> None:
    """IS-035: on Discord, too."""
    short = WarningLadder(second=20 * DAY, decay=(2 * DAY, 3 * DAY))
    life.run.keep_policy(replace(life.policy, warnings=short))
    life.offend(warnings=short)
    life.skip(minutes=5)
    life.offend(warnings=short)
    assert life.run.standing_of("mia")["timed_out"]

    life.after(days=3, hours=1)
    assert (life.standing().warnings, life.run.standing_of("mia")["timed_out"]) == (1, True)
    life.after(days=2)

    assert (life.standing().warnings, life.standing().mute) == (0, None)
    assert not life.run.standing_of("mia")["timed_out"]
    assert "so your timeout was lifted" in "".join(life.told()[-2:])


def test_a_mute_beyond_28_days_is_held_by_renewing_it(life: Life) -> None:
    """IS-040: Discord itself would let it go on day 28."""
    life.offend(toxicity=TIMED_OUT, timeouts=(60 * DAY,))
    ends = life.standing().timed_out_until
    assert ends is not None

    for days in (27.5, 13, 14, 5):  # day 27.5, 40.5, 54.5, 59.5
        life.after(days=days)
        assert life.run.standing_of("mia")["timed_out"]
    life.after(days=0.5, minutes=1)

    assert not life.run.standing_of("mia")["timed_out"]
    assert life.standing().mute is None
    held = [one for order in life.orders() for one in order.effects if isinstance(one, TimeOut)]
    assert len(held) == 3
    assert held[-1].until == ends
    assert "Your timeout is over" in life.told()[-1]


@pytest.mark.parametrize("heard", [True, False])
def test_a_mute_that_a_moderator_ended_is_not_renewed(life: Life, *, heard: bool) -> None:
    """IS-043: also when we were not told of it: Discord's own state decides."""
    life.offend(toxicity=TIMED_OUT, timeouts=(60 * DAY,))
    life.skip(days=20)
    if heard:
        life.moderate("untimeout")
        assert life.standing().mute is None
    else:
        life.run.fake.control.act(
            "moderate", guild=str(life.run.guild), by="max", act="untimeout", user="mia"
        )

    life.after(days=7, hours=1)

    assert not life.run.standing_of("mia")["timed_out"]


def test_a_mute_that_ran_out_while_nobody_renewed_it_goes_on(life: Life) -> None:
    """IS-041: an outage of a week over day 28 does not pardon anybody."""
    life.offend(toxicity=TIMED_OUT, timeouts=(60 * DAY,))
    life.skip(days=33)
    assert not life.run.standing_of("mia")["timed_out"]

    life.sweep()

    assert life.run.standing_of("mia")["timed_out"]


def test_a_temporary_ban_is_lifted_in_time(life: Life) -> None:
    """AC-079, IS-134"""
    life.run.keep_policy(replace(life.policy, ban_duration=30 * DAY))
    life.offend(toxicity=TIMED_OUT, **HARSH, ban_duration=30 * DAY)
    assert life.run.standing_of("mia")["banned"]
    assert "You were banned from the server until" in life.told()[-1]

    life.after(days=29, hours=23)
    assert life.run.standing_of("mia")["banned"]
    life.after(hours=2)

    assert not life.run.standing_of("mia")["banned"]
    assert life.standing().ban is None
    assert life.standing().bans == 1
    assert "Your ban ended" in life.told()[-1], "the old message says so"


def test_a_ban_without_a_length_stays(life: Life) -> None:
    life.offend(toxicity=TIMED_OUT, **HARSH)

    life.after(days=400)

    assert life.run.standing_of("mia")["banned"]


def test_who_was_never_muted_hears_of_no_end(life: Life) -> None:
    """The order failed, since the member ranks too high; the record says so."""
    life.offend("ada", toxicity=TIMED_OUT)
    (case,) = life.cases()
    assert case.outcome is Outcome.FAILED

    life.after(hours=2)

    assert life.told("ada") == []
    assert life.standing("ada").mute is None


def test_two_sweeps_at_the_same_moment_do_everything_once(life: Life) -> None:
    """IS-117"""
    names = ("mia", "tom", "newcomer")
    for name in names:
        life.offend(name)
    told = {name: len(life.told(name)) for name in names}
    life.skip(days=8)

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(life.sweep_()) for _ in range(4)]:
            done.result()
    life.carry_out()

    for name in names:
        assert life.standing(name).warnings == 0
        assert len(life.told(name)) == told[name] + 1
        assert life.standing(name).version == 2


def test_a_record_that_nobody_can_read_stops_no_other(life: Life) -> None:
    """IS-082, IS-117"""
    for name in ("mia", "tom"):
        life.offend(name)
    items = life.tables.members
    key = f"{life.run.guild}#{life.run.member('mia')}"
    item = items.get(key, "member")
    item.update(actions=[items.body.set("{not a record")])

    swept = life.after(days=8)["standings"]

    assert swept.failed == 1
    assert life.standing("tom").warnings == 0
    assert life.sweep()["standings"].failed == 0, "it waits, each time longer"
    assert life.after(minutes=2)["standings"].failed == 1


def test_a_sweep_that_died_after_its_write_is_taken_up_by_the_orders_alone(life: Life) -> None:
    """IS-041, IS-116: what is to be done stands in the tables, in no memory."""
    life.offend(toxicity=TIMED_OUT)
    life.skip(hours=2)
    life.sweep_()()  # and the process is gone
    assert "Your timeout is over" not in life.told()[-1]

    life.carry_out()

    assert "Your timeout is over" in life.told()[-1]


def test_decay_is_silent_where_the_guild_wants_it_so(life: Life) -> None:
    """IS-036, IS-037"""
    quiet = WarningLadder(tell_decay=False, decay=(DAY,))
    life.run.keep_policy(replace(life.policy, warnings=quiet))
    life.offend(warnings=quiet)
    told = len(life.told())

    life.after(days=1, hours=1)

    assert life.standing().warnings == 0
    assert len(life.told()) == told


def test_a_deadline_follows_the_policy_as_it_is_then(life: Life) -> None:
    """A guild that made decay slower meanwhile: found too early, it is only put in its place."""
    life.offend()
    life.run.keep_policy(replace(life.policy, warnings=WarningLadder(decay=(30 * DAY,))))

    life.after(days=8)
    assert life.standing().warnings == 1
    warned_at = life.standing().warned_at
    assert warned_at is not None
    assert life.due_at() == warned_at + 30 * DAY

    life.after(days=23)
    assert life.standing().warnings == 0
