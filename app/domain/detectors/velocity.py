"""More messages in a short time than hands write; edits never count."""

from collections.abc import Iterator

from app.domain.detectors.reading import Reading
from app.domain.policies.rules import Rules
from app.domain.signal import Signal


def detect(reading: Reading, rules: Rules) -> Iterator[Signal]:
    """One signal when this is at least the `limit`th message within the window."""
    message, rule = reading.message, rules.velocity
    if not rule.enabled or not reading.recent or not reading.is_new:
        return
    since = message.sent_at - rule.window
    near = {one.message for one in reading.recent if since < one.at} - {message.id}
    if len(near) + 1 >= rule.limit:
        yield Signal(source="velocity", label="velocity", score=1.0)
