"""How Lambda reads the answer of a function that reports failures of single records."""

from collections.abc import Collection, Mapping
from typing import Any


def failed_of(answer: Any, identifiers: Collection[str]) -> frozenset[str]:
    """AW-6: the failed ids; all of them when the answer makes no sense, none when it is empty."""
    everything = frozenset(identifiers)
    if answer is None:
        return frozenset()
    if not isinstance(answer, Mapping):
        return everything
    failures = answer.get("batchItemFailures", [] if not answer else everything)
    if failures is None:
        return frozenset()
    if not isinstance(failures, list):
        return everything
    failed = [_identifier(failure) for failure in failures]
    if any(identifier not in everything for identifier in failed):
        return everything

    return frozenset(identifier for identifier in failed if identifier)


def _identifier(failure: Any) -> str | None:
    identifier = failure.get("itemIdentifier") if isinstance(failure, Mapping) else None

    return identifier if isinstance(identifier, str) else None
