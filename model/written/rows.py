"""Rows made from our frames: those for training, and those kept apart to judge."""

import random
from collections.abc import Mapping

from app.domain.text import reading
from model.data import Row, has_swearing
from model.schema import LABELS, UNKNOWN
from model.written.frame import Kind, read_kinds, read_words, texts_of
from model.written.manner import as_typed, as_written

SOURCE = "written"
HELD_OUT_TEXTS_PER_KIND = 60


def written_rows(seed: int) -> list[Row]:
    """For training: thousands of texts from all frames but the held-out ones."""
    chance, words = random.Random(seed), read_words()
    return [
        _row(kind, text)
        for kind in read_kinds()
        for text in texts_of(kind, kind.training(), words, chance, as_typed)
    ]


def kept_apart_rows(seed: int) -> list[Row]:
    """From the frames that never train: they calibrate."""
    chance, words = random.Random(seed + 1), read_words()
    rows: list[Row] = []
    for kind in read_kinds():
        texts = list(texts_of(kind, kind.kept_apart(), words, chance, as_written))
        chance.shuffle(texts)
        rows += [_row(kind, text) for text in texts[:HELD_OUT_TEXTS_PER_KIND]]
    return rows


def _row(kind: Kind, text: str) -> Row:
    return row_of(kind.name, kind.labels, text, kind.sentiment)


def row_of(name: str, labels: Mapping[str, int], text: str, sentiment: int | None = None) -> Row:
    known = {label: float(labels.get(label, UNKNOWN)) for label in LABELS}
    if known["toxic"] == 0:
        known = {k: (0.0 if v == UNKNOWN and k != "obscene" else v) for k, v in known.items()}
    if known["obscene"] == UNKNOWN:
        known["obscene"] = float(has_swearing(text))
    return Row(
        text=reading(text),
        source=SOURCE,
        labels=tuple(known[label] for label in LABELS),
        own=known["toxic"],
        sentiment=UNKNOWN if sentiment is None else sentiment,
        kind=name,
    )
