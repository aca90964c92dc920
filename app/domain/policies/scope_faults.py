"""What is wrong with a policy where it differs: in channels, for roles, under other thresholds."""

from collections.abc import Iterator

from app.domain.policies.duration_faults import LONGEST
from app.domain.policies.policy import Override, Policy, RoleTier, Rungs, Thresholds

MAX_SHARE = 10.0
MAX_SCOPES = 100


def faults_of_scopes(policy: Policy) -> Iterator[str]:
    """Faults of overrides and tiers; rungs are judged together with those they stand on."""
    for name, count in (("overrides", len(policy.overrides)), ("roles", len(policy.roles))):
        if count > MAX_SCOPES:
            yield f"{name}: at most {MAX_SCOPES}"
    for channel, override in policy.overrides.items():
        yield from _of(override, policy, f"overrides.{channel}")
    for role, tier in policy.roles.items():
        place = f"roles.{role}"
        yield from _of(tier, policy, place)
        yield from _under_overrides(tier, policy, place)
        yield from _share(tier, policy, place)


def faults_of_thresholds(thresholds: Thresholds, place: str) -> Iterator[str]:
    """ST-003: the order of the rungs, and that each can be reached."""
    rungs = (thresholds.warn, thresholds.timeout, thresholds.kick, thresholds.ban)
    if not all(0 < rung <= 1 for rung in rungs):
        yield f"{place}: each must be above 0 and at most 1"
    if not thresholds.warn < thresholds.timeout < thresholds.kick < thresholds.ban:
        yield (
            f"{place}: must rise: warn {thresholds.warn:g} < timeout {thresholds.timeout:g}"
            f" < kick {thresholds.kick:g} < ban {thresholds.ban:g}"
        )


def _of(scope: Override | RoleTier, policy: Policy, place: str) -> Iterator[str]:
    if scope.thresholds is not None:
        there = scope.thresholds.over(policy.thresholds)
        yield from faults_of_thresholds(there, f"{place}.thresholds")


def _under_overrides(tier: RoleTier, policy: Policy, place: str) -> Iterator[str]:
    """A role's rungs may rise in the guild and cross those of one channel."""
    if tier.thresholds is None:
        return
    for channel, override in policy.overrides.items():
        below = (override.thresholds or Rungs()).over(policy.thresholds)
        there = tier.thresholds.over(below)
        for fault in faults_of_thresholds(there, f"{place}.thresholds"):
            yield f"{fault} (in channel {channel})"


def _share(tier: RoleTier, policy: Policy, place: str) -> Iterator[str]:
    share = tier.timeout_share
    if share is None:
        return
    if not 0 < share <= MAX_SHARE:
        yield f"{place}.timeout_share: must be above 0 and at most {MAX_SHARE:g}"
        return
    lengths = (*policy.timeouts, policy.warnings.second, policy.warnings.third)
    if max(lengths) * share > LONGEST:
        yield f"{place}.timeout_share: makes a timeout longer than {LONGEST.days} days"
