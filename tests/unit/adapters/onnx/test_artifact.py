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


STUDENT = b"a student"


def with_student(folder: Path) -> Path:
    (folder / "student.onnx").write_bytes(STUDENT)
    described = manifest()
    described["files"]["student.onnx"] = {"sha256": hashlib.sha256(STUDENT).hexdigest()}
    described["student"] = {"clear_below": -2.5, "calibration": described["calibration"]}
    (folder / "manifest.json").write_text(json.dumps(described))
    return folder


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


def test_a_student_is_read_where_the_manifest_names_one(folder: Path) -> None:
    assert read_artifact(folder).student is None
    student = read_artifact(with_student(folder)).student
    assert student is not None
    assert (student.model, student.clear_below) == (STUDENT, -2.5)


def test_a_student_that_was_altered_or_is_missing_is_refused_by_name(folder: Path) -> None:
    """T-20: what clears a message must be as it was shipped, too."""
    with_student(folder)
    (folder / "student.onnx").write_bytes(b"b student")
    with pytest.raises(ModelAlteredError, match=r"student\.onnx"):
        read_artifact(folder)
    (folder / "student.onnx").unlink()
    with pytest.raises(ModelMissingError, match=r"student\.onnx"):
        read_artifact(folder)


def test_without_a_cascade_the_student_is_not_even_read(folder: Path) -> None:
    with_student(folder)
    (folder / "student.onnx").unlink()
    assert read_artifact(folder, with_student=False).student is None
