"""Logits of an artefact for many texts: the workshop's own small reader.

Texts are cut at the window's length; serving reads the rest in further windows.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from model.artifact import read_manifest
from model.encoder import load_tokenizer

TOKENS_PER_BATCH = 2048


@dataclass(slots=True)
class Scorer:
    """Probabilities by `folder`'s own calibration."""

    folder: Path
    manifest: dict[str, Any] = field(init=False)
    labels: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.manifest = read_manifest(self.folder)
        self.labels = list(self.manifest["labels"])

    def logits(self, texts: list[str]) -> NDArray[np.float64]:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        session = onnxruntime.InferenceSession(str(self.folder / "model.onnx"), options)
        tokenizer = load_tokenizer(self.folder)
        by_length: dict[int, list[tuple[int, list[int]]]] = defaultdict(list)
        for at, encoded in enumerate(tokenizer.encode_batch(texts)):
            by_length[len(encoded.ids)].append((at, encoded.ids))
        width = len(self.labels) + len(self.manifest["sentiments"])
        result = np.full((len(texts), width), np.nan)
        for length, items in by_length.items():
            size = max(1, TOKENS_PER_BATCH // length)
            for start in range(0, len(items), size):
                part = items[start : start + size]
                ids = np.array([ids for _, ids in part], dtype=np.int64)
                result[[at for at, _ in part]] = session.run(None, {"ids": ids})[0]
        return result

    def probabilities(self, logits: NDArray[np.float64]) -> NDArray[np.float64]:
        """One column per label, calibrated."""
        columns = []
        for at, name in enumerate(self.labels):
            line = self.manifest["calibration"][name]
            columns.append(1 / (1 + np.exp(-(line["scale"] * logits[:, at] + line["offset"]))))
        return np.stack(columns, axis=1)

    def feelings(self, logits: NDArray[np.float64]) -> NDArray[np.float64]:
        scale = self.manifest["calibration"]["sentiment"]["scale"]
        powers = np.exp(scale * logits[:, len(self.labels) :])
        shares: NDArray[np.float64] = powers / powers.sum(axis=1, keepdims=True)
        return shares
