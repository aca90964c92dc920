"""Patterns (LK-010, LK-061): RE2 expressions, linear in the text whatever they say (T-10)."""

from collections.abc import Iterator
from functools import lru_cache

import re2

from app.domain.detectors.reading import Reading
from app.domain.rules import Rules
from app.domain.signal import Signal


def detect(reading: Reading, rules: Rules) -> Iterator[Signal]:
    """One signal for each pattern found in the text as written, as read, or undisguised."""
    for rule in rules.patterns:
        pattern = _compiled(rule.pattern)
        texts = (*reading.message.readable, *reading.normalized, *reading.folded)
        if any(pattern.search(_encodable(text)) for text in texts):
            yield Signal(source="patterns", label=rule.name, score=1.0)


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> "re2._Regexp[str]":
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = 8 << 20
    return re2.compile(pattern, options)


def _encodable(text: str) -> str:
    """RE2 reads UTF-8, which has no lone surrogates."""
    return text.encode("utf-8", "replace").decode()
