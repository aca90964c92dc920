"""Whether a text is written in a script that the model was trained on; in doubt it abstains."""

import unicodedata
from functools import lru_cache

SUPPORTED_SHARE = 0.6  # of the letters; below it the text is mostly in another script


def is_supported(text: str) -> bool:
    """Latin script only. A text without letters is supported: there is nothing to misread."""
    if text.isascii():
        return True
    letters = [character for character in text if character.isalpha()]
    latin = sum(map(_is_latin, letters))
    return latin >= SUPPORTED_SHARE * len(letters)


def has_latin(text: str) -> bool:
    """Whether any letter in it is Latin."""
    return any(character.isalpha() and _is_latin(character) for character in text)


@lru_cache(maxsize=4096)
def _is_latin(letter: str) -> bool:
    return letter.isascii() or unicodedata.name(letter, "").startswith("LATIN")
