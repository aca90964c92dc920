"""The same words, or nearly the same, again and again by one member; edits never count."""

from collections.abc import Iterator

from app.domain.behaviour import Recent
from app.domain.detectors.reading import Reading
from app.domain.letters.similarity import NO_SHAPE, alike
from app.domain.policies.rules import Rules
from app.domain.signal import Signal


def detect(reading: Reading, rules: Rules) -> Iterator[Signal]:
    """One signal when this is at least the `limit`th time within the window."""
    message, rule = reading.message, rules.duplicates
    if not rule.enabled or not reading.recent or not reading.is_new:
        return
    if len(message.own_words) < rule.min_length:
        return
    since = message.sent_at - rule.window
    near = [one for one in reading.recent if since < one.at and one.message != message.id]
    if len(near) + 1 < rule.limit:
        return
    same = sum(1 for one in near if one.fingerprint == reading.fingerprint != "")
    if rule.similar and reading.shape != NO_SHAPE:
        same = sum(1 for one in near if _is_like(one, reading))
    if same + 1 >= rule.limit:
        yield Signal(source="duplicates", label="duplicates", score=1.0)


def _is_like(one: Recent, reading: Reading) -> bool:
    return one.fingerprint == reading.fingerprint or alike(one.shape, reading.shape)
