"""Write the artefact's folder: what serving checks and loads."""

import hashlib
import json
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from model.schema import TOKENS_IN_TRAINING

MANIFEST = "manifest.json"
STRIDE = 64


def write_artifact(
    folder: Path,
    model: bytes,
    tokenizer: Path,
    labels: tuple[str, ...],
    sentiments: tuple[str, ...],
) -> None:
    """Files and a manifest without calibration: `model.calibrate` fits it afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.onnx").write_bytes(model)
    compact = json.dumps(json.loads(tokenizer.read_bytes()), separators=(",", ":"))
    (folder / "tokenizer.json").write_text(compact, encoding="ascii")
    first, last = _frame_of(tokenizer)
    manifest = {
        "format": 1,
        "version": f"tribune-en-{hashlib.sha256(model).hexdigest()[:12]}",
        "files": {name: _described(folder / name) for name in ("model.onnx", "tokenizer.json")},
        "labels": list(labels),
        "sentiments": list(sentiments),
        "window": {
            "tokens": TOKENS_IN_TRAINING,
            "stride": STRIDE,
            "first": first,
            "last": last,
            "pooling": "highest per label",
        },
        "calibration": {
            **{name: {"scale": 1.0, "offset": 0.0} for name in labels},
            "sentiment": {"scale": 1.0},
        },
    }
    write_manifest(folder, manifest)


def _frame_of(tokenizer: Path) -> tuple[int, int]:
    """What the tokenizer puts around a text: [CLS] and [SEP]."""
    reader = Tokenizer.from_file(str(tokenizer))
    reader.no_padding()
    first, *_, last = reader.encode("a").ids
    return first, last


def read_manifest(folder: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return manifest


def write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    text = json.dumps(manifest, indent=1, ensure_ascii=True) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8")


def _described(path: Path) -> dict[str, Any]:
    content = path.read_bytes()
    return {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
