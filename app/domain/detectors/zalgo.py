"""Letters buried in marks, so that the lines around them cannot be read either."""

import re
from collections.abc import Iterator
from functools import lru_cache

from app.domain.detectors.reading import Reading
from app.domain.letters.characters import SHAPES
from app.domain.policies.rules import Rules
from app.domain.signal import Signal


def detect(reading: Reading, rules: Rules) -> Iterator[Signal]:
    """One signal when enough letters carry more marks than any script needs."""
    rule = rules.zalgo
    if not rule.enabled:
        return
    buried = _buried(rule.marks)
    for text in reading.written:
        if not text.isascii() and len(buried.findall(text.translate(SHAPES))) >= rule.letters:
            yield Signal(source="zalgo", label="zalgo", score=1.0)
            return


@lru_cache(maxsize=64)
def _buried(marks: int) -> re.Pattern[str]:
    return re.compile(f"m{{{marks + 1},}}")
