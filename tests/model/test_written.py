"""Our own texts: enough of them, both sides of each contrast; what judges never trains."""

import random
import re
from collections import Counter

import pytest

from app.domain.text import normalize
from model.data import Row, key_of
from model.obfuscate import DISGUISES, disguise
from model.schema import LABELS, UNKNOWN
from model.written import kept_apart_rows, written_rows
from model.written.frame import read_kinds
from model.written.manner import as_typed
from model.written.pairs import Pair, contrast_pairs, contrast_rows, read_frames

TOXIC = LABELS.index("toxic")


@pytest.fixture(scope="module")
def written() -> list[Row]:
    return written_rows(1)


@pytest.fixture(scope="module")
def pairs() -> list[Pair]:
    return contrast_pairs(23)


def test_there_are_thousands_of_texts_on_both_sides(written: list[Row]) -> None:
    assert len(written) > 30_000
    assert 0.3 < sum(row.labels[TOXIC] == 1 for row in written) / len(written) < 0.55
    assert len({kind.name for kind in read_kinds()}) == len(read_kinds()) >= 60


def test_the_same_seed_writes_the_same_texts() -> None:
    assert contrast_pairs(1) == contrast_pairs(1)
    assert kept_apart_rows(1) == kept_apart_rows(1)


def test_every_slot_is_filled(written: list[Row]) -> None:
    rows = [*written, *kept_apart_rows(1), *contrast_rows(1)]
    assert not [row.text for row in rows if "{" in row.text or "}" in row.text]


def test_there_are_enough_pairs_of_enough_kinds(pairs: list[Pair]) -> None:
    kinds = Counter(pair.kind for pair in pairs)
    assert len(pairs) >= 1_500
    assert len(kinds) >= 25
    assert min(kinds.values()) >= 20


def test_both_sides_of_a_pair_differ_and_are_labelled(pairs: list[Pair]) -> None:
    for pair in pairs:
        assert pair.toxic.text != pair.harmless.text
        assert (pair.toxic.labels[TOXIC], pair.harmless.labels[TOXIC]) == (1, 0)


def test_no_pair_stands_among_the_texts_that_train(written: list[Row], pairs: list[Pair]) -> None:
    """The contrast set is kept apart: neither its frames nor its texts are trained on."""
    trained = {key_of(row.text) for row in written}
    texts = {row.text for pair in pairs for row in (pair.toxic, pair.harmless)}
    assert not [text for text in texts if key_of(text) in trained]
    frames = {_build(frame) for kind in read_kinds() for frame in kind.frames}
    sides = [side for both in read_frames()[0].values() for pair in both for side in pair]
    assert not [side for side in sides if _build(side) in frames]


def _build(frame: str) -> str:
    """A frame's words, whatever its slots are called."""
    return re.sub(r"\W+", " ", re.sub(r"\{\w+\}", "slot", normalize(frame)).lower()).strip()


def test_frames_that_calibrate_never_train() -> None:
    for kind in read_kinds():
        assert kind.kept_apart()
        assert not set(kind.training()) & set(kind.kept_apart())


def test_harmless_kinds_say_so_for_every_label_but_obscene(written: list[Row]) -> None:
    for row in written:
        if row.labels[TOXIC] == 0:
            rest = [v for name, v in zip(LABELS, row.labels, strict=True) if name != "obscene"]
            assert UNKNOWN not in rest


def test_a_frame_belongs_to_one_side_only() -> None:
    side: dict[str, int] = {}
    for kind in read_kinds():
        for frame in kind.frames:
            assert side.setdefault(frame.lower(), kind.labels["toxic"]) == kind.labels["toxic"], (
                frame
            )


def test_typing_habits_add_no_insult() -> None:
    chance = random.Random(4)
    for _ in range(300):
        typed = as_typed("you are welcome here, please stay", chance)
        assert key_of(typed)
        assert not re.search(r"idiot|stupid|fuck|hate|kill", typed.lower())


def test_each_disguise_changes_a_word_and_keeps_the_others() -> None:
    for kind in DISGUISES:
        assert disguise("he is so so abominable", random.Random(3), (kind,)).startswith("he is so")
