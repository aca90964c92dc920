"""Event filters of event sources: the part of Lambda's pattern language that the template uses.

A pattern lists the values allowed for a key, or goes a level deeper: {"eventName": ["INSERT"]}.
"""

import json
from collections.abc import Mapping
from typing import Any

Pattern = Mapping[str, Any]


class FilterError(Exception):
    """A pattern that this stand-in does not know (prefix, numeric, exists ...)."""


def pattern_of(text: str) -> Pattern:
    pattern: Pattern = json.loads(text)
    _check(pattern)

    return pattern


def passes(patterns: tuple[Pattern, ...], record: Mapping[str, Any]) -> bool:
    """One pattern that matches is enough; no pattern lets everything pass."""
    return not patterns or any(_matches(pattern, record) for pattern in patterns)


def _check(pattern: Any) -> None:
    if not isinstance(pattern, Mapping):
        raise FilterError(f"not a pattern: {pattern!r}")
    for value in pattern.values():
        if not isinstance(value, list):
            _check(value)
        elif any(isinstance(allowed, Mapping) for allowed in value):
            raise FilterError(f"only exact values are known here: {value!r}")


def _matches(pattern: Pattern, record: Any) -> bool:
    if not isinstance(record, Mapping):
        return False

    return all(
        record.get(key) in wanted if isinstance(wanted, list) else _matches(wanted, record.get(key))
        for key, wanted in pattern.items()
    )
