"""The leaves of a policy: every single value in it, with its place."""

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

Place = tuple[str, ...]

_FIRST = ("name", "enabled")


def fields_of(part: Any) -> "list[dataclasses.Field[Any]]":
    """A part's fields as people read them: name or switch, what it alone says, what all say."""
    shared = {
        one.name
        for base in type(part).__mro__[1:]
        if dataclasses.is_dataclass(base)
        for one in dataclasses.fields(base)
    }
    return sorted(
        dataclasses.fields(part), key=lambda one: (one.name not in _FIRST, one.name in shared)
    )


def leaves_of(value: object, place: Place = ()) -> Iterator[tuple[Place, object]]:
    """Values that hold no other ones; lists and mappings by index and key, empty ones as they are.

    >>> list(leaves_of(Thresholds()))[0]
    (('warn',), 0.35)
    """
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in fields_of(value):
            yield from leaves_of(getattr(value, field.name), (*place, field.name))
    elif isinstance(value, Mapping) and value:
        for key, one in value.items():
            yield from leaves_of(one, (*place, str(key)))
    elif isinstance(value, tuple) and value:
        for index, one in enumerate(value):
            yield from leaves_of(one, (*place, str(index)))
    else:
        yield place, value


def dotted(place: Place) -> str:
    """`rules.words[0].name`: a place as faults name it."""
    text = ""
    for part in place:
        is_index = part.isdecimal() and len(part) < _ID
        text += f"[{part}]" if is_index else f".{part}"

    return text.removeprefix(".")


_ID = 5
"""Longer numbers are ids."""
