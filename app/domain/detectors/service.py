"""Discord's own messages that a server does not want to see (LK-010, LK-041)."""

from collections.abc import Iterator

from app.domain.detectors.reading import Reading
from app.domain.policies.rules import Rules
from app.domain.signal import Signal

KINDS = (
    *("pin", "join", "boost", "follow", "thread"),
    *("reminder", "subscription", "upsell", "stage"),
)
"""Kinds of service messages that a bot may delete."""


def detect(reading: Reading, rules: Rules) -> Iterator[Signal]:
    """One signal for a kind that is to be removed."""
    if reading.message.about in rules.service.kinds:
        yield Signal(source="service", label=reading.message.about, score=1.0)
