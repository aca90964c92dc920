"""One line of figures for each label of a set."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.data import Row
from model.measures import auc, average_precision, calibration_error, macro_f1, macro_recall
from model.schema import LABELS, UNKNOWN
from model.scoring import Scorer

FEWEST_OF_EACH = 8  # below that a figure would be chance


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    name: str
    label: str
    rows: int
    positive: int
    auc: float
    average_precision: float
    macro_f1: float
    calibration_error: float
    macro_recall: float | None = None

    def line(self) -> str:
        if self.macro_recall is not None:
            recall = f"macro-recall {self.macro_recall:.3f}"
            return f"| {self.name} | {self.label} | {self.rows} | | {recall} | | | |"
        values = (self.auc, self.average_precision, self.macro_f1, self.calibration_error)
        cells = " | ".join(f"{value:.3f}" for value in values)
        return f"| {self.name} | {self.label} | {self.rows} | {self.positive} | {cells} |"


def figures_of(scorer: Scorer, name: str, rows: list[Row]) -> Iterator[Figure]:
    logits = scorer.logits([row.text for row in rows])
    probabilities = scorer.probabilities(logits)
    truth = np.array([row.labels for row in rows])
    own = np.array([row.own for row in rows])
    for at, label in enumerate(LABELS):
        yield from _figure(name, label, truth[:, at], probabilities[:, at])
    if (own != truth[:, 0]).any():
        yield from _figure(name, "toxic as the source means it", own, probabilities[:, 0])
    feelings = np.array([row.sentiment for row in rows])
    known = feelings != UNKNOWN
    if known.any():
        yield _sentiment(name, feelings[known], scorer.feelings(logits)[known])


def _figure(
    name: str, label: str, truth: NDArray[np.float64], probability: NDArray[np.float64]
) -> Iterator[Figure]:
    known = truth != UNKNOWN
    truth, probability = truth[known], probability[known]
    positive = int(truth.sum())
    if min(positive, len(truth) - positive) >= FEWEST_OF_EACH:
        yield Figure(
            name=name,
            label=label,
            rows=len(truth),
            positive=positive,
            auc=auc(truth, probability),
            average_precision=average_precision(truth, probability),
            macro_f1=macro_f1(truth, probability),
            calibration_error=calibration_error(truth, probability),
        )


def _sentiment(name: str, truth: NDArray[np.int64], feelings: NDArray[np.float64]) -> Figure:
    return Figure(
        name=name,
        label="sentiment",
        rows=len(truth),
        positive=0,
        auc=np.nan,
        average_precision=np.nan,
        macro_f1=np.nan,
        calibration_error=np.nan,
        macro_recall=macro_recall(truth, feelings.argmax(axis=1)),
    )
