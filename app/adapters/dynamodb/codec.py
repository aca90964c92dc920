"""Domain values to JSON text and back, for the `body` of stored items.

Pydantic reads the domain's plain dataclasses as they stand; a stored body that no longer fits is an
error that names the field.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")

_adapter: Callable[[Any], TypeAdapter[Any]] = cache(TypeAdapter)


def dump(value: object) -> str:
    """The value as JSON text."""
    return _adapter(type(value)).dump_json(value).decode()


def load(kind: type[T], text: str | bytes) -> T:
    """The value back from JSON text.

    Raises:
        pydantic.ValidationError: the text does not hold a `kind`.
    """
    value: T = _adapter(kind).validate_json(text)
    return value


def warm(*kinds: type[object]) -> None:
    """Build now what `dump` and `load` need for these types, not at their first use."""
    for kind in kinds:
        _adapter(kind)
