"""A policy as a YAML file that people write: only what differs from the defaults.

Durations read as `90s`, `1h30m` or `7d`. Every fault is named at once, with its line.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import yaml
from pydantic import ConfigDict, TypeAdapter, ValidationError

from app.adapters.yaml.fault_words import fault_words
from app.adapters.yaml.policy_shape import Place, holds_length, kind_below
from app.domain.errors import PolicyInvalid
from app.domain.policies.faults import faults_of
from app.domain.policies.policy import Policy

_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Both read the same; the one in C is ten times as fast, where it was built."""
_DURATION = re.compile(r"(?:\d+[smhdw])+")
_PART = re.compile(r"(\d+)([smhdw])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}

MOST_CHARACTERS = 1_000_000
"""Fifty times the example with every field: what is longer is no policy."""
MOST_PLACES = 100_000
"""Values of a document with its aliases spelt out: a few lines can stand for millions."""

Fault = tuple[Place, str]


def read_policy(path: Path) -> Policy:
    """The policy in a file.

    Raises:
        PolicyInvalid: the file is missing, no YAML, or not a sound policy.
    """
    try:
        with path.open(encoding="utf-8-sig") as file:
            text = file.read(MOST_CHARACTERS + 1)
    except OSError as error:
        raise PolicyInvalid((f"{path}: cannot be read: {error.strerror or error}",)) from error
    except UnicodeDecodeError as error:
        raise PolicyInvalid((f"{path}: is not UTF-8 text; save it as UTF-8",)) from error

    return parse_policy(text, name=path.name)


def parse_policy(text: str, *, name: str = "policy") -> Policy:
    """The policy in a YAML text; `name` stands before every fault.

    Raises:
        PolicyInvalid: it names all faults.
    """
    document, places = _read(text, name)
    faults = [(place, f"stands twice, first in line {twin}") for place, _, twin in places if twin]
    document = _with_lengths(document, Policy, (), faults)
    policy = None
    try:
        (policy,) = _strict().validate_python((document,))
    except ValidationError as error:
        for one in error.errors(include_url=False):
            place = _place(one["loc"])
            faults.append((place, fault_words(one, place)))
    if policy is not None and not faults:
        faults = [_split(fault) for fault in faults_of(policy)]
    if policy is None or faults:
        lines = {place: line for place, line, _ in places}
        raise PolicyInvalid(tuple(_by_line(faults, lines, name)))

    return policy


def _read(text: str, name: str) -> tuple[Any, list[tuple[Place, int, int]]]:
    """The document, and its places with their lines.

    Raises:
        PolicyInvalid: it is none, or larger than any policy.
    """
    if len(text) > MOST_CHARACTERS:
        raise PolicyInvalid((f"{name}: is longer than {MOST_CHARACTERS:,} characters",))
    try:
        node, document = _composed(text)
        places = list(islice(_lines(node, ()), MOST_PLACES + 1)) if node else []
    except RecursionError as error:
        raise PolicyInvalid((f"{name}: is nested too deeply",)) from error
    except (yaml.YAMLError, ValueError) as error:
        raise PolicyInvalid((_not_yaml(error, text, name),)) from error
    if len(places) > MOST_PLACES:
        raise PolicyInvalid((f"{name}: has more than {MOST_PLACES:,} values",))
    if document is None:
        raise PolicyInvalid((f"{name}: nothing is in it; {{}} stands for the defaults",))

    return document, places


def _not_yaml(error: yaml.YAMLError | ValueError, text: str, name: str) -> str:
    """One line: where, what, and what helps with the commonest of them."""
    mark = getattr(error, "problem_mark", None)
    where = f"{name}:{min(mark.line + 1, _last_line(text))}" if mark else name
    problem = str(getattr(error, "problem", None) or error).partition("\n")[0]
    line = text.splitlines()[mark.line] if mark and mark.line < _last_line(text) else ""
    hint = ""
    if "\t" in line[: len(line) - len(line.lstrip())]:
        hint = "; indent with spaces, not tabs"
    elif "another document" in problem:
        hint = "; a policy is one document, without `---` in between"

    return f"{where}: not YAML: {problem}{hint}"


def _by_line(faults: list[Fault], lines: Mapping[Place, int], name: str) -> Iterator[str]:
    """Every fault with its line, the first line first; what is missing, where it belongs."""

    def line_of(place: Place) -> int:
        ends = range(len(place), -1, -1)
        return next((lines[place[:end]] for end in ends if place[:end] in lines), 1)

    for place, said in sorted(faults, key=lambda fault: line_of(fault[0])):
        dotted = f"{'.'.join(place)}: " if place else ""
        yield f"{name}:{line_of(place)}: {dotted}{said}"


def _composed(text: str) -> tuple[yaml.Node | None, Any]:
    """The document twice: as nodes, which know their lines, and as plain values."""
    loader = _LOADER(text)
    try:
        node = loader.get_single_node()
        return node, None if node is None else loader.construct_document(node)
    finally:
        loader.dispose()


def _last_line(text: str) -> int:
    """The last line with something on it: what is missing at the end is missing there."""
    return max(1, len(text.rstrip().splitlines()))


def _strict() -> TypeAdapter[tuple[Policy]]:
    """Refuses unknown fields; in a tuple, since only then the setting reaches plain dataclasses."""
    return TypeAdapter(tuple[Policy], config=ConfigDict(extra="forbid"))


def _lines(node: yaml.Node, place: Place) -> Iterator[tuple[Place, int, int]]:
    """Every place with the line where it stands, and where it stood before, else 0.

    YAML's readers take the last of two keys of one name and drop the first without a word.
    """
    yield place, node.start_mark.line + 1, 0
    if isinstance(node, yaml.MappingNode):
        met: dict[str, int] = {}
        for key, value in node.value:
            yield from _lines(value, (*place, key.value))
            line = key.start_mark.line + 1
            yield (*place, key.value), line, met.get(key.value, 0)
            met.setdefault(key.value, line)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from _lines(value, (*place, str(index)))


def _with_lengths(value: Any, kind: Any, place: Place, faults: list[Fault]) -> Any:
    """The document with `1h30m` as a length where one belongs; a bare number is a fault."""
    if isinstance(value, Mapping):
        return {
            key: _with_lengths(one, kind_below(kind, str(key)), (*place, str(key)), faults)
            for key, one in value.items()
        }
    if isinstance(value, list):
        return [
            _with_lengths(one, kind_below(kind, str(at)), (*place, str(at)), faults)
            for at, one in enumerate(value)
        ]
    if not holds_length(kind):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        faults.append((place, f"wants a unit: {value}s, {value}m, {value}h or {value}d"))
        return timedelta(0)

    return _length(value, place, faults) if isinstance(value, str) else value


def _length(text: str, place: Place, faults: list[Fault]) -> timedelta | str:
    """What `1h30m` says; other texts are the validator's."""
    if not _DURATION.fullmatch(text):
        return text
    parts = ({_UNITS[unit]: int(count)} for count, unit in _PART.findall(text))
    try:
        return sum((timedelta(**part) for part in parts), timedelta())
    except OverflowError:
        faults.append((place, "is longer than any calendar"))
        return timedelta(0)


def _place(location: tuple[int | str, ...]) -> Place:
    return tuple(str(part) for part in location[1:] if part != "[key]")


def _split(fault: str) -> Fault:
    """`rules.patterns[1].pattern: …` as a place, and what is wrong there."""
    where, _, said = fault.partition(": ")
    return tuple(re.findall(r"[^.\[\]]+", where)), said
