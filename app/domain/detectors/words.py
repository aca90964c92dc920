"""Unwanted words (LK-045, LK-062): whole words, matched as written and without disguise.

Whole words by default, so that banning `boat` leaves `fredboat` alone; `boat*` bans its forms.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import re2

from app.domain.detectors.made import MadeOf
from app.domain.detectors.reading import Reading, words_of
from app.domain.policies.rules import Rules, WordRule
from app.domain.signal import Signal
from app.domain.text import fold, normalize, unmask

_GAP = "  "
"""Between words of a laid-out text: two spaces, so that neighbouring matches never share one."""


def detect(reading: Reading, rules: Rules) -> Iterator[Signal]:
    """One signal for each word rule that is broken."""
    for rule in rules.words:
        matcher = _matcher(rule)
        if any(matcher.finds(words) for words in reading.words):
            yield Signal(source="words", label=rule.name, score=1.0)


def check_stoplist(text: str, words: Iterable[str]) -> bool:
    """Whether any of `words` stands in `text` (LK-062)."""
    matcher = _made(tuple(words), ())
    return any(matcher.finds(words_of(said.casefold())) for said in (normalize(text), fold(text)))


@dataclass(frozen=True, slots=True)
class _Matcher:
    """`plain` words are compared, `forms` (wildcards, several words) are searched for."""

    plain: frozenset[str]
    allowed: frozenset[str]
    forms: "re2._Regexp[str] | None"

    def finds(self, said: tuple[str, ...]) -> bool:
        if not self.plain.isdisjoint(said):
            return True
        if self.forms is None or not said:
            return False
        found = self.forms.finditer(_GAP + _GAP.join(said) + _GAP)

        return any(match.group(0).strip() not in self.allowed for match in found)


@lru_cache(maxsize=512)
def _made(words: tuple[str, ...], allow: tuple[str, ...]) -> _Matcher:
    plain: set[str] = set()
    forms: set[str] = set()
    for word in words:
        for spelling in _spellings(word):
            bare = words_of(spelling)
            if not bare:
                continue
            if len(bare) == 1 and "*" not in word:
                plain.add(bare[0])
            else:
                forms.add(_form(word, bare))
    options = re2.Options()
    options.max_mem = 8 << 20
    compiled = re2.compile(f" (?:{'|'.join(sorted(forms))}) ", options) if forms else None
    allowed = frozenset(_GAP.join(words_of(one)) for word in allow for one in _spellings(word))

    return _Matcher(plain=frozenset(plain) - allowed, allowed=allowed, forms=compiled)


_matcher = MadeOf[WordRule, _Matcher](lambda rule: _made(rule.words, rule.allow))


def _spellings(word: str) -> set[str]:
    """As written, and as the two ways of undoing a disguise leave it."""
    bare = word.strip("*")
    return {bare.casefold(), fold(bare), unmask(bare)}


def _form(word: str, bare: tuple[str, ...]) -> str:
    head = "[^ ]*" if word.startswith("*") else ""
    tail = "[^ ]*" if word.endswith("*") else ""
    return head + _GAP.join(re2.escape(one) for one in bare) + tail
