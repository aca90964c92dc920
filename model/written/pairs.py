"""Minimal pairs, kept apart from training: a toxic text and a twin that harms nobody."""

import random
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from model.data import Row
from model.written.frame import HERE, filled, read_words
from model.written.rows import row_of

PAIRS_PER_KIND = 64
ATTEMPTS_PER_FRAME = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    kind: str
    toxic: Row
    harmless: Row


def read_frames() -> tuple[dict[str, list[tuple[str, str]]], Mapping[str, list[str]]]:
    """Frames by kind, and the words that fill their slots."""
    raw = tomllib.loads((HERE / "pairs.toml").read_text(encoding="utf-8"))
    frames = {pair["name"]: [(bad, good) for bad, good in pair["frames"]] for pair in raw["pair"]}
    return frames, {**read_words(), **raw["words"]}


def contrast_pairs(seed: int) -> list[Pair]:
    chance = random.Random(seed)
    frames, words = read_frames()
    return [pair for kind, sides in frames.items() for pair in _pairs(kind, sides, words, chance)]


def contrast_rows(seed: int) -> list[Row]:
    """Both sides of all pairs, each text once."""
    rows = [row for pair in contrast_pairs(seed) for row in (pair.toxic, pair.harmless)]
    return list({(row.kind, row.text): row for row in rows}.values())


def _pairs(
    kind: str,
    frames: list[tuple[str, str]],
    words: Mapping[str, list[str]],
    chance: random.Random,
) -> Iterator[Pair]:
    """Every frame about equally often; one without slots gives one pair."""
    seen: set[tuple[str, str]] = set()
    for attempt in range(ATTEMPTS_PER_FRAME * len(frames)):
        if len(seen) == PAIRS_PER_KIND:
            return
        bad, good = frames[attempt % len(frames)]
        chosen = {slot: [chance.choice(choices)] for slot, choices in words.items()}
        sides = filled(bad, chosen, chance), filled(good, chosen, chance)
        if (key := (sides[0].lower(), sides[1].lower())) not in seen:
            seen.add(key)
            toxic, harmless = (
                row_of(kind, {"toxic": 1}, sides[0]),
                row_of(kind, {"toxic": 0}, sides[1]),
            )
            yield Pair(kind=kind, toxic=toxic, harmless=harmless)
