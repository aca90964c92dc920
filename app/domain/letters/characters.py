"""What single characters become before a text is read: dropped, spaced, named or unmasked."""

import re
import unicodedata
from collections.abc import Callable
from functools import cache

from app.domain.letters.pictures import PLAIN_NAMES

PICTURE_REPEATS = 2
MARKS_PER_LETTER = 4

_PICTURE_BLOCKS = ((0x2600, 0x27BF), (0x2B00, 0x2BFF), (0x1F000, 0x1FAFF))
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_INVISIBLE = frozenset(
    [
        *(0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0),
        *(*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)),
    ]
)
_BLANK = frozenset([0x2800, 0x3000, 0xFDFA, 0xFDFB])  # the last two grow 18-fold in NFKC
_HALFWIDTH_VOICE_MARKS = frozenset([0xFF9E, 0xFF9F])  # letters that NFKC turns into marks
_BOXED_LETTER = re.compile(
    r"(?:NEGATIVE (?:SQUARED|CIRCLED) LATIN CAPITAL|REGIONAL INDICATOR SYMBOL) LETTER ([A-Z])"
)
_DRAWING_STYLE = frozenset(["black", "white", "heavy", "sign", "symbol"])  # ink, not meaning
_LATIN_SHAPE = re.compile(
    r"LATIN (?:(?:CAPITAL|SMALL) LETTER|LETTER SMALL CAPITAL)"
    r" (?:TURNED |REVERSED |OPEN |SCRIPT |SIDEWAYS )?([A-Z])(?: WITH .*)?"
)
_LOOKALIKE_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU")


class CharacterTable(dict[int, str | None]):
    """A table for `str.translate` that works out each character once, when it is first met."""

    def __init__(self, rule: Callable[[str], str | None]) -> None:
        super().__init__()
        self._rule = rule

    def __missing__(self, code: int) -> str | None:
        value = self[code] = self._rule(chr(code))
        return value


def _visible(character: str) -> str | None:
    code, category = ord(character), unicodedata.category(character)
    if code in _INVISIBLE or category in {"Cf", "Cs"}:
        return None
    if code in _BLANK or character.isspace() or category in {"Zs", "Co"}:
        return " " if character != "\n" else "\n"
    if category == "Cc":
        return None
    return character


def _shape(character: str) -> str:
    marked = ord(character) in _HALFWIDTH_VOICE_MARKS or unicodedata.category(character)[0] == "M"
    return "m" if marked else "x"


def _pictures_named(character: str) -> str | None:
    name = unicodedata.name(character, "")
    if boxed := _BOXED_LETTER.fullmatch(name):
        return boxed[1].lower()
    code = ord(character)
    if not any(first <= code <= last for first, last in _PICTURE_BLOCKS) or not name:
        return character
    if code in _SKIN_TONES:
        return None
    if plain := PLAIN_NAMES.get(character):
        return f" {plain} "
    words = re.split(r"[^a-z0-9]+", name.lower())
    return f" {' '.join(word for word in words if word and word not in _DRAWING_STYLE)} "


def _unmasked(character: str) -> str | None:
    """The plain letter that a character imitates; marks vanish, other scripts stay."""
    if character.isascii():
        return character.lower()
    if _is_ornament(character):
        return None
    name = unicodedata.name(character, "")
    if not name.startswith(_LOOKALIKE_SCRIPTS):
        return character.casefold()
    return _latin_twin(character, name)


def _unadorned(character: str) -> str | None:
    """The letter without case and accents, in its own script."""
    if _is_ornament(character):
        return None
    if not unicodedata.name(character, "").startswith(_LOOKALIKE_SCRIPTS):
        return character.casefold()
    return unicodedata.normalize("NFD", character)[0].casefold()


def _is_ornament(character: str) -> bool:
    """Whether it is a mark that can be left out: not so where marks are vowels."""
    return unicodedata.category(character) == "Mn" and not unicodedata.name(
        character, ""
    ).startswith(
        ("DEVANAGARI", "BENGALI", "THAI", "TAMIL", "TELUGU", "KATAKANA-HIRAGANA", "COMBINING KATA")
    )


def _latin_twin(character: str, name: str) -> str:
    base = unicodedata.normalize("NFD", character)[0]
    if base.isascii():
        return base.lower()
    if latin := _LATIN_SHAPE.fullmatch(name):
        return latin[1].lower()
    # Both cases of a letter must fold alike, so either case lends the other its twin.
    for twin in (base.lower(), base.upper(), character):
        if latin_twin := _lookalikes().get(twin):
            return latin_twin
    return base.casefold()


@cache
def _lookalikes() -> dict[str, str]:
    """Characters that look like one ASCII letter, from Unicode's own list of confusables."""
    from confusable_homoglyphs.confusables import confusables_data  # noqa: PLC0415 - 50 ms

    found: dict[str, str] = {}
    for character, twins in confusables_data.items():
        letters = [twin["c"].strip("\u200e") for twin in twins]
        latin = next((x for x in letters if len(x) == 1 and x.isascii() and x.isalpha()), None)
        if latin and not character.isascii():
            found[character] = latin.lower()
    return found


VISIBLE = CharacterTable(_visible)
SHAPES = CharacterTable(_shape)
PICTURES_NAMED = CharacterTable(_pictures_named)
UNMASKED = CharacterTable(_unmasked)
UNADORNED = CharacterTable(_unadorned)
