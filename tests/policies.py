"""Any policy, for laws: presets with some fields changed at random, by the types of the fields."""

import dataclasses
import typing
from collections.abc import Mapping
from datetime import timedelta
from enum import Enum
from types import UnionType
from typing import Any

from hypothesis import strategies as st

from app.domain.policies.faults import faults_of
from app.domain.policies.policy import Policy
from app.domain.policies.presets import PRESETS

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
SHARES = st.floats(0, 1, allow_nan=False)
LENGTHS = st.timedeltas(timedelta(microseconds=1), timedelta(days=40)) | st.integers(
    1, 40 * 86_400
).map(lambda seconds: timedelta(seconds=seconds))


def is_sound(policy: Policy) -> bool:
    return not faults_of(policy)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """Sound and unsound ones; filter by `is_sound` where it matters."""
    policy = draw(st.sampled_from([Policy(), *PRESETS.values()]))
    for _ in range(draw(st.integers(0, 4))):
        policy = draw(changed(policy))
    return policy


@st.composite
def changed(draw: st.DrawFn, value: Any) -> Any:
    """The part with one field, at any depth, of another value."""
    field = draw(st.sampled_from(dataclasses.fields(value)))
    one = getattr(value, field.name)
    if dataclasses.is_dataclass(one):
        new = draw(changed(one))
    else:
        new = draw(of_type(typing.get_type_hints(type(value))[field.name]))
    return dataclasses.replace(value, **{field.name: new})


def of_type(hint: Any) -> st.SearchStrategy[Any]:
    """Values of a field's type."""
    origin, parts = typing.get_origin(hint), typing.get_args(hint)
    if origin in (UnionType, typing.Union):
        return st.one_of(*(of_type(part) for part in parts))
    if origin is tuple:
        return st.lists(of_type(parts[0]), max_size=3).map(_unique).map(tuple)
    if origin is not None and issubclass(origin, Mapping):
        return st.dictionaries(of_type(parts[0]), of_type(parts[1]), max_size=3)
    if hasattr(hint, "__supertype__"):
        return st.integers(1, (1 << 63) - 1)
    if dataclasses.is_dataclass(hint):
        made: Any = hint
        names = typing.get_type_hints(hint)
        return st.builds(made, **{name: of_type(kind) for name, kind in names.items()})
    return _plain(hint)


def _plain(hint: Any) -> st.SearchStrategy[Any]:
    if hint is type(None):
        return st.none()
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(hint)
    plain: dict[Any, st.SearchStrategy[Any]] = {
        bool: st.booleans(),
        int: st.integers(-5, 60),
        float: SHARES,
        str: TEXTS,
        timedelta: LENGTHS,
    }
    return plain[hint]


def _unique(values: list[Any]) -> list[Any]:
    """Named parts once each."""
    met = {getattr(value, "name", index): value for index, value in enumerate(values)}
    return list(met.values())
