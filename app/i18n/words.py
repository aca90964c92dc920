"""Notices to words. A notice is always answered with some text: a missing word stops no action."""

from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any

from app.domain.notice import Notice
from app.i18n.catalogue import CATALOGUES, DEFAULT, Language, catalogue_of
from app.i18n.text import Plural, Text

_UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))
_UNITS_SHOWN = 2


@dataclass(frozen=True, slots=True)
class Words:
    """One language, ready to speak: call it with a notice."""

    locale: str

    def __call__(self, notice: Notice) -> str:
        return render(notice, self.locale)


def words(locale: str) -> Words:
    """The words for a reader with this locale."""
    return Words(catalogue_of(locale).code)


def render(notice: Notice, locale: str) -> str:
    """The notice in the language of `locale`, else in English, else its key.

    A key that no catalogue has gives the text of the nearest key above it: `reason.said.rude` is
    said as `reason.said`.
    """
    language = catalogue_of(locale)
    try:
        return render_strictly(notice, language)
    except (KeyError, ValueError, TypeError):
        return notice.key


def render_strictly(notice: Notice, language: Language) -> str:
    """The notice in one language.

    Raises:
        KeyError: there is no such key, or a parameter of its text is missing.
        ValueError: a parameter is no number where one is needed.
    """
    text = _text(notice.key, language)
    if isinstance(text, Plural):
        text = text.forms[language.form_of(int(notice.params[text.by]))]

    return _Filler(language).vformat(text, (), notice.params)


def duration_in_words(seconds: int, language: Language) -> str:
    """The two largest units: 1 day 12 hours."""
    rest = max(0, seconds)
    parts: list[str] = []
    for unit, length in _UNITS:
        count, rest = divmod(rest, length)
        if count or (unit == "second" and not parts):
            parts.append(render_strictly(Notice(f"unit.{unit}", {"count": count}), language))

    return " ".join(parts[:_UNITS_SHOWN])


def _text(key: str, language: Language) -> Text:
    for candidate in _with_parents(key):
        for texts in (language.texts, CATALOGUES[DEFAULT].texts):
            if candidate in texts:
                return texts[candidate]

    raise KeyError(key)


def _with_parents(key: str) -> list[str]:
    parts = key.split(".")
    return [".".join(parts[:length]) for length in range(len(parts), 1, -1)]


class _Filler(Formatter):
    """Fills named places only; a place cannot reach into a value's attributes or items."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def get_field(self, field_name: str, args: Any, kwargs: Mapping[str, Any]) -> tuple[Any, str]:
        del args
        return kwargs[field_name], field_name

    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec == "duration":
            return duration_in_words(int(value), self._language)

        return str(value)
