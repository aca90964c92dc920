"""The full model: windows of pieces in, logits out."""

from collections.abc import Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from app.adapters.onnx.artifact import Artifact
from app.adapters.onnx.calibrated import Calibrated, Judged, starts_of
from app.adapters.onnx.session import session
from app.adapters.onnx.windows import packs

Floats = NDArray[np.float64]


class FullModel:
    """Windows lie in one row, as many as the graph has slots for; none is ever padded."""

    def __init__(self, artifact: Artifact) -> None:
        self._session = session(artifact.model)
        _, lengths = self._session.get_inputs()
        self._slots: int = lengths.shape[0]
        self._calibrated = Calibrated(artifact.calibration, len(artifact.sentiments))

    def judge(self, texts: Sequence[Sequence[Sequence[int]]]) -> Judged:
        """What it says about texts by their windows."""
        logits = self.logits([window for windows in texts for window in windows])
        return self._calibrated(logits, starts_of(texts))

    def logits(self, windows: Sequence[Sequence[int]]) -> Floats:
        """An array of one row for each window."""
        said = [self._run(pack) for pack in packs(windows, self._slots)]
        return np.concatenate(said, dtype=np.float64)

    def _run(self, pack: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        lengths = np.zeros(self._slots, dtype=np.int64)
        lengths[: len(pack)] = [len(window) for window in pack]
        ids = np.array([[*chain.from_iterable(pack)]], dtype=np.int64)
        logits: NDArray[np.float32]
        (logits,) = self._session.run(None, {"ids": ids, "lengths": lengths})
        return logits[: len(pack)]
