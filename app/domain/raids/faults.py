"""What is wrong with a policy's terms for raids."""

from collections.abc import Iterator
from datetime import timedelta

from app.domain.raids.policy import LONGEST_PAUSE, LONGEST_SLOWMODE, RaidPolicy

FEWEST = 3
"""Two who do the same are a coincidence."""
MOST = 1000
LONGEST_WINDOW = timedelta(minutes=30)
"""The guild's window remembers no more."""
LONGEST_JOIN_WINDOW = timedelta(minutes=15)
LONGEST_TIMEOUT = timedelta(days=28)
LONGEST_DELETION = timedelta(days=7)
LARGEST_CUT = 0.5
"""Thresholds at less than half would punish suspects for being new."""


def faults_of_raids(policy: RaidPolicy) -> Iterator[str]:
    """All that must be mended, each with its place."""
    yield from _counts(policy)
    yield from _windows(policy)
    yield from _measures(policy)


def _counts(policy: RaidPolicy) -> Iterator[str]:
    for name in ("joins", "kin", "echo", "target"):
        if not FEWEST <= getattr(policy, name) <= MOST:
            yield f"raids.{name}: must be from {FEWEST} to {MOST}"
    for name in ("siege", "surge"):
        if not 1 <= getattr(policy, name) <= MOST:
            yield f"raids.{name}: must be from 1 to {MOST}"
    if not 0 < policy.echo_share <= 1:
        yield "raids.echo_share: must be above 0 and at most 1"


def _windows(policy: RaidPolicy) -> Iterator[str]:
    bounds = {
        "join_window": LONGEST_JOIN_WINDOW,
        "echo_window": LONGEST_WINDOW,
        "slow_window": LONGEST_WINDOW,
        "target_window": LONGEST_WINDOW,
    }
    for name, longest in bounds.items():
        if not timedelta(0) < getattr(policy, name) <= longest:
            yield f"raids.{name}: must be above 0 and at most {_minutes(longest)} minutes"
    if policy.slow_window < policy.echo_window:
        yield "raids.slow_window: must not be shorter than echo_window"
    for name in ("newcomer", "calm_after"):
        if getattr(policy, name) <= timedelta(0):
            yield f"raids.{name}: must be above 0"


def _measures(policy: RaidPolicy) -> Iterator[str]:
    if not 0 <= policy.stricter <= LARGEST_CUT:
        yield f"raids.stricter: must be from 0 to {LARGEST_CUT}"
    if not timedelta(0) < policy.pause <= LONGEST_PAUSE:
        yield "raids.pause: must be above 0 and at most 24 hours, as Discord has it"
    if not timedelta(0) <= policy.slowmode <= LONGEST_SLOWMODE:
        yield "raids.slowmode: must be at most 6 hours, as Discord has it"
    if not timedelta(0) < policy.timeout <= LONGEST_TIMEOUT:
        yield "raids.timeout: must be above 0 and at most 28 days, as Discord has it"
    if not timedelta(0) <= policy.delete_messages <= LONGEST_DELETION:
        yield "raids.delete_messages: must be at most 7 days, as Discord has it"
    if policy.lockdown_from is not None and not policy.lockdown_from.is_raid:
        yield "raids.lockdown_from: must be raid or siege"


def _minutes(length: timedelta) -> int:
    return int(length.total_seconds() // 60)
