"""Patterns (LK-010, LK-061): RE2 expressions, linear in the text whatever they say (T-10)."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

import re2

from app.domain.detectors.made import MadeOf
from app.domain.detectors.reading import Reading
from app.domain.policies.rules import PatternRule, Rules
from app.domain.signal import Signal


def detect(reading: Reading, rules: Rules) -> Iterator[Signal]:
    """One signal for each pattern found in the text as written, as read, or undisguised."""
    if not rules.patterns:
        return
    seen = dict.fromkeys((*reading.written, *reading.plain, *reading.normalized))
    small = {text.lower() for text in seen}  # patterns do not tell capitals apart
    texts = [_encodable(text) for text in (*seen, *(set(reading.folded) - small))]
    any_of = _any_of(rules.patterns)
    texts = [text for text in texts if any_of is None or any_of.search(text)]
    for rule in rules.patterns if texts else ():
        pattern = _compiled(rule.pattern)
        if any(pattern.search(text) for text in texts):
            yield Signal(source="patterns", label=rule.name, score=1.0)


def extract_patterns(text: str, patterns: Iterable[str]) -> Mapping[str, list[str]]:
    """What each pattern finds in a text, in order; patterns that find nothing are left out."""
    found = {
        pattern: [match.group(0) for match in _compiled(pattern).finditer(_encodable(text))]
        for pattern in patterns
    }
    return {pattern: matches for pattern, matches in found.items() if matches}


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> "re2._Regexp[str]":
    return re2.compile(pattern, _options(8 << 20))


def _together(rules: tuple[PatternRule, ...]) -> "re2._Regexp[str] | None":
    """All patterns as one, to pass over the many texts that break none; None if it is too large."""
    try:
        return re2.compile("|".join(f"(?:{rule.pattern})" for rule in rules), _options(32 << 20))
    except re2.error:
        return None


_any_of = MadeOf(_together)


def _options(memory: int) -> re2.Options:
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = memory

    return options


def _encodable(text: str) -> str:
    """RE2 reads UTF-8, which has no lone surrogates."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()
