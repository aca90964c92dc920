from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.policies.faults import faults_of
from app.domain.policies.policy import Policy, Retention, WarningLadder

DAY = timedelta(days=1)
BAD = (timedelta(0), 366 * DAY)


def test_the_defaults_are_sound() -> None:
    assert faults_of(Policy()) == ()


@pytest.mark.parametrize("length", BAD)
@pytest.mark.parametrize(
    ("place", "change"),
    [
        ("timeouts[1]", lambda bad: {"timeouts": (DAY, bad)}),
        ("warnings.second", lambda bad: {"warnings": WarningLadder(second=bad)}),
        ("warnings.third", lambda bad: {"warnings": WarningLadder(third=bad)}),
        ("warnings.decay[0]", lambda bad: {"warnings": WarningLadder(decay=(bad,))}),
        ("interim_timeout", lambda bad: {"interim_timeout": bad}),
        ("review_lapse", lambda bad: {"review_lapse": bad}),
        ("ban_duration", lambda bad: {"ban_duration": bad}),
    ],
)
def test_every_duration_is_bounded_and_named(place: str, change: object, length: timedelta) -> None:
    """IS-024, IS-037, IS-113"""
    policy = replace(Policy(), **change(length))  # type: ignore[operator]

    assert faults_of(policy) == (f"{place}: must be longer than nothing and at most 365 days",)


def test_what_may_be_absent_may_be_absent() -> None:
    assert faults_of(Policy(interim_timeout=None, review_lapse=None, ban_duration=None)) == ()


def test_a_timeout_may_be_longer_than_discord_holds_one() -> None:
    """IS-040: it is renewed."""
    assert faults_of(Policy(timeouts=(90 * DAY,))) == ()


def test_ladders_need_rungs_and_words_an_end() -> None:
    """T-19"""
    assert faults_of(Policy(timeouts=())) == ("timeouts: at least one duration is needed",)
    empty = Policy(warnings=WarningLadder(decay=()))
    assert faults_of(empty) == ("warnings.decay: at least one duration is needed",)
    hoarded = Policy(retention=Retention(text=31 * DAY))
    assert faults_of(hoarded) == (
        "retention.text: must be longer than nothing and at most 30 days",
    )
