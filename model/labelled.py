"""Labelled texts from any JSON lines file, packed or not: {"text": ..., "y": {"toxic": 0 or 1}}."""

import gzip
import json
from pathlib import Path

from model.data import Row, to_row


class LabelledFileError(SystemExit):
    """The file cannot be judged on; the message says which line is wrong and why."""


def read_labelled(path: Path) -> list[Row]:
    """Every row; absent labels stay unknown. A row's "source" splits the slices, if it has one."""
    stem = path.name.removesuffix(".gz").removesuffix(".jsonl")
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rt", encoding="utf-8") as lines:
            return [_row(line, f"{path}:{at}", stem) for at, line in enumerate(lines, 1) if line]
    except OSError as error:
        raise LabelledFileError(f"{path}: {error.strerror or error}") from error


def _row(line: str, place: str, source: str) -> Row:
    try:
        raw = json.loads(line)
        text, known = raw["text"], raw["y"]
        return to_row(text, known, str(raw.get("source", source)))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        wanted = '{"text": "...", "y": {"toxic": 0}}'
        raise LabelledFileError(f"{place}: {error!r}; wanted is {wanted}") from error
