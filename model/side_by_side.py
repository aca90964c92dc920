"""Several artefacts on the same labelled texts: figures per label, and slices of `toxic`."""

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.domain.text import reading
from model.data import Row
from model.measures import auc, average_precision, calibration_error, macro_f1, macro_recall
from model.obfuscate import DISGUISES, disguise
from model.reliability import bins_of, drawing
from model.schema import LABELS, UNKNOWN
from model.scoring import Scorer
from model.slices import FLAGGED, TERMS, TOXIC

FEWEST = 8  # texts of each kind; below that a figure would be chance
LENGTHS = {"1 to 4 words": 5, "5 to 12 words": 13, "13 to 40 words": 41, "longer": 10**9}
DISGUISED_TEXTS, DISGUISE_SEED = 1000, 5
MAIN = ("AUC", "AP", "macro-F1", "precision", "recall", "ECE")
_WORD = re.compile(r"\w+")

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one artefact says about all texts of a file."""

    scorer: Scorer
    labels: Floats
    feelings: Floats

    @classmethod
    def by(cls, scorer: Scorer, texts: list[str]) -> "Said":
        logits = scorer.logits(texts)
        return cls(
            scorer=scorer, labels=scorer.probabilities(logits), feelings=scorer.feelings(logits)
        )

    def of(self, label: str) -> Floats:
        """Probabilities of a label; an artefact with other labels may not have it."""
        names = self.scorer.labels
        column = self.labels[:, names.index(label)] if label in names else self.labels[:, 0]
        return np.asarray(column)

    def threshold(self, label: str) -> float:
        return float(self.scorer.manifest.get("thresholds", {}).get(label, FLAGGED))


def compared(rows: list[Row], scorers: Mapping[str, Scorer]) -> Iterator[str]:
    """Markdown: everything about one file."""
    said = {name: Said.by(scorer, [row.text for row in rows]) for name, scorer in scorers.items()}
    yield from _labels(rows, said)
    yield from _sentiment(rows, said)
    truth = np.array([row.labels[TOXIC] for row in rows])
    yield from _slices(rows, truth, said)
    yield from _disguised(rows, scorers)


def reliability(rows: list[Row], scorers: Mapping[str, Scorer], title: str) -> str:
    """An SVG of how far `toxic` can be believed."""
    known = [row for row in rows if row.labels[TOXIC] != UNKNOWN]
    truth = np.array([row.labels[TOXIC] for row in known])
    texts = [row.text for row in known]
    curves = {
        name: bins_of(truth, Said.by(scorer, texts).of("toxic")) for name, scorer in scorers.items()
    }
    return drawing(curves, title)


def _labels(rows: list[Row], said: Mapping[str, Said]) -> Iterator[str]:
    yield f"| label | rows | positive | artefact | {' | '.join(MAIN)} |"
    yield "|---|---:|---:|---|" + "---:|" * len(MAIN)
    for at, label in enumerate(LABELS):
        truth = np.array([row.labels[at] for row in rows])
        known = truth != UNKNOWN
        positive = int((truth == 1).sum())
        if min(positive, known.sum() - positive) < FEWEST:
            continue
        for name, one in said.items():
            cells = _figures(truth[known], one.of(label)[known], one.threshold(label))
            yield f"| {label} | {known.sum()} | {positive} | {name} | {' | '.join(cells)} |"


def _figures(truth: Floats, share: Floats, threshold: float) -> list[str]:
    chosen = share >= threshold
    precision = truth[chosen].mean() if chosen.any() else np.nan
    values = (
        auc(truth, share),
        average_precision(truth, share),
        macro_f1(truth, share),
        precision,
        chosen[truth == 1].mean(),
        calibration_error(truth, share),
    )
    return [f"{value:.3f}" for value in values]


def _sentiment(rows: list[Row], said: Mapping[str, Said]) -> Iterator[str]:
    feelings = np.array([row.sentiment for row in rows])
    known = feelings != UNKNOWN
    if known.sum() >= FEWEST:
        for name, one in said.items():
            recall = macro_recall(feelings[known], one.feelings[known].argmax(axis=1))
            yield f"\nSentiment, {known.sum()} rows, {name}: macro-recall {recall:.3f}"


def _slices(rows: list[Row], truth: Floats, said: Mapping[str, Said]) -> Iterator[str]:
    yield f"\n| slice | texts | toxic | {' | '.join(f'{x}: AUC / FPR / recall' for x in said)} |"
    yield "|---|---:|---:|" + "---:|" * len(said)
    for name, inside in _parts(rows):
        mask = inside & (truth != UNKNOWN)
        positive = int((truth[mask] == 1).sum())
        if mask.sum() >= FEWEST:
            cells = [_slice(truth[mask], one.of("toxic")[mask]) for one in said.values()]
            yield f"| {name} | {mask.sum()} | {positive} | {' | '.join(cells)} |"


def _parts(rows: list[Row]) -> Iterator[tuple[str, Flags]]:
    sources = np.array([row.source for row in rows])
    different = sorted(set(sources))
    for source in different if len(different) > 1 else ():
        yield f"source {source}", sources == source
    counts, least = np.array([len(row.text.split()) for row in rows]), 0
    for name, most in LENGTHS.items():
        yield name, (counts >= least) & (counts < most)
        least = most
    words = [set(_WORD.findall(row.text.lower())) for row in rows]
    yield "names an identity", np.array([bool(TERMS & own) for own in words])
    for term in sorted(TERMS):
        yield f"names: {term}", np.array([term in own for own in words])


def _slice(truth: Floats, share: Floats) -> str:
    flagged = share >= FLAGGED
    both = min((truth == 1).sum(), (truth == 0).sum()) >= FEWEST
    cells = (
        f"{auc(truth, share):.3f}" if both else "",
        f"{flagged[truth == 0].mean():.3f}" if (truth == 0).sum() >= FEWEST else "",
        f"{flagged[truth == 1].mean():.3f}" if (truth == 1).sum() >= FEWEST else "",
    )
    return " / ".join(cells)


def _disguised(rows: list[Row], scorers: Mapping[str, Scorer]) -> Iterator[str]:
    toxic = [row.text for row in rows if row.labels[TOXIC] == 1][:DISGUISED_TEXTS]
    if len(toxic) < FEWEST:
        return
    yield f"\n| recall at {FLAGGED} of {len(toxic)} toxic texts | {' | '.join(scorers)} |"
    yield "|---|" + "---:|" * len(scorers)
    chance = random.Random(DISGUISE_SEED)
    changed = {"as they are": toxic} | {
        kind: [reading(disguise(text, chance, (kind,))) for text in toxic] for kind in DISGUISES
    }
    for kind, texts in changed.items():
        shares = [Said.by(scorer, texts).of("toxic") for scorer in scorers.values()]
        yield f"| {kind} | {' | '.join(f'{(s >= FLAGGED).mean():.3f}' for s in shares)} |"
