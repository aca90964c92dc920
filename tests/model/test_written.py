"""Our own texts: enough of them, both sides of each contrast, judged on frames kept apart."""

import random

from model.obfuscate import DISGUISES, disguise
from model.schema import LABELS, UNKNOWN
from model.written import contrast_rows, written_rows
from model.written.frame import read_kinds

TOXIC = LABELS.index("toxic")


def test_there_are_thousands_of_texts_on_both_sides() -> None:
    rows = written_rows(1)
    assert len(rows) > 10_000
    assert 0.2 < sum(row.labels[TOXIC] == 1 for row in rows) / len(rows) < 0.5
    assert len({kind.name for kind in read_kinds()}) == len(read_kinds()) >= 25


def test_the_same_seed_writes_the_same_texts() -> None:
    assert written_rows(1)[:200] == written_rows(1)[:200]


def test_every_slot_is_filled() -> None:
    assert not [row.text for row in written_rows(1) + contrast_rows(1) if "{" in row.text]


def test_frames_that_judge_never_train() -> None:
    for kind in read_kinds():
        assert kind.contrast()
        assert not set(kind.training()) & set(kind.contrast())


def test_harmless_kinds_say_so_for_every_label_but_obscene() -> None:
    for row in contrast_rows(1):
        if row.labels[TOXIC] == 0:
            rest = [v for name, v in zip(LABELS, row.labels, strict=True) if name != "obscene"]
            assert UNKNOWN not in rest


def test_each_disguise_changes_a_word_and_keeps_the_others() -> None:
    for kind in DISGUISES:
        assert disguise("he is so so abominable", random.Random(3), (kind,)).startswith("he is so")
