"""A message that fills the screen by its lines."""

from collections.abc import Iterator

from app.domain.detectors.reading import Reading
from app.domain.policies.rules import Rules
from app.domain.signal import Signal


def detect(reading: Reading, rules: Rules) -> Iterator[Signal]:
    """One signal when there are more lines than the rule lets."""
    rule = rules.lines
    if rule.enabled and reading.message.content.count("\n") >= rule.limit:
        yield Signal(source="lines", label="lines", score=1.0)
