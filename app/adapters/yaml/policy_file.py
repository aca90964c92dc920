"""A policy as a YAML file that people write: only what differs from the defaults.

Durations read as `90s`, `1h30m` or `7d`. Every fault is named at once, with its line.
"""

import dataclasses
import re
import typing
from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ConfigDict, TypeAdapter, ValidationError

from app.domain.errors import PolicyInvalid
from app.domain.policies.faults import faults_of
from app.domain.policies.policy import Policy

_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Both read the same; the one in C is ten times as fast, where it was built."""
_DURATION = re.compile(r"(?:\d+[smhdw])+")
_PART = re.compile(r"(\d+)([smhdw])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}

Place = tuple[str | int, ...]


def read_policy(path: Path) -> Policy:
    """The policy in a file.

    Raises:
        PolicyInvalid: the file is missing, no YAML, or not a sound policy.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyInvalid((f"{path}: cannot be read ({type(error).__name__})",)) from error

    return parse_policy(text, name=path.name)


def parse_policy(text: str, *, name: str = "policy") -> Policy:
    """The policy in a YAML text; `name` stands before every fault.

    Raises:
        PolicyInvalid: it names all faults.
    """
    try:
        node, document = _composed(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{name}:{min(mark.line + 1, _last_line(text))}" if mark else name
        raise PolicyInvalid((f"{where}: not YAML: {getattr(error, 'problem', error)}",)) from error
    lines = dict(_lines(node, ())) if node else {}

    def at(place: Place) -> str:
        known = next(
            (lines[place[:end]] for end in range(len(place), -1, -1) if place[:end] in lines), 1
        )
        dotted = ".".join(map(str, place))
        return f"{name}:{known}: {dotted}: " if dotted else f"{name}:{known}: "

    try:
        (policy,) = _strict().validate_python((_with_durations(document or {}),))
    except ValidationError as error:
        raise PolicyInvalid(
            tuple(
                f"{at(_place(one['loc']))}{one['msg']}" for one in error.errors(include_url=False)
            )
        ) from error
    faults = faults_of(policy)
    if faults:
        raise PolicyInvalid(tuple(f"{at(_dotted(fault))}{_said(fault)}" for fault in faults))

    return policy


def _composed(text: str) -> tuple[yaml.Node | None, Any]:
    """The document twice: as nodes, which know their lines, and as plain values."""
    loader = _LOADER(text)
    try:
        node = loader.get_single_node()
        return node, None if node is None else loader.construct_document(node)
    finally:
        loader.dispose()


@cache
def _last_line(text: str) -> int:
    """The last line with something on it: what is missing at the end is missing there."""
    return max(1, len(text.rstrip().splitlines()))


def _strict() -> TypeAdapter[tuple[Policy]]:
    """Refuses unknown fields; in a tuple, since only then the setting reaches plain dataclasses."""
    return TypeAdapter(tuple[Policy], config=ConfigDict(extra="forbid"))


def _lines(node: yaml.Node, place: Place) -> Iterator[tuple[Place, int]]:
    """Every place in the document with the line where it stands."""
    yield place, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _lines(value, (*place, key.value))
            yield (*place, key.value), key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from _lines(value, (*place, index))


def _with_durations(value: Any, *, under: str = "") -> Any:
    """The document with `1h30m` as a duration where a duration belongs."""
    if isinstance(value, Mapping):
        return {key: _with_durations(one, under=str(key)) for key, one in value.items()}
    if isinstance(value, list):
        return [_with_durations(one, under=under) for one in value]
    if isinstance(value, str) and under in _duration_fields() and _DURATION.fullmatch(value):
        return sum(
            (timedelta(**{_UNITS[unit]: int(count)}) for count, unit in _PART.findall(value)),
            timedelta(),
        )

    return value


@cache
def _duration_fields() -> frozenset[str]:
    return frozenset(_durations_in(Policy, set()))


def _durations_in(kind: Any, met: set[Any]) -> Iterator[str]:
    """Names of all fields of the policy's parts that hold durations."""
    if kind in met or not dataclasses.is_dataclass(kind):
        return
    met.add(kind)
    for field, hint in typing.get_type_hints(kind).items():
        parts = {hint, *typing.get_args(hint)}
        if timedelta in parts:
            yield field
        for part in parts:
            yield from _durations_in(part, met)


def _place(location: tuple[int | str, ...]) -> Place:
    return tuple(part for part in location[1:] if part != "[key]")


def _dotted(fault: str) -> Place:
    """`rules.patterns[1].pattern: …` as a place."""
    where = fault.partition(":")[0]
    parts = re.findall(r"[^.\[\]]+", where)
    return tuple(int(part) if part.isdecimal() and len(part) < 5 else part for part in parts)  # noqa: PLR2004 — longer numbers are ids


def _said(fault: str) -> str:
    return fault.partition(": ")[2]
