"""Whether a text in Latin letters is surely not English, by the small words that carry a language.

It abstains: a text is called foreign only if at least two different words of one other language
stand in it, words that English does not have, and they outweigh the English small words. Greetings,
names and single borrowed words say nothing about the language of a sentence.
"""

import re
from collections import Counter

from app.domain.letters.script import is_supported
from app.domain.letters.small_words import ENGLISH, OTHERS

FEWEST_WORDS = 3
FEWEST_FOREIGN = 2  # different words of one language
FOREIGN_SHARE = 0.25  # of all words
OUTWEIGHS = 1.5  # foreign words for each English one
MOST_WORDS = 200  # enough to tell; the rest is not read

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")

_ENGLISH = frozenset(ENGLISH.split())

# Letters that English words do not have: such a word speaks for these languages, but only beside
# one of their small words (a name or a dish with an accent is no sentence).
_LETTERS = {
    "äöü": ("de",), "ß": ("de",), "ğşı": ("tr",), "öü": ("tr",), "ñ": ("es",),
    "áíóú": ("es", "pt"), "ãõ": ("pt",), "âêô": ("pt", "fr"), "ç": ("pt", "fr", "tr"),
    "éè": ("fr", "es", "pt"), "ùœ": ("fr",), "åäö": ("sv",), "øæ": ("sv",),
    "łęąśżźćń": ("pl",), "șțăî": ("ro",), "ìò": ("it",),
}  # fmt: skip

_LANGUAGES_OF: dict[str, tuple[str, ...]] = {}
for _language, _words in OTHERS.items():
    for _word in _words.split():
        _LANGUAGES_OF[_word] = (*_LANGUAGES_OF.get(_word, ()), _language)


def is_read(text: str) -> bool:
    """Whether the model may judge this text: its script is known and it is not surely foreign."""
    return is_supported(text) and not is_surely_foreign(text)


def is_surely_foreign(text: str) -> bool:
    """True only where the evidence for one other language is clear."""
    words = _WORD.findall(text.lower())[:MOST_WORDS]
    if len(words) < FEWEST_WORDS:
        return False
    small: Counter[str] = Counter()
    lettered: Counter[str] = Counter()
    for word in set(words):
        if languages := _LANGUAGES_OF.get(word):
            small.update(languages)
        elif not word.isascii():
            lettered.update(_languages_by_letter(word))
    if not small:
        return False
    language = max(small, key=lambda name: (small[name] + lettered[name], name))
    if small[language] + lettered[language] < FEWEST_FOREIGN:
        return False
    foreign = sum(_speaks_for(language, word) for word in words)
    english = sum(word in _ENGLISH for word in words)
    return foreign >= OUTWEIGHS * english and foreign >= FOREIGN_SHARE * len(words)


def _speaks_for(language: str, word: str) -> bool:
    if languages := _LANGUAGES_OF.get(word):
        return language in languages
    return not word.isascii() and language in _languages_by_letter(word)


def _languages_by_letter(word: str) -> set[str]:
    return {
        language
        for letters, languages in _LETTERS.items()
        if any(letter in letters for letter in word)
        for language in languages
    }
