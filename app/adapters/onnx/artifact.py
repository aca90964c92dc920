"""The artefact's folder: a manifest, and files that must be exactly what the manifest says."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.ports.classifier import ModelAlteredError, ModelMissingError

MANIFEST = "manifest.json"
MODEL = "model.onnx"
STUDENT = "student.onnx"
TOKENIZER = "tokenizer.json"
FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A calibrated probability is the sigmoid of scale * logit + offset."""

    scale: float
    offset: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """What turns a network's logits into probabilities."""

    labels: tuple[Line, ...]
    sentiment_scale: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Student:
    """The first stage: it clears a text whose suspicion, a logit, stays below `clear_below`."""

    model: bytes
    calibration: Calibration
    clear_below: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """The checked content of the folder. Without a student every text goes to the full model."""

    version: str
    labels: tuple[str, ...]
    sentiments: tuple[str, ...]
    calibration: Calibration
    window: int
    stride: int
    first: int
    last: int
    model: bytes
    tokenizer: bytes
    student: Student | None


def read_artifact(directory: Path, *, with_student: bool = True) -> Artifact:
    """The files' bytes are hashed and used as read: nothing can change in between.

    Args:
        directory: the artefact's folder.
        with_student: read the first stage, too, where the manifest names one.
    """
    manifest = _manifest(directory / MANIFEST)
    try:
        return Artifact(
            version=manifest["version"],
            labels=tuple(manifest["labels"]),
            sentiments=tuple(manifest["sentiments"]),
            calibration=_calibration(manifest["calibration"], manifest["labels"]),
            window=manifest["window"]["tokens"],
            stride=manifest["window"]["stride"],
            first=manifest["window"]["first"],
            last=manifest["window"]["last"],
            model=_checked(directory / MODEL, manifest["files"]),
            tokenizer=_checked(directory / TOKENIZER, manifest["files"]),
            student=_student(directory, manifest) if with_student else None,
        )
    except (KeyError, TypeError) as error:
        raise ModelAlteredError(directory / MANIFEST, f"{error!r} is missing or odd") from error


def _student(directory: Path, manifest: Mapping[str, Any]) -> Student | None:
    if "student" not in manifest:
        return None
    described = manifest["student"]
    return Student(
        model=_checked(directory / STUDENT, manifest["files"]),
        calibration=_calibration(described["calibration"], manifest["labels"]),
        clear_below=float(described["clear_below"]),
    )


def _calibration(lines: Mapping[str, Mapping[str, float]], labels: list[str]) -> Calibration:
    return Calibration(
        labels=tuple(Line(**lines[label]) for label in labels),
        sentiment_scale=lines["sentiment"]["scale"],
    )


def _manifest(path: Path) -> dict[str, Any]:
    try:
        manifest = json.loads(_bytes(path))
    except ValueError as error:
        raise ModelAlteredError(path, "it is not JSON") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise ModelAlteredError(path, f"its format is not {FORMAT}")
    return manifest


def _checked(path: Path, files: Mapping[str, Mapping[str, str]]) -> bytes:
    content = _bytes(path)
    if hashlib.sha256(content).hexdigest() != files[path.name]["sha256"]:
        raise ModelAlteredError(path)
    return content


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ModelMissingError(path) from error
