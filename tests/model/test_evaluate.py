"""Figures on any labelled file: what is read, what is refused, what is drawn."""

import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

REASON = "the workshop's environment (model/requirements.txt) is not installed"
np = pytest.importorskip("numpy", reason=REASON)
pytest.importorskip("sklearn", reason=REASON)
pytest.importorskip("torch", reason=REASON)

from model.bags import Bags, features  # noqa: E402 - after the skips
from model.labelled import LabelledFileError, read_labelled  # noqa: E402
from model.reliability import bins_of, drawing  # noqa: E402
from model.schema import LABELS, UNKNOWN  # noqa: E402

ROWS = [
    {"text": "you idiot", "y": {"toxic": 1, "insult": 1}, "source": "chat"},
    {"text": "good morning", "y": {"toxic": 0, "sentiment": 2}},
]


def lines(rows: Sequence[Mapping[str, object]]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def test_plain_and_packed_files_are_read_alike(tmp_path: Path) -> None:
    plain, packed = tmp_path / "mine.jsonl", tmp_path / "mine.jsonl.gz"
    plain.write_text(lines(ROWS))
    packed.write_bytes(gzip.compress(lines(ROWS).encode()))
    assert read_labelled(plain) == read_labelled(packed)


def test_an_absent_label_is_unknown_and_a_rows_own_source_counts(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text(lines(ROWS))
    insult, greeting = read_labelled(path)
    assert insult.labels[LABELS.index("threat")] == UNKNOWN
    assert (insult.source, greeting.source) == ("chat", "mine")
    assert greeting.sentiment == 2


@pytest.mark.parametrize("bad", ["{", "[]", '{"text": "a"}', '{"text": 5, "y": {}}'])
def test_a_bad_line_is_named_by_its_number(tmp_path: Path, bad: str) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text(lines(ROWS) + bad + "\n")
    with pytest.raises(LabelledFileError, match=r"mine\.jsonl:3"):
        read_labelled(path)


def test_a_missing_file_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(LabelledFileError, match="No such file"):
        read_labelled(tmp_path / "absent.jsonl")


def test_bins_tell_what_was_said_and_what_was_true() -> None:
    first, last = bins_of(np.array([0.0, 0.0, 1.0, 1.0]), np.array([0.02, 0.04, 0.95, 0.97]))
    assert (first.texts, first.true, last.true) == (2, 0.0, 1.0)
    assert first.said == pytest.approx(0.03)


def test_the_drawing_shows_every_artefact_and_escapes_names() -> None:
    bins = bins_of(np.array([0.0, 1.0]), np.array([0.1, 0.9]))
    svg = drawing({"a <b>": bins, "c": bins}, "title & more")
    assert svg.count("<polyline") == 2
    assert "a &lt;b&gt;" in svg
    assert "title &amp; more" in svg


def test_a_bag_of_words_learns_which_words_are_bad() -> None:
    good = [f"thank you for number {at}" for at in range(60)]
    bad = [f"shut up you fool number {at}" for at in range(60)]
    model = Bags(epochs=6, rate=0.02)
    model.fit([*good, *bad], [0] * 60 + [1] * 60)
    kind, rude = model.score(["thank you", "you fool"])
    assert kind < 0.5 < rude


def test_letters_within_words_are_features_so_that_typos_share_some() -> None:
    assert set(features("stupid")) & set(features("stupidd"))
    assert not set(features("map")) & set(features("zzz"))
