"""From logits to probabilities, for all texts of a batch together."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from app.adapters.onnx.artifact import Calibration

SATURATED = 60.0  # a sigmoid is 0 or 1 there to every digit that counts

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One row for each text: probabilities of the labels, shares of the sentiments."""

    labels: list[list[float]]
    sentiments: list[list[float]]


class Calibrated:
    """One line for each label, one scale for the sentiment."""

    def __init__(self, calibration: Calibration, sentiments: int) -> None:
        lines = calibration.labels
        self._labels, self._sentiments = len(lines), sentiments
        self._scale = np.array([line.scale for line in lines])
        self._offset = np.array([line.offset for line in lines])
        self._sentiment_scale = calibration.sentiment_scale

    def __call__(self, logits: Floats, starts: Sequence[int]) -> Judged:
        """Each label of a text is the highest of its windows, the sentiment their mean.

        Args:
            logits: one row for each window: labels, then sentiments.
            starts: where each text's windows begin.
        """
        said = logits[:, : self._labels]
        each = logits[:, self._labels : self._labels + self._sentiments]
        powers = np.exp(np.clip(self._sentiment_scale * each, -SATURATED, SATURATED))
        felt = powers / powers.sum(axis=1, keepdims=True)
        if len(starts) < len(logits):
            sizes = np.diff([*starts, len(logits)])[:, None]
            felt = np.add.reduceat(felt, starts, axis=0) / sizes
            said = np.maximum.reduceat(said, starts, axis=0)
        line = np.clip(self._scale * said + self._offset, -SATURATED, SATURATED)
        return Judged(labels=(1 / (1 + np.exp(-line))).tolist(), sentiments=felt.tolist())


def starts_of(windows: Sequence[Sequence[object]]) -> list[int]:
    """Where each text's windows begin when all lie in one row."""
    *starts, _ = accumulate(map(len, windows), initial=0)
    return starts
