"""A policy as YAML text: only what differs from the defaults, with a comment on every field.

`parse_policy(policy_text(policy))` is the policy again, whatever is in it, but for its version:
numbers of versions are given by the book, not by files.
"""

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from enum import Enum
from types import NoneType
from typing import Any

import yaml

from app.domain.policies.leaves import Place, fields_of
from app.domain.policies.policy import Policy

Explain = Callable[[Place], str]
"""What to say about the field at a place; nothing when it needs no words."""

_INDENT = "  "
_LONG = 90
"""Columns from which a comment stands above its line."""
_UNITS = (("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1))


def policy_text(
    policy: Policy,
    *,
    explain: Explain = lambda _: "",
    heading: str = "",
    whole: bool = False,
) -> str:
    """The policy as a file that people read and change.

    Args:
        policy: a sound one.
        explain: gives the comment on a field.
        heading: comment lines at the top.
        whole: also what is as by default.
    """
    head = [f"# {line}".rstrip() for line in heading.splitlines()]
    body = list(_part(policy, (), explain, whole=whole))

    return "\n".join([*head, *(body or ["{}  # everything as by default"]), ""])


def _part(value: Any, place: Place, explain: Explain, *, whole: bool) -> Iterator[str]:
    """The fields of one part, one or more lines each.

    A part is written against the defaults of its own class: that is what the reader takes for a
    field that is left out.
    """
    for field in fields_of(value):
        there = (*place, field.name)
        one = getattr(value, field.name)
        if there != ("version",) and (whole or _differs(value, field)):
            yield from _entry(field.name, one, there, explain, whole=whole)


def _entry(key: str, value: Any, place: Place, explain: Explain, *, whole: bool) -> Iterator[str]:
    """`key: value`, on one line where the value is a single one, else with lines below."""
    pad = _INDENT * (len(place) - 1)
    said = explain(place)
    note = f"  # {said}" if said else ""
    if not _is_deep(value, whole=whole):
        line = f"{pad}{key}: {_flat(value)}"
        if note and len(line) > _LONG:
            yield f"{pad}# {said}"
            note = ""
        yield line + note
        return
    yield f"{pad}{key}:{note}"
    if isinstance(value, Mapping):
        for name, one in value.items():
            yield from _entry(str(name), one, (*place, str(name)), explain, whole=whole)
    elif isinstance(value, tuple):
        for index, one in enumerate(value):
            yield from _item(one, (*place, str(index)), explain, whole=whole)
    else:
        yield from _part(value, place, explain, whole=whole)


def _item(value: Any, place: Place, explain: Explain, *, whole: bool) -> Iterator[str]:
    """One part in a list: its first field stands behind the dash."""
    pad = _INDENT * (len(place) - 1)
    first, *rest = [*_part(value, place, explain, whole=whole)] or ["{}"]
    yield f"{pad}- {first.lstrip()}"
    yield from rest


def _is_deep(value: Any, *, whole: bool) -> bool:
    """Whether it takes lines of its own."""
    if dataclasses.is_dataclass(value):
        return whole or any(_differs(value, field) for field in dataclasses.fields(value))
    if isinstance(value, Mapping):
        return bool(value)

    return isinstance(value, tuple) and any(dataclasses.is_dataclass(one) for one in value)


def _differs(value: Any, field: "dataclasses.Field[Any]") -> bool:
    """Equal and of one kind is the same: 1 and true are not."""
    usual, one = _default(field), getattr(value, field.name)
    return type(one) is not type(usual) or bool(one != usual)


def _flat(value: Any) -> str:
    """A value on one line, as the reader of policies understands it."""
    for kind, text in _TEXTS:
        if isinstance(value, kind):
            return text(value)

    return "{}"


def _number(value: float) -> str:
    """YAML 1.1 reads `1e-05` as a word: it wants a point."""
    text = repr(value)
    mantissa, sign, exponent = text.partition("e")
    return f"{mantissa}.0e{exponent}" if sign and "." not in mantissa else text


def _quoted(text: str) -> str:
    """Plain where YAML reads the same back, else in quotes."""
    bare = text.replace("_", "").replace("-", "").replace(" ", "")
    framed = text[:1].isalnum() and text[-1:].isalnum()
    if framed and bare.isalnum() and yaml.safe_load(f"[{text}]") == [text]:
        return text
    dumped = yaml.safe_dump(text, default_style='"', width=1 << 30, allow_unicode=True)

    return dumped.removesuffix("\n")


def _length(value: timedelta) -> str:
    """`1d12h`; ISO 8601 for what has parts of seconds."""
    seconds = value // timedelta(seconds=1)
    if value != timedelta(seconds=seconds) or seconds < 0:
        return f'"{_iso(value)}"'
    text = ""
    for unit, length in _UNITS:
        count, seconds = divmod(seconds, length)
        text += f"{count}{unit}" if count else ""

    return text or "0s"


def _iso(value: timedelta) -> str:
    sign = "-" if value < timedelta(0) else ""
    value = abs(value)
    return f"{sign}P{value.days}DT{value.seconds}.{value.microseconds:06d}S"


def _default(field: "dataclasses.Field[Any]") -> Any:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()

    return field.default


_TEXTS: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (NoneType, lambda _: "null"),
    (bool, lambda value: "true" if value else "false"),
    (Enum, lambda value: _quoted(str(value.value))),
    (timedelta, _length),
    (tuple, lambda value: f"[{', '.join(map(_flat, value))}]"),
    (str, _quoted),
    (int, str),
    (float, _number),
)
"""The first kind that fits: a truth is also a number, and our words are texts, too."""
