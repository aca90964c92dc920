"""What AutoMod blocked: it was never posted, but its author tried."""

from collections.abc import Iterator

from app.domain.detectors.reading import Reading
from app.domain.policies.rules import Rules
from app.domain.signal import Signal


def detect(reading: Reading, rules: Rules) -> Iterator[Signal]:
    """One signal, labelled with what triggered AutoMod."""
    if rules.automod.enabled:
        yield Signal(source="automod", label=reading.message.about or "other", score=1.0)
