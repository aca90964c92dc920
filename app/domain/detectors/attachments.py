"""Too many files in one message."""

from collections.abc import Iterator

from app.domain.detectors.reading import Reading
from app.domain.policies.rules import Rules
from app.domain.signal import Signal


def detect(reading: Reading, rules: Rules) -> Iterator[Signal]:
    """One signal when there are more than the rule lets."""
    rule = rules.attachments
    if rule.enabled and len(reading.message.attachments) > rule.limit:
        yield Signal(source="attachments", label="attachments", score=1.0)
