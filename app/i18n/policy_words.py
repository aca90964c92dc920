"""Policies in words: what a field means, and what differs between two versions."""

import dataclasses
from collections.abc import Iterable
from datetime import timedelta
from enum import Enum

from app.domain.notice import Notice
from app.domain.policies.changes import FieldChange, Kind
from app.domain.policies.leaves import Place, fields_of
from app.i18n.catalogue import DEFAULT, Language, catalogue_of
from app.i18n.text import Catalogue
from app.i18n.words import render_strictly

_LISTS = frozenset({"words", "patterns"})
_SCOPES = {"overrides": "channel", "roles": "role"}
_SHORT = 120
"""Characters of a value that are shown; a prompt is long."""


def field_in_words(place: Place, locale: str = DEFAULT) -> str:
    """What the field at a place means; nothing where no words are needed, as for a rule's name."""
    language = catalogue_of(locale)
    for key in _keys(_general(place)):
        if key in language.texts:
            return render_strictly(Notice(key), language)

    return ""


def change_in_words(change: FieldChange, locale: str = DEFAULT) -> str:
    """One difference in words: `in channel 5: score from which a warning is called for: 0.3 → …`.

    The name that stands in the file goes along in brackets, as that is what people write.
    """
    language = catalogue_of(locale)
    field = ": ".join([*_scope(change.place, language), _named(change.place, language.code)])
    if change.kind is Kind.CHANGED and _is_list(change.before) and _is_list(change.after):
        changes = _listed(change.before, change.after)
        return _say("policy.listed", language, field=field, changes=changes)
    if change.kind is not Kind.CHANGED:
        return _say(f"policy.{change.kind}", language, field=field)

    return _say(
        "policy.changed",
        language,
        field=field,
        before=_value(change.before, change.place, language),
        after=_value(change.after, change.place, language),
    )


def _general(place: Place) -> Place:
    """The place without ids of channels and roles, and names or numbers of rules."""
    if place[0] in _SCOPES:
        return (place[0], *place[2:])
    if place[:1] == ("rules",) and len(place) > 2 and place[1] in _LISTS:  # noqa: PLR2004 — `rules.words.<name>`
        return (*place[:2], *place[3:])

    return place


def _keys(place: Place) -> list[str]:
    """Where the words stand: the field's own, or those that all rules or places share."""
    keys = [".".join(("policy.field", *place))]
    if place[0] == "rules" and len(place) > 2:  # noqa: PLR2004 — `rules.links.action`
        keys.append(f"policy.rule.{place[-1]}")
    if place[0] in _SCOPES and place[-2:-1] == ("thresholds",):
        keys.append(f"policy.field.thresholds.{place[-1]}")

    return keys


def _named(place: Place, locale: str) -> str:
    """`score from which a warning is called for (thresholds.warn)`."""
    general = _general(place)
    meaning = field_in_words(place, locale)
    if general[0] == "rules" and ".".join(("policy.field", *general)) not in _texts(locale):
        meaning = f"{field_in_words(general[:2], locale)}, {meaning}"
    inner = general[1:] if place[0] in _SCOPES else general
    name = ".".join(inner)

    return f"{meaning} ({name})" if meaning and name else meaning or name


def _texts(locale: str) -> Catalogue:
    return catalogue_of(locale).texts


def _scope(place: Place, language: Language) -> list[str]:
    """Where a difference holds: in a channel, for a role, in one named rule."""
    if place[0] in _SCOPES and len(place) > 1:
        return [_say(f"policy.scope.{_SCOPES[place[0]]}", language, id=place[1])]
    if place[0] == "rules" and len(place) > 2 and place[1] in _LISTS:  # noqa: PLR2004 — `rules.words.<name>`
        return [_say("policy.scope.named", language, name=place[2])]

    return []


def _value(value: object, place: Place, language: Language) -> str:
    """A value as people say it."""
    if value is None:
        same = place[0] in _SCOPES
        return _say("policy.value.same" if same else "policy.value.nothing", language)
    if isinstance(value, bool):
        return _say("policy.value.on" if value else "policy.value.off", language)
    if isinstance(value, timedelta):
        return _duration(value, language)
    parts = [f"{before}{_value(one, place, language)}" for before, one in _parts(value)]
    if _has_parts(value):
        return ", ".join(parts) or _say("policy.value.nothing", language)
    text = str(value.value if isinstance(value, Enum) else value)

    return text if len(text) <= _SHORT else f"{text[:_SHORT]}…"


def _has_parts(value: object) -> bool:
    return isinstance(value, tuple) or dataclasses.is_dataclass(value)


def _parts(value: object) -> Iterable[tuple[str, object]]:
    """What a value is made of, with what is said before each."""
    if isinstance(value, tuple):
        return [("", one) for one in value]
    if dataclasses.is_dataclass(value):
        return [(f"{one.name} ", getattr(value, one.name)) for one in fields_of(value)]

    return ()


def _listed(before: object, after: object) -> str:
    """What came to a list, then what went; all of it when it is only in another order."""
    old, new = [str(one) for _, one in _parts(before)], [str(one) for _, one in _parts(after)]
    came = [f"+ {one}" for one in new if one not in old]
    went = [f"− {one}" for one in old if one not in new]

    return ", ".join([*came, *went]) or f"{', '.join(old)} → {', '.join(new)}"


def _duration(value: timedelta, language: Language) -> str:
    """Every unit that is in it, so that different lengths never read the same."""
    seconds, parts = value.total_seconds(), []
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        count, seconds = divmod(seconds, length)
        if count:
            parts.append(_say(f"unit.{unit}", language, count=int(count)))
    if seconds.is_integer():
        if seconds or not parts:
            parts.append(_say("unit.second", language, count=int(seconds)))
    else:
        parts.append(f"{seconds} s")

    return " ".join(parts)


def _is_list(value: object) -> bool:
    """Of single values: a list of parts is told apart by their names."""
    return isinstance(value, tuple) and not any(map(dataclasses.is_dataclass, value))


def _say(key: str, language: Language, **params: str | float) -> str:
    return render_strictly(Notice(key, params), language)
