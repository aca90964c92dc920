"""What differs between two policies, field by field."""

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.domain.policies.leaves import Place
from app.domain.policies.policy import Policy


class Kind(StrEnum):
    """How a field differs. `moved`: the same named rules in another order."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One difference. `place` leads to it: fields, ids of channels and roles, names of rules.

    `before` and `after` are the values there; None where there was or is nothing.
    """

    place: Place
    kind: Kind
    before: object = None
    after: object = None


def changes_between(old: Policy, new: Policy) -> tuple[FieldChange, ...]:
    """Every difference but the version's number; none exactly when the two say the same."""
    same_number = dataclasses.replace(new, version=old.version)
    return tuple(_differences(old, same_number, ()))


def _differences(old: Any, new: Any, place: Place) -> Iterator[FieldChange]:
    if old == new:
        return
    if _is_part(old) and type(old) is type(new):
        for field in dataclasses.fields(old):
            name = field.name
            yield from _differences(getattr(old, name), getattr(new, name), (*place, name))
    elif isinstance(old, Mapping) and isinstance(new, Mapping):
        yield from _by_key(old, new, place)
    elif _are_named(old) and _are_named(new):
        yield from _by_name(old, new, place)
    else:
        yield FieldChange(place=place, kind=Kind.CHANGED, before=old, after=new)


def _by_key(
    old: Mapping[Any, object], new: Mapping[Any, object], place: Place
) -> Iterator[FieldChange]:
    for key in [*old, *(key for key in new if key not in old)]:
        there = (*place, str(key))
        if key not in new:
            yield FieldChange(place=there, kind=Kind.REMOVED, before=old[key])
        elif key not in old:
            yield FieldChange(place=there, kind=Kind.ADDED, after=new[key])
        else:
            yield from _differences(old[key], new[key], there)


def _by_name(old: Any, new: Any, place: Place) -> Iterator[FieldChange]:
    """Rules are told apart by their names; their order counts, too: the first of a name holds."""
    before, after = ({rule.name: rule for rule in rules} for rules in (old, new))
    yield from _by_key(before, after, place)
    stayed = [name for name in before if name in after]
    if stayed != [name for name in after if name in before]:
        yield FieldChange(place=place, kind=Kind.MOVED, before=tuple(before), after=tuple(after))


def _are_named(value: object) -> bool:
    """A tuple of parts with names, each name once."""
    if not isinstance(value, tuple) or not all(_is_part(one) for one in value):
        return False
    names = [getattr(one, "name", None) for one in value]
    return None not in names and len(set(names)) == len(names)


def _is_part(value: object) -> bool:
    return dataclasses.is_dataclass(value) and not isinstance(value, type)
