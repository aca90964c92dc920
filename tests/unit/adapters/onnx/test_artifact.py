"""The artefact is used only if it is exactly what its manifest says."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from app.adapters.onnx.artifact import read_artifact
from app.ports.classifier import ModelAlteredError, ModelMissingError

FILES = {"model.onnx": b"a model", "tokenizer.json": b"{}"}


def manifest() -> dict[str, Any]:
    return {
        "format": 1,
        "version": "made-up-1",
        "files": {n: {"sha256": hashlib.sha256(c).hexdigest()} for n, c in FILES.items()},
        "labels": ["toxic"],
        "sentiments": ["negative", "neutral", "positive"],
        "window": {"tokens": 96, "stride": 64, "first": 1, "last": 2},
        "calibration": {
            "toxic": {"scale": 1.0, "offset": 0.0},
            "sentiment": {"scale": 1.0},
        },
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in FILES.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "manifest.json").write_text(json.dumps(manifest()))
    return tmp_path


def test_an_untouched_artefact_is_read(folder: Path) -> None:
    artifact = read_artifact(folder)
    assert (artifact.version, artifact.model) == ("made-up-1", b"a model")


@pytest.mark.parametrize("name", FILES)
def test_one_changed_byte_is_refused_by_name(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"b" + FILES[name][1:])
    with pytest.raises(ModelAlteredError, match=name.replace(".", r"\.")) as raised:
        read_artifact(folder)
    assert raised.value.path == folder / name


@pytest.mark.parametrize("name", [*FILES, "manifest.json"])
def test_a_missing_file_is_named_with_what_to_do(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(ModelMissingError, match="MODEL_DIR") as raised:
        read_artifact(folder)
    assert raised.value.path == folder / name


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"format": 2}', '{"format": 1}', '{"format": 1, "files": 3}']
)
def test_an_odd_manifest_is_refused(folder: Path, content: str) -> None:
    (folder / "manifest.json").write_text(content)
    with pytest.raises(ModelAlteredError, match=r"manifest\.json"):
        read_artifact(folder)
