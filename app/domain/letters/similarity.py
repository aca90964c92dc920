"""Similarity: whether two messages say nearly the same, told from 64 bits each and without text.

A SimHash (Charikar, "Similarity estimation techniques from rounding algorithms", STOC 2002) over
character shingles: each shingle votes on 64 bits, the majority decides each bit. Two texts whose
shingles enclose an angle t differ in 64 · t / pi bits on average, so the number of differing bits
tells the cosine of the two sets. Manku, Jain and Das Sarma ("Detecting near-duplicates for web
crawling", WWW 2007) take 3 of 64 bits for long pages; a chat message has so few shingles that one
changed word moves more of them, hence a wider bound here and a least length.

The shape of a message says nothing about its words to somebody who has it: it can be stored.
"""

import re
from functools import lru_cache
from hashlib import blake2b

NO_SHAPE = 0
"""Too short (or nothing at all): only the exact fingerprint can tell."""
SHINGLE = 3
"""Letters a shingle. Measured on pairs in each of which one word of 17 was exchanged at random: the
mean distance is 10 bits with three letters, 12 with four, 15 with five; unrelated pairs come no
closer with three than with four (28 bits)."""
FEWEST = 18
"""Different shingles below which a text has no shape, that is 20 letters: with fewer the votes are
so even that one exchanged letter turns one bit in seven, and short phrases, or one word again and
again, are said by many who know nothing of each other."""
LONGEST = 255
"""Shingles that vote. Votes are counted in bytes, eight bits for each of the 64 counters, and the
time stays bounded. A longer text is told by its two ends, where spam puts its lure and its link."""
ALIKE = 14
"""Bits in which alike texts may differ, an expected cosine of 0.77. Of the pairs above 92 in 100
are that close, and all pairs that differ in a random tail of six letters. Of pairs of different
lines of a technical chat and of comments on the web it is 2 to 4 in 100,000, and those mostly share
a phrase: whoever counts alike messages should ask for several."""

_DOUBLED = re.compile(r"([^\W\d_])\1+")
_BITS = 64
_ONES = int.from_bytes(b"\x01" * _BITS)
_HIGH = int.from_bytes(b"\x80" * _BITS)
_DIGITS = bytes.maketrans(b"\x00\x80", b"01")
_REMEMBERED = 8192
"""Shingles whose votes are kept, about 1.5 MB: a language's commonest."""


def shape_of_folded(folded: str) -> int:
    """The shape of a folded text: a number below 2**64; `NO_SHAPE` for short texts.

    With the folding, case, disguise, doubled letters, spaces and signs do not matter.
    """
    squeezed = _DOUBLED.sub(r"\1", folded)
    shingles = _shingles("".join(filter(str.isalnum, squeezed)))

    return _majority(shingles) if len(shingles) >= FEWEST else NO_SHAPE


def distance(a: int, b: int) -> int:
    """In how many of the 64 bits two shapes differ."""
    return (a ^ b).bit_count()


def alike(a: int, b: int) -> bool:
    """Whether two shapes are of nearly the same text; a text without shape is like none."""
    return NO_SHAPE not in (a, b) and distance(a, b) <= ALIKE


def _shingles(letters: str) -> set[str]:
    """Each different shingle once, so that saying it again and again makes no other shape."""
    if len(letters) > LONGEST:
        half = LONGEST // 2
        return _shingles(letters[:half]) | _shingles(letters[-half:])

    return {letters[at : at + SHINGLE] for at in range(len(letters) - SHINGLE + 1)}


def _majority(shingles: set[str]) -> int:
    """The bits for which more than half of the shingles voted.

    All 64 counters are the bytes of one number. What is added at the end carries into a byte's
    highest bit exactly when its counter is above half.
    """
    votes = sum(map(_votes, shingles))
    raised = votes + (0x7F - len(shingles) // 2) * _ONES & _HIGH

    return int(raised.to_bytes(_BITS).translate(_DIGITS), 2) or 1  # 0 says that there is no shape


@lru_cache(maxsize=_REMEMBERED)
def _votes(shingle: str) -> int:
    """64 bytes of 0 or 1, as good as drawn by lot for each shingle."""
    return int.from_bytes(blake2b(shingle.encode("utf-8", "replace")).digest()) & _ONES
