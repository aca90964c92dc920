"""The student's int8 graph says what its network says, with the same bits in any company."""

import random
from pathlib import Path
from typing import Any

import pytest

REASON = "the workshop's environment (model/requirements.txt) is not installed"
np = pytest.importorskip("numpy", reason=REASON)
torch = pytest.importorskip("torch", reason=REASON)
pytest.importorskip("transformers", reason=REASON)
onnxruntime = pytest.importorskip("onnxruntime", reason=REASON)

from app.adapters.onnx import artifact  # noqa: E402 - after the skips
from app.adapters.onnx.artifact import Calibration, Line  # noqa: E402
from app.adapters.onnx.student import StudentModel  # noqa: E402
from model.cascade import (  # noqa: E402
    FLAGGED_FROM,
    WANTED,
    WORST_WANTED,
    Compared,
    threshold_of,
)
from model.data import to_row  # noqa: E402
from model.distil import by_length, learn  # noqa: E402 - after the skips
from model.schema import LABELS, SENTIMENTS  # noqa: E402
from model.student import (  # noqa: E402
    OUTPUTS,
    SUSPICION,
    Shape,
    Student,
    restore_student,
    save_student,
)
from model.student_graph import student_graph  # noqa: E402
from model.student_texts import student_texts  # noqa: E402

SMALL = Shape(pieces=60, dimensions=8, first=16, second=24, hidden=12)


@pytest.fixture
def student() -> Student:
    torch.manual_seed(0)
    torch.set_num_threads(1)  # two on a busy machine spend its minutes waiting for each other
    made = Student(SMALL)
    made.eval()
    return made


def logits_of(student: Student, ids: Any) -> Any:
    """By serving's own code."""
    lines = tuple(Line(scale=1.0, offset=0.0) for _ in LABELS)
    described = artifact.Student(
        model=student_graph(student).SerializeToString(),
        calibration=Calibration(labels=lines, sentiment_scale=1.0),
        clear_below=0.0,
    )
    return StudentModel(described, len(SENTIMENTS)).logits(ids.tolist())


def some_ids(texts: int, pieces: int) -> Any:
    return np.random.default_rng(1).integers(1, SMALL.pieces, (texts, pieces))


@pytest.mark.parametrize("pieces", [1, 2, 3, 7, 30])
def test_the_graph_computes_what_the_network_computes(student: Student, pieces: int) -> None:
    ids = some_ids(9, pieces)
    with torch.inference_mode():
        expected = student(torch.from_numpy(ids)).numpy()
    assert np.abs(logits_of(student, ids) - expected).max() < 1e-4


def test_a_text_has_the_same_bits_alone_and_in_any_batch(student: Student) -> None:
    """Or a message near the threshold would go to another stage because of its batch mates."""
    ids = some_ids(33, 11)
    together = logits_of(student, ids)
    for size in (1, 2, 7, 32):
        parts = [logits_of(student, ids[at : at + size]) for at in range(0, 33, size)]
        assert np.array_equal(np.concatenate(parts), together)


def test_a_student_is_the_same_after_it_was_kept(student: Student, tmp_path: Path) -> None:
    save_student(student, tmp_path / "student.pt")
    ids = some_ids(4, 6)
    again = restore_student(tmp_path / "student.pt")
    assert np.array_equal(logits_of(again, ids), logits_of(student, ids))


def test_it_learns_which_piece_its_teacher_suspects(student: Student) -> None:
    chance = random.Random(3)
    ids = [[chance.randrange(2, 60) for _ in range(chance.choice((3, 6)))] for _ in range(600)]
    targets = np.full((600, OUTPUTS), 0.02, dtype=np.float32)
    targets[:, len(LABELS) : len(LABELS) + len(SENTIMENTS)] = 1 / len(SENTIMENTS)
    for text, target in zip(ids, targets, strict=True):
        if chance.random() < 0.5:
            text[chance.randrange(len(text))] = 1
            target[SUSPICION] = 0.98
    learn(student, by_length(ids, targets), minutes=0.06, rate=1e-2, seed=1)
    clean = np.array([[5, 9, 22], [41, 7, 3]])
    suspect = np.array([[5, 1, 22], [41, 7, 1]])
    said = (logits_of(student, clean)[:, SUSPICION], logits_of(student, suspect)[:, SUSPICION])
    assert said[0].max() < said[1].min()


def test_what_it_learns_from_is_the_same_in_every_run_and_never_twice() -> None:
    rows = [to_row(f"message {at} about the old map", {"toxic": at % 2}, "x") for at in range(40)]
    texts = student_texts(rows, rows[:5], 200, 3)
    assert texts == student_texts(rows, rows[:5], 200, 3)
    assert len(set(texts)) == len(texts) > 100


@pytest.mark.parametrize("seed", range(5))
def test_the_threshold_keeps_as_much_as_is_wanted_of_all_and_of_each_source(seed: int) -> None:
    chance = np.random.default_rng(seed)
    highest, sources = chance.random(3000), chance.choice(["a", "b", "c"], 3000)
    suspicion = 3 * highest - 2 + chance.normal(size=3000) + (sources == "c")
    found = Compared(suspicion=suspicion, highest=highest)
    threshold = threshold_of(found, sources.tolist())
    assert found.kept(threshold, FLAGGED_FROM) >= WANTED
    for source in "abc":
        flagged = (sources == source) & (highest >= FLAGGED_FROM)
        assert (suspicion[flagged] >= threshold).mean() >= WORST_WANTED
    assert (suspicion < threshold).any()
