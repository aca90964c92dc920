"""Rows made from our frames: those for training, and those kept apart to judge."""

import random

from app.domain.text import reading
from model.data import Row, has_swearing
from model.obfuscate import habits
from model.schema import LABELS, UNKNOWN
from model.written.frame import Kind, read_kinds, read_words, texts_of

SOURCE = "written"
TEXTS_PER_FRAME = 22
CONTRAST_TEXTS_PER_KIND = 60


def written_rows(seed: int) -> list[Row]:
    """For training: thousands of texts from all frames but the held-out ones."""
    chance, words = random.Random(seed), read_words()
    return [
        _row(kind, habits(text, chance))
        for kind in read_kinds()
        for text in texts_of(kind.training(), words, TEXTS_PER_FRAME * len(kind.training()), chance)
    ]


def contrast_rows(seed: int) -> list[Row]:
    """For judging: the frames kept apart from training."""
    chance, words = random.Random(seed + 1), read_words()
    return [
        _row(kind, text)
        for kind in read_kinds()
        for text in texts_of(kind.contrast(), words, CONTRAST_TEXTS_PER_KIND, chance)
    ]


def _row(kind: Kind, text: str) -> Row:
    known = {name: float(kind.labels.get(name, UNKNOWN)) for name in LABELS}
    if known["toxic"] == 0:
        known = {k: (0.0 if v == UNKNOWN and k != "obscene" else v) for k, v in known.items()}
    if known["obscene"] == UNKNOWN:
        known["obscene"] = float(has_swearing(text))
    return Row(
        text=reading(text),
        source=SOURCE,
        labels=tuple(known[name] for name in LABELS),
        own=known["toxic"],
        sentiment=UNKNOWN if kind.sentiment is None else kind.sentiment,
        kind=kind.name,
    )
