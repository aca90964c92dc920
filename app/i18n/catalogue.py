"""The catalogues by language, and which of them a reader with some locale gets."""

from dataclasses import dataclass

from app.i18n.counting import Rule, english, russian
from app.i18n.en import TEXTS as ENGLISH
from app.i18n.ru import TEXTS as RUSSIAN
from app.i18n.text import Catalogue

DEFAULT = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """Texts and how the language counts. `locales` are Discord's names for it."""

    code: str
    texts: Catalogue
    form_of: Rule
    forms: tuple[str, ...]
    locales: tuple[str, ...]


CATALOGUES = {
    language.code: language
    for language in (
        Language(
            code="en",
            texts=ENGLISH,
            form_of=english,
            forms=("one", "other"),
            locales=("en-US", "en-GB"),
        ),
        Language(
            code="ru",
            texts=RUSSIAN,
            form_of=russian,
            forms=("one", "few", "many"),
            locales=("ru",),
        ),
    )
}


def catalogue_of(locale: str) -> Language:
    """The language of a locale: `ru` for `ru`, `en` for `en-GB`, English for all others."""
    code = locale.replace("_", "-").split("-")[0].lower()

    return CATALOGUES.get(code, CATALOGUES[DEFAULT])
