"""Logits of an artefact for many texts: the workshop's own small reader.

Texts are cut at the window's length; serving reads the rest in further windows.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.adapters.onnx.artifact import read_artifact
from app.adapters.onnx.full import FullModel
from app.adapters.onnx.student import StudentModel
from model.artifact import read_manifest
from model.encoder import load_tokenizer

Floats = NDArray[np.float64]
Logits = NDArray[np.floating[Any]]


@dataclass(slots=True)
class Scorer:
    """Probabilities by `folder`'s own calibration, from the full model alone."""

    folder: Path
    manifest: dict[str, Any] = field(init=False)
    labels: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.manifest = read_manifest(self.folder)
        self.labels = list(self.manifest["labels"])

    def logits(self, texts: list[str]) -> Floats:
        """Labels, then sentiments."""
        return full_logits(self.folder, self.ids(texts))

    def ids(self, texts: list[str]) -> list[list[int]]:
        return [e.ids for e in load_tokenizer(self.folder).encode_batch(texts)]

    def probabilities(self, logits: Logits) -> Floats:
        """One column per label, calibrated."""
        return by_lines(logits, self.labels, self.manifest["calibration"])

    def feelings(self, logits: Logits) -> Floats:
        scale = self.manifest["calibration"]["sentiment"]["scale"]
        powers = np.exp(scale * logits[:, len(self.labels) :])
        shares: Floats = powers / powers.sum(axis=1, keepdims=True)
        return shares


@dataclass(slots=True)
class CascadeScorer(Scorer):
    """What serving says with both stages, where the artefact has a student."""

    spoke: NDArray[np.bool_] = field(init=False)  # for which of the last texts the student did

    def logits(self, texts: list[str]) -> Floats:
        """The student's logits stand in the full model's terms, so that one calibration fits."""
        ids = self.ids(texts)
        student = student_logits(self.folder, ids)
        self.spoke = student[:, -1] < self.manifest["student"]["clear_below"]
        own, full = self.manifest["student"]["calibration"], self.manifest["calibration"]
        labels = len(self.labels)
        said = np.empty((len(texts), student.shape[1] - 1))
        for at, name in enumerate(self.labels):
            line = own[name]["scale"] * student[:, at] + own[name]["offset"]
            said[:, at] = (line - full[name]["offset"]) / full[name]["scale"]
        ratio = own["sentiment"]["scale"] / full["sentiment"]["scale"]
        said[:, labels:] = student[:, labels:-1] * ratio
        rest = np.flatnonzero(~self.spoke)
        if len(rest):
            said[rest] = full_logits(self.folder, [ids[at] for at in rest])
        return said


def by_lines(logits: Logits, labels: list[str], lines: dict[str, dict[str, float]]) -> Floats:
    columns = [
        1 / (1 + np.exp(-(lines[name]["scale"] * logits[:, at] + lines[name]["offset"])))
        for at, name in enumerate(labels)
    ]
    return np.stack(columns, axis=1)


def student_logits(folder: Path, ids: list[list[int]]) -> Floats:
    """By serving's own code: what is measured here is what decides there."""
    artifact = read_artifact(folder)
    if artifact.student is None:
        raise SystemExit(f"{folder} has no student: python -m model.cascade makes one")
    return StudentModel(artifact.student, len(artifact.sentiments)).logits(ids)


def full_logits(folder: Path, ids: list[list[int]]) -> Floats:
    """By serving's own code, too."""
    return FullModel(read_artifact(folder, with_student=False)).logits(ids)
