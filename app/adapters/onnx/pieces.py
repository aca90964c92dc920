"""Word pieces of texts. Words that were met before are looked up, which is four times as fast.

A BERT tokenizer cuts at blanks and at every sign, and then cuts each word on its own. So the pieces
of a text in printable ASCII are those of its words, one after the other; other texts are left to
the tokenizer.
"""

import os
import re
from collections.abc import Sequence
from itertools import chain
from typing import Any

WORDS_KEPT = 20_000  # about 4 MB; when they are full, all are forgotten
LONGEST_KEPT = 32  # characters: longer ones seldom come back

_WORD_OR_SIGN = re.compile(r"[A-Za-z0-9]+|[^\sA-Za-z0-9]")


class WordPieces:
    """The tokenizer of the artefact; `[SEP]` and its like in a text are signs and letters."""

    def __init__(self, content: bytes) -> None:
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        from tokenizers import Tokenizer  # noqa: PLC0415 - heavy, and only who scores pays for it

        tokenizer: Any = Tokenizer.from_buffer(content)
        tokenizer.no_padding()
        tokenizer.no_truncation()
        tokenizer.encode_special_tokens = True
        self._tokenizer = tokenizer
        self._kept = _Kept(tokenizer)
        self._cuts_words = type(tokenizer.pre_tokenizer).__name__ == "BertPreTokenizer"

    def of(self, texts: Sequence[str]) -> list[list[int]]:
        """The ids of each text, without anything around them."""
        return [self._ids(text) for text in texts]

    def _ids(self, text: str) -> list[int]:
        if self._cuts_words and text.isascii() and text.isprintable():
            kept = self._kept
            words = _WORD_OR_SIGN.findall(text)
            return list(chain.from_iterable([kept[word] for word in words]))
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return ids


class _Kept(dict[str, list[int]]):
    """Pieces by word; a word that is not kept is cut now."""

    def __init__(self, tokenizer: Any) -> None:
        super().__init__()
        self._tokenizer = tokenizer

    def __missing__(self, word: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(word, add_special_tokens=False).ids
        if len(word) <= LONGEST_KEPT:
            if len(self) >= WORDS_KEPT:
                self.clear()
            self[word] = ids
        return ids
