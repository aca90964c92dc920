from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.domain.policies.faults import faults_of
from app.domain.policies.policy import Policy
from app.domain.raids.faults import faults_of_raids
from app.domain.raids.level import Level
from app.domain.raids.policy import RaidPolicy

ZERO = timedelta(0)


def test_the_defaults_are_sound() -> None:
    assert list(faults_of_raids(RaidPolicy())) == []


@pytest.mark.parametrize(
    ("field", "wrong", "right"),
    [
        ("joins", 2, 3),
        ("kin", 1001, 1000),
        ("echo", 2, 3),
        ("target", 0, 3),
        ("siege", 0, 1),
        ("surge", 1001, 1000),
        ("surge", 0, 1),
        ("echo_share", 0.0, 1.0),
        ("echo_share", 1.1, 0.01),
        ("join_window", ZERO, timedelta(minutes=15)),
        ("join_window", timedelta(minutes=16), timedelta(seconds=1)),
        ("slow_window", timedelta(minutes=31), timedelta(minutes=30)),
        ("slow_window", timedelta(minutes=1), timedelta(minutes=2)),
        ("target_window", ZERO, timedelta(minutes=30)),
        ("newcomer", ZERO, timedelta(seconds=1)),
        ("calm_after", ZERO, timedelta(seconds=1)),
        ("stricter", 0.51, 0.5),
        ("stricter", -0.1, 0.0),
        ("pause", timedelta(hours=25), timedelta(hours=24)),
        ("pause", ZERO, timedelta(seconds=1)),
        ("slowmode", timedelta(hours=7), timedelta(hours=6)),
        ("slowmode", timedelta(seconds=-1), ZERO),
        ("timeout", timedelta(days=29), timedelta(days=28)),
        ("timeout", ZERO, timedelta(seconds=1)),
        ("delete_messages", timedelta(days=8), timedelta(days=7)),
        ("delete_messages", timedelta(seconds=-1), ZERO),
        ("lockdown_from", Level.WATCH, Level.SIEGE),
        ("lockdown_from", Level.CALM, None),
    ],
)
def test_each_number_has_its_bounds(field: str, wrong: Any, right: Any) -> None:
    """RS-28, RS-29: also those that Discord sets."""
    faults = faults_of(Policy(raids=replace(RaidPolicy(), **{field: wrong})))
    assert [fault.partition(":")[0] for fault in faults] == [f"raids.{field}"]
    assert list(faults_of_raids(replace(RaidPolicy(), **{field: right}))) == []


def test_a_fault_tells_the_longest_window_in_minutes() -> None:
    faults = faults_of_raids(replace(RaidPolicy(), join_window=timedelta(days=1)))
    assert list(faults) == ["raids.join_window: must be above 0 and at most 15 minutes"]
