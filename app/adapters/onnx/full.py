"""The full model: windows of pieces in, logits out."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.adapters.onnx.artifact import Artifact
from app.adapters.onnx.calibrated import Calibrated, Judged, starts_of
from app.adapters.onnx.session import session
from app.adapters.onnx.windows import equal_lengths

Floats = NDArray[np.float64]


class FullModel:
    """Windows of equal length are scored together; none is ever padded."""

    def __init__(self, artifact: Artifact) -> None:
        self._session = session(artifact.model)
        self._calibrated = Calibrated(artifact.calibration, len(artifact.sentiments))

    def judge(self, texts: Sequence[Sequence[Sequence[int]]]) -> Judged:
        """What it says about texts by their windows."""
        logits = self.logits([window for windows in texts for window in windows])
        return self._calibrated(logits, starts_of(texts))

    def logits(self, windows: Sequence[Sequence[int]]) -> Floats:
        """An array of one row for each window."""
        rows: list[Floats] = []
        places: list[int] = []
        for group in equal_lengths(windows):
            ids = np.array([windows[place] for place in group], dtype=np.int64)
            rows.append(self._session.run(None, {"ids": ids})[0])
            places += group
        together = np.concatenate(rows)
        ordered = np.empty(together.shape)
        ordered[places] = together
        return ordered
