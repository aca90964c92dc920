"""What is wrong with the durations of a policy."""

from collections.abc import Iterator
from datetime import timedelta

from app.domain.policies.policy import Policy

LONGEST = timedelta(days=365)
"""Longer than Discord holds a time-out at once (28 days): sweep renews it (IS-040)."""
LONGEST_TEXT = timedelta(days=30)


def faults_of_durations(policy: Policy) -> Iterator[str]:
    """Faults of time-outs, decay, bans, lapses and retention, each with its place."""
    if not policy.timeouts:
        yield "timeouts: at least one duration is needed"
    if not policy.warnings.decay:
        yield "warnings.decay: at least one duration is needed"
    for place, length in _named(policy):
        if length is not None and not timedelta(0) < length <= LONGEST:
            yield f"{place}: must be longer than nothing and at most {LONGEST.days} days"
    if not timedelta(0) < policy.retention.text <= LONGEST_TEXT:
        yield f"retention.text: must be longer than nothing and at most {LONGEST_TEXT.days} days"


def _named(policy: Policy) -> Iterator[tuple[str, timedelta | None]]:
    for index, length in enumerate(policy.timeouts):
        yield f"timeouts[{index}]", length
    for index, wait in enumerate(policy.warnings.decay):
        yield f"warnings.decay[{index}]", wait
    yield "warnings.second", policy.warnings.second
    yield "warnings.third", policy.warnings.third
    yield "interim_timeout", policy.interim_timeout
    yield "review_lapse", policy.review_lapse
    yield "ban_duration", policy.ban_duration
