"""Figures of quality, each a plain function of truth and probability."""

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, f1_score, roc_auc_score

Floats = NDArray[np.float64]


def auc(truth: Floats, probability: Floats) -> float:
    return float(roc_auc_score(truth, probability))


def average_precision(truth: Floats, probability: Floats) -> float:
    return float(average_precision_score(truth, probability))


def macro_f1(truth: Floats, probability: Floats, threshold: float = 0.5) -> float:
    return float(f1_score(truth, probability >= threshold, average="macro", zero_division=0))


def calibration_error(truth: Floats, probability: Floats, bins: int = 15) -> float:
    """Expected calibration error over equally wide bins."""
    places = np.minimum((probability * bins).astype(int), bins - 1)
    error = 0.0
    for place in range(bins):
        inside = places == place
        if inside.any():
            gap = abs(truth[inside].mean() - probability[inside].mean())
            error += float(gap) * inside.mean()
    return float(error)


def macro_recall(truth: NDArray[np.int64], predicted: NDArray[np.int64]) -> float:
    return float(np.mean([(predicted[truth == c] == c).mean() for c in np.unique(truth)]))
