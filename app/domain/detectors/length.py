"""A message that is too long."""

from collections.abc import Iterator

from app.domain.detectors.reading import Reading
from app.domain.policies.rules import Rules
from app.domain.signal import Signal


def detect(reading: Reading, rules: Rules) -> Iterator[Signal]:
    """One signal when there are more characters than the rule lets."""
    rule = rules.length
    if rule.enabled and len(reading.message.content) > rule.limit:
        yield Signal(source="length", label="length", score=1.0)
