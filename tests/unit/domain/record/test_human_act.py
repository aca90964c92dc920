from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.action import Action
from app.domain.ids import ChannelId, GuildId, UserId
from app.domain.order import ShowCase
from app.domain.policies.policy import Channels, Policy
from app.domain.record.human_act import HumanAct, case_of, order_of, standing_after
from app.domain.record.mute import mute
from app.domain.record.standing import Standing, TemporaryBan
from tests.factories import NOW

HOUR = timedelta(hours=1)
GUILD, MAX, MIA = GuildId(5), UserId(51), UserId(6)


def an_act(action: Action = Action.TIMEOUT, *, after: float = 0.0, **changes: object) -> HumanAct:
    at = NOW + after * HOUR
    lifts = bool(changes.get("lifts"))
    until = at + 2 * HOUR if action is Action.TIMEOUT and not lifts else None
    base = HumanAct(id=9, actor=MAX, target=MIA, at=at, action=action, until=until)
    return replace(base, **changes)  # type: ignore[arg-type]


def test_a_timeout_counts_and_is_in_force() -> None:
    """C6, IS-095"""
    after = standing_after(Standing(version=3), an_act(), case=7)

    assert (after.timeouts, after.warnings, after.version) == (1, 0, 4)
    assert after.mute == mute(NOW, 2 * HOUR, case=7, by=MAX)
    assert (after.last_action, after.last_offence_at) == (Action.TIMEOUT, NOW)
    assert after.human_action_at == NOW


@pytest.mark.parametrize(("action", "field"), [(Action.KICK, "kicks"), (Action.BAN, "bans")])
def test_kicks_and_bans_count(action: Action, field: str) -> None:
    after = standing_after(Standing(), an_act(action), case=7)

    assert getattr(after, field) == 1
    assert (after.mute, after.ban) == (None, None)


def test_a_moderator_s_ban_is_for_good_even_if_ours_was_not() -> None:
    before = Standing(ban=TemporaryBan(until=NOW + HOUR), bans=1)

    assert standing_after(before, an_act(Action.BAN), case=7).ban is None


def test_lifting_clears_what_we_had_stored_and_leaves_the_counts() -> None:
    """IS-043"""
    before = Standing(timeouts=2, bans=1, mute=mute(NOW, HOUR), ban=TemporaryBan(until=NOW))

    unmuted = standing_after(before, an_act(lifts=True, after=0.5), case=7)
    unbanned = standing_after(before, an_act(Action.BAN, lifts=True, after=0.5), case=7)

    assert (unmuted.mute, unmuted.ban, unmuted.timeouts) == (None, before.ban, 2)
    assert (unbanned.mute, unbanned.ban, unbanned.bans) == (before.mute, None, 1)
    assert unmuted.last_action is Action.NONE


def test_a_running_timeout_that_is_changed_counts_once() -> None:
    before = standing_after(Standing(), an_act(), case=7)
    longer = standing_after(before, an_act(after=1), case=8)
    later = standing_after(before, an_act(after=3), case=8)

    assert (longer.timeouts, longer.timed_out_until) == (1, NOW + 3 * HOUR)
    assert later.timeouts == 2


@given(st.permutations([0, 1, 2, 3]))
def test_what_is_in_force_is_what_the_last_act_left_in_whatever_order_they_are_heard_of(
    order: list[int],
) -> None:
    """GW: a standard queue keeps no order."""
    acts = [
        an_act(after=0),
        an_act(after=5, lifts=True),
        an_act(Action.KICK, after=6),
        an_act(after=10),
    ]
    standing = Standing()
    for index in order:
        standing = standing_after(standing, acts[index], case=index)

    assert standing.mute == mute(NOW + 10 * HOUR, 2 * HOUR, case=3, by=MAX)
    assert standing.human_action_at == NOW + 10 * HOUR
    assert standing.kicks == 1


def test_a_release_heard_before_its_timeout_still_releases() -> None:
    acts = [an_act(after=0), an_act(after=1, lifts=True)]
    for order in permutations(acts):
        standing = Standing()
        for act in order:
            standing = standing_after(standing, act, case=1)
        assert (standing.mute, standing.timeouts) == (None, 1)


def test_a_release_heard_late_does_not_end_what_came_after_it() -> None:
    """IS-043: the member was muted anew by us meanwhile."""
    ours = Standing(mute=mute(NOW + HOUR, 24 * HOUR, case=8), timeouts=2)
    late = standing_after(ours, an_act(after=0.5, lifts=True), case=9)
    in_time = standing_after(ours, an_act(after=2, lifts=True), case=9)

    assert (late.mute, in_time.mute) == (ours.mute, None)
    assert late.human_action_at == NOW + 0.5 * HOUR


def test_the_case_says_who_and_why_and_counts_unless_it_lifts() -> None:
    """IS-091, IS-110, IS-111"""
    before = Standing(warnings=2)
    act = an_act(reason="  enough  ")
    case = case_of(act, GUILD, number=7, before=before, after=before)
    lifted = case_of(an_act(lifts=True), GUILD, number=8, before=before, after=before)

    assert (case.moderator, case.member, case.made_at) == (MAX, MIA, NOW)
    assert (case.duration, case.warnings_before, case.warnings_after) == (2 * HOUR, 2, 2)
    assert [one.params["text"] for one in case.reasons] == ["enough"]
    assert (case.counts, case.lifts) == (True, False)
    assert (lifted.counts, lifted.lifts, lifted.duration, lifted.reasons) == (False, True, None, ())


def test_the_order_only_shows_the_card() -> None:
    log = Policy(channels=Channels(log=ChannelId(9)))
    order = order_of(an_act(), GUILD, number=7, policy=log)

    assert order.effects == (ShowCase(channel=ChannelId(9), locale="en"),)
    assert order.id == "h:5:9"
    assert order_of(an_act(), GUILD, number=7, policy=Policy()).effects == ()
