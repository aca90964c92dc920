"""Unwanted words (LK-045, LK-062): whole words, matched as written and without disguise.

Whole words by default, so that banning `boat` leaves `fredboat` alone; `boat*` bans its forms.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import re2

from app.domain.detectors.reading import Reading
from app.domain.rules import Rules, WordRule
from app.domain.signal import Signal
from app.domain.text import fold

_WORD = re.compile(r"[^\W_]+")
_GAP = "  "
"""Between words of a laid-out text: two spaces, so that neighbouring matches never share one."""


def detect(reading: Reading, rules: Rules) -> Iterator[Signal]:
    """One signal for each word rule that is broken."""
    for rule in rules.words:
        matcher = _matcher(rule)
        if any(matcher.finds(text) for text in (*reading.normalized, *reading.folded)):
            yield Signal(source="words", label=rule.name, score=1.0)


@dataclass(frozen=True, slots=True)
class _Matcher:
    plain: frozenset[str]
    allowed: frozenset[str]
    forms: "re2._Regexp[str] | None"

    def finds(self, text: str) -> bool:
        said = _words_of(text)
        if not self.plain.isdisjoint(said) and (self.plain & set(said)) - self.allowed:
            return True
        if self.forms is None:
            return False
        found = self.forms.finditer(_GAP + _GAP.join(said) + _GAP)

        return any(match.group(0).strip() not in self.allowed for match in found)


@lru_cache(maxsize=512)
def _matcher(rule: WordRule) -> _Matcher:
    """The rule made ready; words are folded as the texts are."""
    plain: set[str] = set()
    forms: list[str] = []
    for word in rule.words:
        for spelling in {word.casefold(), fold(word)}:
            bare = _words_of(spelling)
            if not bare:
                continue
            if len(bare) == 1 and "*" not in spelling:
                plain.add(bare[0])
            else:
                forms.append(_form(spelling, bare))
    options = re2.Options()
    options.max_mem = 8 << 20
    compiled = re2.compile(f" (?:{'|'.join(forms)}) ", options) if forms else None
    allowed = {spelling for word in rule.allow for spelling in (word.casefold(), fold(word))}

    return _Matcher(plain=frozenset(plain), allowed=frozenset(allowed), forms=compiled)


def _form(spelling: str, bare: list[str]) -> str:
    head = "[^ ]*" if spelling.startswith("*") else ""
    tail = "[^ ]*" if spelling.endswith("*") else ""
    return head + _GAP.join(re2.escape(word) for word in bare) + tail


def _words_of(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def check_stoplist(text: str, words: Iterable[str]) -> bool:
    """Whether any of `words` stands in `text` (LK-062)."""
    rule = WordRule(name="stoplist", words=tuple(words))
    return any(_matcher(rule).finds(reading) for reading in (text, fold(text)))
