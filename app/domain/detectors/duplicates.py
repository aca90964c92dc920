"""The same words again and again by one member; edits never count."""

from collections.abc import Iterator

from app.domain.detectors.reading import Reading
from app.domain.rules import Rules
from app.domain.signal import Signal


def detect(reading: Reading, rules: Rules) -> Iterator[Signal]:
    """One signal when this is at least the `limit`th time within the window."""
    message, rule = reading.message, rules.duplicates
    if not rule.enabled or reading.recent is None or message.edited_at is not None:
        return
    if len(message.own_words) < rule.min_length:
        return
    since = message.sent_at - rule.window
    same = sum(
        1
        for one in reading.recent
        if one.fingerprint == reading.fingerprint and since < one.at and one.message != message.id
    )
    if same + 1 >= rule.limit:
        yield Signal(source="duplicates", label="duplicates", score=1.0)
