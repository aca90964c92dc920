"""Too many mentions in one new message; an edit notifies nobody, so it never breaks this."""

from collections.abc import Iterator

from app.domain.detectors.reading import Reading
from app.domain.policies.rules import Rules
from app.domain.signal import Signal


def detect(reading: Reading, rules: Rules) -> Iterator[Signal]:
    """One signal when more people, roles and everyone are called than the rule lets."""
    message, rule = reading.message, rules.mentions
    if rule.enabled and reading.is_new and message.mentions.count > rule.limit:
        yield Signal(source="mentions", label="mentions", score=1.0)
