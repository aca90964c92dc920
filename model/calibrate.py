"""Fit each label's calibration line on one half of the dev texts and on held-out rows.

    python -m model.calibrate --model model/artifact

A text's half is decided by the text itself; `model.evaluate` reports on the other half only.
"""

import argparse
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from model.artifact import read_manifest, write_manifest
from model.data import Row, cached_rows, english_sources, held_out, read_source
from model.schema import DATA, LABELS, UNKNOWN
from model.scoring import Scorer
from model.written import kept_apart_rows

CALIBRATION_SHARE, CALIBRATION_SEED = 0.5, 23
FEWEST_POSITIVES = 30  # with fewer, a label keeps the line of `toxic`
ROWS_PER_SOURCE = 700
PRECISION_WANTED = 0.9


def in_calibration(row: Row) -> bool:
    return held_out(row, CALIBRATION_SHARE, CALIBRATION_SEED)


def calibration_rows(data: Path) -> list[Row]:
    """At most ROWS_PER_SOURCE of each source, so that no one definition of toxic rules."""
    rows = [row for row in cached_rows(data)[1] if in_calibration(row)]
    for name in english_sources(data / "dev"):
        source = [row for row in read_source(data / "dev", name) if in_calibration(row)]
        rows += source[:ROWS_PER_SOURCE]
    return rows + [row for row in kept_apart_rows(CALIBRATION_SEED) if in_calibration(row)]


def fit_line(logits: NDArray[np.float64], truth: NDArray[np.float64]) -> dict[str, float]:
    """Scale and offset with the least log loss, the scale kept positive."""

    def loss(values: NDArray[np.float64]) -> float:
        z = np.exp(values[0]) * logits + values[1]
        return float(np.mean(np.logaddexp(0, z) - truth * z) + 1e-4 * values[0] ** 2)

    found = minimize(loss, np.zeros(2), method="Nelder-Mead").x
    return {"scale": round(float(np.exp(found[0])), 5), "offset": round(float(found[1]), 5)}


def fit_temperature(logits: NDArray[np.float64], truth: NDArray[np.int64]) -> dict[str, float]:
    def loss(values: NDArray[np.float64]) -> float:
        z = logits * np.exp(values[0])
        z = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
        return -float(np.mean(z[np.arange(len(truth)), truth]))

    return {
        "scale": round(float(np.exp(minimize(loss, np.zeros(1), method="Nelder-Mead").x[0])), 5)
    }


def threshold_for(
    probabilities: NDArray[np.float64], truth: NDArray[np.float64], wanted: float
) -> float:
    """The lowest threshold whose precision reaches the wanted one; 0.5 at least."""
    for threshold in np.arange(0.5, 0.99, 0.01):
        chosen = probabilities >= threshold
        if chosen.any() and truth[chosen].mean() >= wanted:
            return round(float(threshold), 2)
    return 0.99


def calibrated(manifest: dict[str, object], rows: list[Row], scorer: Scorer) -> dict[str, object]:
    logits = scorer.logits([row.text for row in rows])
    truth = np.array([row.labels for row in rows])
    lines: dict[str, dict[str, float]] = {}
    thresholds: dict[str, float] = {}
    for at, name in enumerate(LABELS):
        known = truth[:, at] != UNKNOWN
        enough = (truth[known, at] == 1).sum() >= FEWEST_POSITIVES
        line = fit_line(logits[known, at], truth[known, at]) if enough else lines["toxic"]
        lines[name] = line
        z = line["scale"] * logits[known, at] + line["offset"]
        thresholds[name] = threshold_for(1 / (1 + np.exp(-z)), truth[known, at], PRECISION_WANTED)
    feelings = np.array([row.sentiment for row in rows])
    known = feelings != UNKNOWN
    sentiment = fit_temperature(logits[known, len(LABELS) :], feelings[known])
    return {**manifest, "calibration": {**lines, "sentiment": sentiment}, "thresholds": thresholds}


def main(read: Callable[[Path], list[Row]] = calibration_rows) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=DATA)
    options = parser.parse_args()
    manifest = calibrated(read_manifest(options.model), read(options.data), Scorer(options.model))
    write_manifest(options.model, manifest)
    print(manifest["calibration"], manifest["thresholds"], sep="\n")


if __name__ == "__main__":
    main()
