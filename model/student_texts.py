"""Texts that the student learns from: the teacher says what they are, so no label is needed.

Only the licensed training texts, our own texts, and what both become when they are disguised,
cut to the length of chat, joined, or given words that are rare. The replay chat and the dev sets
are never among them.
"""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.domain.text import reading
from model.data import Row
from model.obfuscate import disguise, habits

SHORT = 140  # characters; three texts of four, and most of chat
SHARE_OF_LONG = 0.35
NICKS = """
    karl anna jo77 max mike_k dr_who nightowl zed lena ubot fox2 tom pete sara kai rook
""".split()  # noqa: SIM905 - words to draw from, not a list to read

SHAPES = (
    "!{}", "!{} {}", "/{} {}", "{}={}", "{}.{}", "{}_{}", "{}-{}", "{}/{}", "#{} {}", "{}", "{} {}",
    "{} {} {}", "sudo {} {}", "join {}", "{}: {}?", "what is {}", "how do i {} the {}", "{} 1.{}",
    "the {} {} is broken", "try {}, then {}", "is {} like {}", "{}d the {}", "anyone know {} {}",
    "{}{}: {}", "{}{} {}", "{}{}: {} {} {}", "{}{}", "my {} says {}", "{} -{} {}", "/{}/{}/{}",
)  # fmt: skip
_WORD = re.compile(r"[a-z']{3,18}")


@dataclass(frozen=True, slots=True)
class Supply:
    """What new texts are made of.

    Every different word is as likely as any other: of rare ones a small model knows least what the
    large one thinks.
    """

    texts: list[str]
    words: list[str]
    chance: random.Random

    def text(self) -> str:
        return self.chance.choice(self.texts)

    def word(self) -> str:
        return self.chance.choice(self.words)


def student_texts(
    rows: list[Row], written: list[Row], count: int, seed: int, vocabulary: Iterable[str] = ()
) -> list[str]:
    """Different texts in random order, so that any first part is a fair sample.

    Args:
        rows: what the licensed sources hold; only the texts are used.
        written: our own texts.
        count: how many texts.
        seed: of every choice.
        vocabulary: words that the sources may lack, as the tokenizer knows them.
    """
    chance = random.Random(seed)
    plain = [row.text for row in rows if len(row.text) <= SHORT or chance.random() < SHARE_OF_LONG]
    own = [row.text for row in written]
    kept = dict.fromkeys([*own, *plain])
    words = dict.fromkeys([*_words_of(plain), *filter(_WORD.fullmatch, vocabulary)])
    supply = Supply([*own, *own, *plain], list(words), chance)
    for _ in range(max(0, count - len(kept)) * 2):
        if len(kept) >= count:
            break
        text = reading(chance.choice(MAKERS)(supply))
        if text:
            kept[text] = None
    texts = list(kept)
    chance.shuffle(texts)
    return texts[:count]


def _words_of(texts: list[str]) -> list[str]:
    counted = Counter(word for text in texts for word in _WORD.findall(text.lower()))
    return [word for word, times in counted.items() if times > 1]


def _disguised(supply: Supply) -> str:
    return disguise(supply.text(), supply.chance)


def _in_habits(supply: Supply) -> str:
    return habits(supply.text(), supply.chance)


def _piece(supply: Supply) -> str:
    """A few words from within a text: chat is short and starts anywhere."""
    words, chance = supply.text().split(), supply.chance
    start = chance.randrange(max(1, len(words) - 2))
    return habits(" ".join(words[start : start + chance.randint(1, 12)]), chance)


def _addressed(supply: Supply) -> str:
    chance = supply.chance
    return f"{chance.choice(NICKS)}{chance.choice([': ', ', ', ' '])}{_piece(supply)}"


def _joined(supply: Supply) -> str:
    chance = supply.chance
    short = [_piece(supply), supply.text()[:SHORT]]
    chance.shuffle(short)
    return chance.choice([". ", " ", ", "]).join(short)


def _with_a_rare_word(supply: Supply) -> str:
    words = _piece(supply).split() or [""]
    words[supply.chance.randrange(len(words))] = supply.word()
    return " ".join(words)


def _rare_words(supply: Supply) -> str:
    shape = supply.chance.choice(SHAPES)
    return shape.format(*(supply.word() for _ in range(shape.count("{}"))))


MAKERS: tuple[Callable[[Supply], str], ...] = (
    _disguised,
    _in_habits,
    _piece,
    _addressed,
    _joined,
    _with_a_rare_word,
    _with_a_rare_word,
    _rare_words,
)
