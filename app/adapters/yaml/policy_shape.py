"""The shape of a policy: which kind of value belongs where in a document."""

import dataclasses
import typing
from collections.abc import Mapping
from datetime import timedelta
from functools import cache, reduce
from types import NoneType, UnionType
from typing import Any, Union

from app.domain.policies.policy import Policy

Place = tuple[str, ...]
"""Names of fields, keys and indices, from the top of a document."""


def kind_at(place: Place) -> Any:
    """The type of what belongs there; None where nothing is known."""
    return reduce(kind_below, place, Policy)


def kind_below(kind: Any, step: str) -> Any:
    """One step further: into a field, an entry or an item; None where there is none."""
    for one in _kinds(kind):
        inner = typing.get_args(one)
        if _is_part(one):
            return _fields(one).get(step)
        if typing.get_origin(one) is tuple:
            return inner[0]
        if inner and issubclass(typing.get_origin(one), Mapping):
            return inner[1]

    return None


def names_in(kind: Any) -> tuple[str, ...]:
    """The fields that a part has."""
    return tuple(name for one in _kinds(kind) if _is_part(one) for name in _fields(one))


def holds_length(kind: Any) -> bool:
    """Whether a length of time belongs there."""
    return timedelta in _kinds(kind)


def holds_id(kind: Any) -> bool:
    """Whether an id of Discord belongs there."""
    return any(hasattr(one, "__supertype__") for one in _kinds(kind))


def _kinds(kind: Any) -> tuple[Any, ...]:
    """Itself, or what a union is made of; None is no kind."""
    parts = typing.get_args(kind) if typing.get_origin(kind) in (Union, UnionType) else (kind,)

    return tuple(one for one in parts if one not in (None, NoneType))


def _is_part(kind: Any) -> bool:
    return dataclasses.is_dataclass(kind)


@cache
def _fields(part: Any) -> Mapping[str, Any]:
    return typing.get_type_hints(part)
