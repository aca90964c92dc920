"""A kind of text: frames with slots, what is known about every text made from them."""

import random
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
AREAS = (
    "insults",
    "identity",
    "threats",
    "games",
    "groups",
    "persons",
    "matches",
    "pictures",
    "talk",
    "nuance",
    "indirect",
    "same_shape",
    "contempt",
)
WORD_FILES = ("words", "phrases", "picture_words")

HELD_OUT_EVERY, HELD_OUT_AT = 6, 3  # of each six frames of a kind, one never reaches training
CAPITALISED = 0.35
TEXTS_PER_SLOT, TEXTS_WITHOUT_SLOTS = 12, 3
DEEPEST_SLOT = 3  # a phrase may hold slots, whose words may hold slots
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    name: str
    labels: Mapping[str, int]
    frames: tuple[str, ...]
    sentiment: int | None = None
    texts: int = TEXTS_PER_SLOT  # of each frame, for each of its slots

    def training(self) -> tuple[str, ...]:
        return tuple(f for at, f in enumerate(self.frames) if at % HELD_OUT_EVERY != HELD_OUT_AT)

    def kept_apart(self) -> tuple[str, ...]:
        return self.frames[HELD_OUT_AT::HELD_OUT_EVERY]


def read_kinds() -> tuple[Kind, ...]:
    raw = [kind for area in AREAS for kind in _toml(area)["kind"]]
    return tuple(Kind(**{**kind, "frames": tuple(kind["frames"])}) for kind in raw)


def read_words() -> dict[str, list[str]]:
    return {name: values for file in WORD_FILES for name, values in _toml(file).items()}


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


def texts_of(
    kind: Kind,
    frames: tuple[str, ...],
    words: Mapping[str, list[str]],
    chance: random.Random,
    vary: Callable[[str, random.Random], str],
) -> Iterator[str]:
    """Different texts of each frame; one without slots yields a few, by typing habits alone."""
    seen: set[str] = set()
    for frame in frames:
        slots = len(_SLOT.findall(frame))
        for _ in range(kind.texts * slots if slots else TEXTS_WITHOUT_SLOTS):
            text = vary(filled(frame, words, chance), chance)
            if text not in seen:
                seen.add(text)
                yield text


def filled(frame: str, words: Mapping[str, list[str]], chance: random.Random) -> str:
    text = frame
    for _ in range(DEEPEST_SLOT):
        text = _SLOT.sub(lambda slot: chance.choice(words[slot[1]]), text)
    text = re.sub(r"\ba ([aeiouAEIOU])", r"an \1", text)
    return text[0].upper() + text[1:] if chance.random() < CAPITALISED else text
