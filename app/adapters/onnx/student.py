"""The student: what its filters find anywhere in a text, pooled, and two last layers.

All windows of a batch lie in one row, so one call serves them whatever their lengths. A threshold
divides the stages, so a window's logits must have the same bits alone and in any company: the
filters' sums are exact, a window is pooled over its own places, and the last layers add up each
row by itself (`einsum`; a matrix product would choose its order by the number of rows).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from app.adapters.onnx.artifact import Student
from app.adapters.onnx.calibrated import Calibrated, Judged, starts_of
from app.adapters.onnx.session import session

GAP = (0, 0)  # [PAD], whose embedding is 0, as often as the filters reach to one side
PLACES_AT_ONCE = 4096  # 4 MB of what 256 filters say
LAST = ("last_hidden_weight", "last_hidden_bias", "last_heads_weight", "last_heads_bias")

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspected(Judged):
    """`clear`: nothing in the text is suspicious, and what the student says about it holds."""

    clear: list[bool]


class StudentModel:
    """The first stage. Its last logit is its suspicion that some label might be flagged."""

    def __init__(self, student: Student, sentiments: int) -> None:
        self._session = session(student.model)
        self._calibrated = Calibrated(student.calibration, sentiments)
        self._clear_below = student.clear_below
        nothing = {"ids": np.array([*GAP, *GAP, 0], dtype=np.int64)}
        self._hidden, self._hidden_bias, self._heads, self._bias = self._session.run(LAST, nothing)

    def judge(self, texts: Sequence[Sequence[Sequence[int]]]) -> Suspected:
        """What it says about texts by their windows; one suspicious window is enough."""
        logits = self.logits([window for windows in texts for window in windows])
        starts = starts_of(texts)
        said = self._calibrated(logits, starts)
        suspicion = np.maximum.reduceat(logits[:, -1], starts)
        return Suspected(
            labels=said.labels,
            sentiments=said.sentiments,
            clear=(suspicion < self._clear_below).tolist(),
        )

    def logits(self, windows: Sequence[Sequence[int]]) -> Floats:
        """One row for each window: labels, sentiments, suspicion."""
        pooled = np.concatenate([self._pooled(part) for part in _parts(windows)])
        hidden = np.maximum(np.einsum("ij,kj->ik", pooled, self._hidden) + self._hidden_bias, 0)
        said = np.einsum("ij,kj->ik", hidden, self._heads) + self._bias
        return np.asarray(said, dtype=np.float64)

    def _pooled(self, windows: Sequence[Sequence[int]]) -> Singles:
        """The loudest and the mean of each filter over each window's own places."""
        row = [*chain.from_iterable([*GAP, *window] for window in windows), *GAP]
        (active,) = self._session.run(["active"], {"ids": np.array(row, dtype=np.int64)})
        filters = active.shape[1]
        pooled = np.empty((len(windows), 2 * filters), dtype=np.float32)
        start = 0
        for window, into in zip(windows, pooled, strict=True):
            own = active[start : start + len(window)]
            own.max(axis=0, out=into[:filters])
            np.divide(np.add.reduce(own), len(window), out=into[filters:])
            start += len(window) + len(GAP)
        return pooled


def _parts(windows: Sequence[Sequence[int]]) -> Iterator[Sequence[Sequence[int]]]:
    """Windows in their order, so many at once that memory stays small."""
    start = places = 0
    for at, window in enumerate(windows):
        places += len(window) + len(GAP)
        if places > PLACES_AT_ONCE and at > start:
            yield windows[start:at]
            start, places = at, len(window) + len(GAP)
    yield windows[start:]
