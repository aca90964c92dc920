"""The shipped cascade: the student clears the harmless, and changes nothing that matters."""

import json
import random
import shutil
from pathlib import Path

import pytest

from app.adapters.onnx import OnnxClassifier
from app.domain.scores import Stage
from app.ports.classifier import ModelAlteredError, ModelMissingError

ARTIFACT = Path(__file__).resolve().parents[2] / "model" / "artifact"
FLAGGED = 0.5

pytestmark = pytest.mark.ml

HARMLESS = [
    "hello",
    "thanks, that fixed it",
    "what time is it over there?",
    "i will try again tomorrow",
    "how do i mount a usb stick",
    "good morning everyone",
    "the new map is great",
    "see you later",
    "which version do you have?",
    "yes it works now",
]
INSULTS = [
    "you are a worthless piece of shit",
    "shut up you stupid idiot",
    "fuck you, dumb bitch",
    "kill yourself you retard",
    "i hate muslims, they are vermin",
    "go die in a fire you moron",
]
WORDS = """
    the a you he they we is are was not so very stupid nice idiot friend server game map kill boss
    ugly please why how what never always hate love this that noob trash good bad dumb update reboot
    linux windows black gay women men people shut up go home now lol wtf damn crap sorry thanks
""".split()  # noqa: SIM905 - words to draw from, not a list to read


@pytest.fixture(scope="module")
def cascade() -> OnnxClassifier:
    return OnnxClassifier(ARTIFACT)


@pytest.fixture(scope="module")
def full() -> OnnxClassifier:
    return OnnxClassifier(ARTIFACT, "full")


def made_up(count: int) -> list[str]:
    """Texts of every degree: many of them lie near the threshold between the stages."""
    chance = random.Random(11)
    return [" ".join(chance.choices(WORDS, k=chance.randint(1, 14))) for _ in range(count)]


def test_the_student_clears_small_talk_and_leaves_insults_to_the_full_model(
    cascade: OnnxClassifier,
) -> None:
    cleared = [scores.stage is Stage.STUDENT for scores in cascade.score(HARMLESS)]
    assert sum(cleared) >= len(HARMLESS) / 2
    assert {scores.stage for scores in cascade.score(INSULTS)} == {Stage.FULL}


def test_what_reaches_the_full_model_gets_its_scores(
    cascade: OnnxClassifier, full: OnnxClassifier
) -> None:
    texts = [*INSULTS, *made_up(100)]
    for both, alone in zip(cascade.score(texts), full.score(texts), strict=True):
        assert alone.stage is Stage.FULL
        if both.stage is Stage.FULL:
            assert both.labels == pytest.approx(alone.labels, abs=1e-5)
            assert both.sentiment == pytest.approx(alone.sentiment, abs=1e-5)


def test_little_that_the_full_model_flags_is_cleared(
    cascade: OnnxClassifier, full: OnnxClassifier
) -> None:
    texts = made_up(600)
    pairs = list(zip(cascade.score(texts), full.score(texts), strict=True))
    flagged = [both for both, alone in pairs if max(alone.labels.values()) >= FLAGGED]
    assert len(flagged) > 100
    assert sum(both.stage is Stage.FULL for both in flagged) >= 0.99 * len(flagged)


def test_what_is_cleared_is_never_flagged(cascade: OnnxClassifier) -> None:
    for scores in cascade.score(made_up(600)):
        if scores.stage is Stage.STUDENT:
            assert max(scores.labels.values()) < FLAGGED
            assert sum(scores.sentiment.values()) == pytest.approx(1)


def test_neither_score_nor_stage_depends_on_batch_mates(cascade: OnnxClassifier) -> None:
    """Equal to 1e-5 alone and in any batch, both stages together."""
    texts = made_up(200)
    alone = {text: cascade.score([text])[0] for text in texts}
    assert {scores.stage for scores in alone.values()} == {Stage.STUDENT, Stage.FULL}
    chance = random.Random(2)
    for size in (2, 17, 200):
        chance.shuffle(texts)
        for start in range(0, len(texts), size):
            part = texts[start : start + size]
            for text, together in zip(part, cascade.score(part), strict=True):
                assert together.stage is alone[text].stage
                assert together.labels == pytest.approx(alone[text].labels, abs=1e-5)
                assert together.sentiment == pytest.approx(alone[text].sentiment, abs=1e-5)


def test_the_students_suspicion_has_the_same_bits_in_any_batch(cascade: OnnxClassifier) -> None:
    """A threshold divides the stages, so 1e-5 would not do here."""
    student = cascade._student
    assert student is not None
    windows = [[101, *ids, 102] for ids in cascade._pieces.of(made_up(300))]
    together = student.logits(windows)[:, -1].tolist()
    assert together == [student.logits([window])[0, -1] for window in windows]


def test_one_suspicious_window_sends_a_long_message_to_the_full_model(
    cascade: OnnxClassifier,
) -> None:
    filler = "the meeting is on monday and we talk about the new map . " * 40
    for text in (filler + INSULTS[0], INSULTS[0] + filler, filler + INSULTS[0] + filler):
        (scores,) = cascade.score([text])
        assert scores.stage is Stage.FULL
        assert scores.labels["toxic"] >= FLAGGED


def test_words_are_explained_by_the_full_model_whatever_the_stages(
    cascade: OnnxClassifier, full: OnnxClassifier
) -> None:
    for text in ("thanks for the fix you idiot", "hello there", "same same same", ""):
        assert cascade.explain(text) == full.explain(text)


def test_an_explanation_adds_up_to_what_leaving_out_each_word_changes(full: OnnxClassifier) -> None:
    words = ["you", "are", "an", "idiot"]
    (whole,) = full.score(["you are an idiot"])
    shares = {one.word: one.share for one in full.explain("you are an idiot")}
    for at, word in enumerate(words):
        (without,) = full.score([" ".join(words[:at] + words[at + 1 :])])
        expected = whole.labels["toxic"] - without.labels["toxic"]
        assert shares[word] == pytest.approx(expected, abs=1e-5)


def test_a_text_that_recurs_in_a_batch_is_scored_once_and_the_same(
    cascade: OnnxClassifier,
) -> None:
    first, *others = cascade.score(["you idiot", "hello", "you idiot", "you  idiot"])
    assert others[1] is first
    assert others[2] is first


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    folder = tmp_path / "artifact"
    shutil.copytree(ARTIFACT, folder)
    return folder


def test_an_altered_student_is_refused_unless_it_is_not_asked(copied: Path) -> None:
    """T-20: a tampered model refuses to start."""
    student = copied / "student.onnx"
    content = bytearray(student.read_bytes())
    content[len(content) // 2] ^= 1
    student.write_bytes(content)
    with pytest.raises(ModelAlteredError, match=r"student\.onnx"):
        OnnxClassifier(copied)
    student.unlink()
    with pytest.raises(ModelMissingError, match=r"student\.onnx"):
        OnnxClassifier(copied)
    (scores,) = OnnxClassifier(copied, "full").score(["hello"])
    assert scores.stage is Stage.FULL


def test_an_artefact_without_a_student_asks_the_full_model_about_everything(copied: Path) -> None:
    manifest = json.loads((copied / "manifest.json").read_text())
    del manifest["student"]
    (copied / "manifest.json").write_text(json.dumps(manifest))
    (copied / "student.onnx").unlink()
    assert {s.stage for s in OnnxClassifier(copied).score(HARMLESS)} == {Stage.FULL}
