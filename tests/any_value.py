"""Any value of a domain type, made from its annotations: new fields are covered by themselves."""

import enum
import types
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, TypeVar, get_args, get_origin

from hypothesis import strategies as st

T = TypeVar("T")

SHARES = st.floats(0, 1, allow_nan=False)
MOMENTS = st.integers(0, 45 * 365 * 86_400 * 1_000_000).map(
    lambda microseconds: datetime(2015, 1, 2, tzinfo=UTC) + timedelta(microseconds=microseconds)
)
LENGTHS = st.timedeltas(timedelta(0), timedelta(days=365))
COUNTS = st.integers(0, (1 << 63) - 1)
TEXTS = st.text(max_size=12)


@cache
def any_value(kind: type[T]) -> st.SearchStrategy[T]:
    """Every float a share in [0, 1], every number a count, every moment in UTC."""
    return typing.cast("st.SearchStrategy[T]", _of(kind))


_PLAIN: Mapping[Any, st.SearchStrategy[Any]] = {
    float: SHARES,
    int: COUNTS,
    str: TEXTS,
    bool: st.booleans(),
    datetime: MOMENTS,
    timedelta: LENGTHS,
    types.NoneType: st.none(),
}


def _of(kind: Any) -> st.SearchStrategy[Any]:
    if isinstance(kind, typing.NewType):
        return _of(kind.__supertype__)
    if kind in _PLAIN:
        return _PLAIN[kind]
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return st.sampled_from(kind)
    if isinstance(kind, type) and is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return st.builds(kind, **{one.name: _later(hints[one.name]) for one in fields(kind)})

    return _of_parts(kind)


def _of_parts(kind: Any) -> st.SearchStrategy[Any]:
    """Unions and tuples."""
    origin, parts = get_origin(kind), get_args(kind)
    if origin in (types.UnionType, typing.Union):
        return st.one_of([_of(part) for part in parts])
    if origin is tuple:
        if parts[1:] == (...,):
            return st.lists(_of(parts[0]), max_size=3).map(tuple)
        return st.tuples(*map(_of, parts))

    raise TypeError(f"no values of {kind}: a page of evidence could not hold it either")


def _later(kind: Any) -> st.SearchStrategy[Any]:
    return st.deferred(lambda: _of(kind))
