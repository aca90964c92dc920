"""A member's record entry by entry, as whole values."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.action import Action
from app.domain.ids import UserId
from app.domain.record.mute import HELD_AT_MOST, RENEWED_BEFORE, Mute, mute
from app.domain.record.standing import Standing, TemporaryBan
from tests.factories import NOW

HOUR = timedelta(hours=1)
MODERATOR = UserId(9)
SAID = NOW - timedelta(seconds=4)
FULL = Standing(
    first_seen=NOW - timedelta(days=9),
    warnings=4,
    warned_at=NOW - timedelta(days=1),
    timeouts=5,
    kicks=6,
    bans=7,
    violations=8,
    last_action=Action.WARN,
    last_offence_at=NOW - timedelta(days=1),
    mute=mute(NOW - timedelta(days=1), HOUR, case=3),
    ban=TemporaryBan(until=NOW + HOUR, case=4),
    human_action_at=NOW - timedelta(days=2),
    version=10,
)


def after(standing: Standing, action: Action, *, warned: bool = False) -> Standing:
    return standing.after(
        action,
        warned=warned,
        spoken_at=SAID,
        now=NOW,
        duration=HOUR,
        case=12,
        by=MODERATOR,
    )


def test_the_first_action_ever_is_the_first_time_one_was_seen() -> None:
    assert after(Standing(), Action.FLAG) == Standing(first_seen=NOW, version=1)


def test_what_nobody_notices_is_no_offence() -> None:
    assert after(FULL, Action.FLAG) == replace(FULL, version=11)


def test_a_removal_is_remembered_and_counts_nothing() -> None:
    assert after(FULL, Action.DELETE) == replace(
        FULL, last_action=Action.DELETE, last_offence_at=SAID, version=11
    )


def test_a_warning_goes_up_the_ladder_and_is_a_violation() -> None:
    """IS-020, IS-090, LK-020"""
    assert after(FULL, Action.WARN, warned=True) == replace(
        FULL,
        warnings=5,
        warned_at=NOW,
        violations=9,
        last_action=Action.WARN,
        last_offence_at=SAID,
        version=11,
    )


@pytest.mark.parametrize("warned", [True, False])
def test_a_timeout_is_an_offence_and_in_force(*, warned: bool) -> None:
    """IS-040, IS-095, LK-024: with its end, its case and who decided it."""
    assert after(FULL, Action.TIMEOUT, warned=warned) == replace(
        FULL,
        warnings=4 + int(warned),
        warned_at=NOW if warned else FULL.warned_at,
        timeouts=6,
        violations=9,
        last_action=Action.TIMEOUT,
        last_offence_at=SAID,
        mute=Mute(
            since=NOW,
            until=NOW + HOUR,
            held_until=NOW + HOUR,
            case=12,
            by=MODERATOR,
            of_warnings=warned,
        ),
        version=11,
    )


def test_a_kick_and_a_ban_are_offences_of_their_kind() -> None:
    """LK-024, IS-134: a ban with a duration ends by itself."""
    offence = replace(FULL, violations=9, last_offence_at=SAID, version=11)

    assert after(FULL, Action.KICK) == replace(offence, kicks=7, last_action=Action.KICK)
    assert after(FULL, Action.BAN) == replace(
        offence,
        bans=8,
        last_action=Action.BAN,
        ban=TemporaryBan(since=NOW, until=NOW + HOUR, case=12, by=MODERATOR),
    )


@pytest.mark.parametrize("action", [Action.TIMEOUT, Action.BAN])
def test_without_a_duration_nothing_ends_by_itself(action: Action) -> None:
    standing = FULL.after(action, warned=False, spoken_at=SAID, now=NOW, duration=None)

    assert standing.ban == (None if action is Action.BAN else FULL.ban)
    assert standing.mute == FULL.mute


def test_counts_can_be_put_back_with_everything_else_kept() -> None:
    before = Standing(
        warnings=1,
        warned_at=NOW,
        timeouts=2,
        kicks=3,
        bans=4,
        violations=5,
        last_action=Action.KICK,
        version=2,
    )

    assert FULL.with_counts_of(before) == replace(
        FULL, warnings=1, warned_at=NOW, timeouts=2, kicks=3, bans=4, violations=5
    )


@pytest.mark.parametrize(
    ("action", "warned", "taken"),
    [
        (Action.WARN, True, {"warnings": 3, "violations": 7}),
        (Action.TIMEOUT, False, {"timeouts": 4, "violations": 7}),
        (Action.TIMEOUT, True, {"warnings": 3, "timeouts": 4, "violations": 7}),
        (Action.KICK, False, {"kicks": 5, "violations": 7}),
        (Action.BAN, False, {"bans": 6, "violations": 7}),
        (Action.DELETE, False, {}),
    ],
)
def test_a_pardon_takes_away_what_the_case_added_and_nothing_else(
    action: Action, taken: dict[str, int], *, warned: bool
) -> None:
    """IS-090: what other cases keep in force stays."""
    assert FULL.pardoned(action, warned=warned, case=99) == replace(FULL, version=11, **taken)  # type: ignore[arg-type]


def test_a_pardon_never_counts_below_zero() -> None:
    empty = Standing(version=1)

    for action in Action:
        assert empty.pardoned(action, warned=True, case=1) == replace(empty, version=2)


@pytest.mark.parametrize(("case", "mute_stays", "ban_stays"), [(3, False, True), (4, True, False)])
def test_a_pardon_lifts_what_its_own_case_keeps_in_force(
    case: int, *, mute_stays: bool, ban_stays: bool
) -> None:
    pardoned = FULL.pardoned(Action.WARN, warned=False, case=case)

    assert pardoned.mute == (FULL.mute if mute_stays else None)
    assert pardoned.ban == (FULL.ban if ban_stays else None)


def test_offences_are_timeouts_kicks_and_bans() -> None:
    """Ruling C6: warnings are none."""
    assert FULL.offences == 18
    assert FULL.timed_out_until == NOW - timedelta(days=1) + HOUR
    assert Standing().timed_out_until is None


def test_a_long_mute_is_held_as_far_ahead_as_discord_allows_and_renewed_in_time() -> None:
    """IS-040, IS-041"""
    long = mute(NOW, timedelta(days=60), case=1, by=MODERATOR, of_warnings=True)

    assert long == Mute(
        since=NOW,
        until=NOW + timedelta(days=60),
        held_until=NOW + HELD_AT_MOST,
        case=1,
        by=MODERATOR,
        of_warnings=True,
    )
    assert long.due_at == NOW + HELD_AT_MOST - RENEWED_BEFORE
    again = long.renewed()
    assert again == replace(long, held_until=long.due_at + HELD_AT_MOST)
    assert again.renewed().held_until == long.until
    assert again.renewed().due_at == long.until
    assert timedelta(days=28) == HELD_AT_MOST
    assert timedelta(days=1) == RENEWED_BEFORE


def test_a_mute_that_discord_can_hold_at_once_is_due_at_its_end() -> None:
    """IS-044"""
    assert mute(NOW, HELD_AT_MOST).due_at == NOW + HELD_AT_MOST
    assert mute(NOW, HOUR) == Mute(since=NOW, until=NOW + HOUR, held_until=NOW + HOUR)
