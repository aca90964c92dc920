"""Training rows: an absent label is unknown, twins appear once, a split belongs to the text."""

import gzip
import json
from pathlib import Path

import pytest

from model.data import (
    as_served,
    has_swearing,
    held_out,
    read_source,
    to_row,
    training_rows,
    without_twins,
)
from model.schema import LABELS, UNKNOWN, DataAbsentError


def label(name: str, text: str, known: dict[str, float], source: str = "made_up") -> float:
    return to_row(text, known, source).labels[LABELS.index(name)]


def test_a_label_that_a_source_does_not_carry_is_unknown() -> None:
    assert label("threat", "you there", {"toxic": 1}) == UNKNOWN
    assert label("toxic", "women cannot drive", {"identity_attack": 1}) == UNKNOWN


def test_what_is_not_toxic_is_no_threat_and_no_insult_either() -> None:
    assert label("threat", "see you at noon", {"toxic": 0}) == 0
    assert label("insult", "see you at noon", {"toxic": 0}) == 0


def test_casual_swearing_teaches_obscene_and_not_toxic_where_a_source_mixes_them() -> None:
    """Davidson's "offensive" and ParaDetox's swearing without an addressee."""
    text = "what a fucking day"
    for source in ("davidson_en", "paradetox_en"):
        row = to_row(text, {"toxic": 1}, source)
        assert row.labels[LABELS.index("toxic")] == UNKNOWN
        assert row.labels[LABELS.index("obscene")] == 1
        assert row.own == 1
    assert label("toxic", "you fucking idiot", {"toxic": 1}, "paradetox_en") == 1


@pytest.mark.parametrize("text", ["class", "Shital", "peacock", "assess the bass", "Scunthorpe"])
def test_swearing_is_not_found_inside_innocent_words(text: str) -> None:
    assert not has_swearing(text)


@pytest.mark.parametrize(
    ("source", "collected", "served"),
    [
        ("edos_en", "[USER] look at this [URL]", "@user look at this [link]"),
        ("measuring_hate_en", "look at this URL", "look at this [link]"),
        ("jigsaw_wiki_en", "the URL of the page", "the URL of the page"),
    ],
)
def test_no_mark_of_a_collector_tells_the_source(source: str, collected: str, served: str) -> None:
    """A source of toxic texts alone would teach that its marks are abuse."""
    assert as_served(to_row(collected, {"toxic": 1}, source)).text == served


def test_twins_by_folded_text_appear_once() -> None:
    rows = [to_row(text, {"toxic": 0}, "made_up") for text in ("Hello!", "h e l l o", "hellooo")]
    assert [row.text for row in without_twins(rows, set())] == ["Hello!"]


def test_the_same_text_falls_on_the_same_side_however_it_is_typed() -> None:
    rows = [to_row(text, {"toxic": 0}, "made_up") for text in ("Good night", "good  NIGHT!")]
    assert len({held_out(row, 0.5) for row in rows}) == 1
    many = [to_row(f"text number {n}", {}, "made_up") for n in range(400)]
    assert 150 < sum(held_out(row, 0.5) for row in many) < 250


def test_no_text_of_a_dev_set_is_trained_on(tmp_path: Path) -> None:
    for folder, texts in {"train": ["seen before", "new text"], "dev": ["Seen before!"]}.items():
        (tmp_path / folder).mkdir()
        lines = [json.dumps({"text": text, "lang": "en", "y": {"toxic": 0}}) for text in texts]
        with gzip.open(tmp_path / folder / "some_en.jsonl.gz", "wt") as file:
            file.write("\n".join(lines))
    kept, aside = training_rows(tmp_path)
    assert [row.text for row in kept + aside] == ["new text"]
    assert [row.text for row in read_source(tmp_path / "dev", "some_en")] == ["Seen before!"]


def test_absent_data_is_said_clearly(tmp_path: Path) -> None:
    with pytest.raises(DataAbsentError, match="--data"):
        training_rows(tmp_path / "nowhere")
