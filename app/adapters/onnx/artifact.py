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
TOKENIZER = "tokenizer.json"
FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A calibrated probability is the sigmoid of scale * logit + offset."""

    scale: float
    offset: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """The checked content of the folder."""

    version: str
    labels: tuple[str, ...]
    sentiments: tuple[str, ...]
    calibration: tuple[Line, ...]
    sentiment_scale: float
    window: int
    stride: int
    first: int
    last: int
    model: bytes
    tokenizer: bytes


def read_artifact(directory: Path) -> Artifact:
    """The files' bytes are hashed and used as read: nothing can change in between."""
    manifest = _manifest(directory / MANIFEST)
    try:
        return Artifact(
            version=manifest["version"],
            labels=tuple(manifest["labels"]),
            sentiments=tuple(manifest["sentiments"]),
            calibration=tuple(Line(**manifest["calibration"][x]) for x in manifest["labels"]),
            sentiment_scale=manifest["calibration"]["sentiment"]["scale"],
            window=manifest["window"]["tokens"],
            stride=manifest["window"]["stride"],
            first=manifest["window"]["first"],
            last=manifest["window"]["last"],
            model=_checked(directory / MODEL, manifest["files"]),
            tokenizer=_checked(directory / TOKENIZER, manifest["files"]),
        )
    except (KeyError, TypeError) as error:
        raise ModelAlteredError(directory / MANIFEST, f"{error!r} is missing or odd") from error


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
