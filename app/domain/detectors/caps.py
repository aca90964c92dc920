"""Shouting: nearly all letters are capitals."""

import re
from collections.abc import Iterator

from app.domain.detectors.reading import Reading
from app.domain.policies.rules import Rules
from app.domain.signal import Signal

_NOT_SAID = re.compile(r"<[^<>\s]{1,100}>|https?://\S+", re.IGNORECASE)
"""Mentions, emoji and links: nobody chose their letters."""


def detect(reading: Reading, rules: Rules) -> Iterator[Signal]:
    """One signal when the share of capitals is as large as the rule says."""
    rule = rules.caps
    if not rule.enabled or len(reading.message.own_words) < rule.min_letters:
        return
    said = _NOT_SAID.sub("", reading.message.own_words)
    large = sum(map(str.isupper, said))
    letters = large + sum(map(str.islower, said))
    if letters >= rule.min_letters and large >= rule.share * letters:
        yield Signal(source="caps", label="caps", score=1.0)
