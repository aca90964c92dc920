"""A kind of text: frames with slots, what is known about every text made from them."""

import random
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
AREAS = ("insults", "identity", "threats", "games")

HELD_OUT_EVERY, HELD_OUT_AT = 6, 3  # of each six frames of a kind, one never reaches training
CAPITALISED = 0.35
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    name: str
    labels: Mapping[str, int]
    frames: tuple[str, ...]
    sentiment: int | None = None

    def training(self) -> tuple[str, ...]:
        return tuple(f for at, f in enumerate(self.frames) if at % HELD_OUT_EVERY != HELD_OUT_AT)

    def contrast(self) -> tuple[str, ...]:
        return self.frames[HELD_OUT_AT::HELD_OUT_EVERY]


def read_kinds() -> tuple[Kind, ...]:
    raw = [kind for area in AREAS for kind in _toml(area)["kind"]]
    return tuple(Kind(**{**kind, "frames": tuple(kind["frames"])}) for kind in raw)


def read_words() -> dict[str, list[str]]:
    return _toml("words")


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


def texts_of(
    frames: tuple[str, ...], words: Mapping[str, list[str]], count: int, chance: random.Random
) -> Iterator[str]:
    """Up to `count` different texts, every frame used about equally often."""
    seen: set[str] = set()
    for attempt in range(count * 3):
        text = _filled(frames[attempt % len(frames)], words, chance)
        if text not in seen and len(seen) < count:
            seen.add(text)
            yield text


def _filled(frame: str, words: Mapping[str, list[str]], chance: random.Random) -> str:
    text = _SLOT.sub(lambda slot: chance.choice(words[slot[1]]), frame)
    text = re.sub(r"\ba ([aeiouAEIOU])", r"an \1", text)
    return text[0].upper() + text[1:] if chance.random() < CAPITALISED else text
