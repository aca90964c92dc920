"""Channels in which no person writes."""

from collections.abc import Iterator

from app.domain.detectors.reading import Reading
from app.domain.policies.rules import Rules
from app.domain.signal import Signal


def detect(reading: Reading, rules: Rules) -> Iterator[Signal]:
    """One signal for any new message there."""
    if reading.is_new and not reading.channels.isdisjoint(rules.honeypot.channels):
        yield Signal(source="honeypot", label="honeypot", score=1.0)
