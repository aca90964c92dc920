"""The classifier on ONNX Runtime: two stages, one thread, scores that no batch mate can move."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from app.adapters.onnx.artifact import read_artifact
from app.adapters.onnx.pieces import WordPieces
from app.adapters.onnx.windows import windows_of
from app.domain.letters.language import is_read
from app.domain.scores import Scores, Stage, WordShare
from app.domain.text import normalize, reading

if TYPE_CHECKING:
    from app.adapters.onnx.student import StudentModel

LONGEST_TEXT = 16_384  # characters; Discord's longest message has 4,000. The rest is not read
WORDS_EXPLAINED = 64
TOXIC = "toxic"

Stages = Literal["cascade", "full"]
Windows = list[list[int]]


class OnnxClassifier:
    """Implements `app.ports.classifier.Classifier`.

    In a cascade the student reads every text and clears what is obviously harmless; all others are
    judged by the full model alone. A long message is scored in overlapping windows: each label is
    the highest of its windows (one bad sentence is not excused by many good ones), the sentiment
    is their mean, and one suspicious window sends the whole message to the full model.
    """

    def __init__(self, directory: Path, stages: Stages = "cascade") -> None:
        """Load the folder, checked by its manifest.

        Args:
            directory: the artefact's folder.
            stages: "full" asks the full model about everything. An artefact without a student
                always does.
        """
        from app.adapters.onnx.full import FullModel  # noqa: PLC0415 - brings numpy and ORT
        from app.adapters.onnx.student import StudentModel  # noqa: PLC0415

        artifact = read_artifact(directory, with_student=stages == "cascade")
        self._artifact = artifact
        self._pieces = WordPieces(artifact.tokenizer)
        self._full = FullModel(artifact)
        student, sentiments = artifact.student, len(artifact.sentiments)
        self._student = StudentModel(student, sentiments) if student else None

    @property
    def version(self) -> str:
        return self._artifact.version

    def score(self, texts: Sequence[str]) -> list[Scores]:
        read = [reading(text[:LONGEST_TEXT]) for text in texts]
        different = [text for text in dict.fromkeys(read) if text]
        windows = [self._windows(ids) for ids in self._pieces.of(different)]
        known = {"": self._silence()}
        if different and self._student is not None:
            known |= self._cleared(self._student, different, windows)
        rest = [at for at, text in enumerate(different) if text not in known]
        known |= self._judged([different[at] for at in rest], [windows[at] for at in rest])
        return [_in_its_language(known[one], text) for one, text in zip(read, texts, strict=True)]

    def explain(self, text: str) -> tuple[WordShare, ...]:
        """By leaving out each word in turn, in one batch; always by the full model."""
        words = reading(text[:LONGEST_TEXT]).split()[:WORDS_EXPLAINED]
        texts = [" ".join(words[:at] + words[at + 1 :]) for at in range(len(words))]
        texts.append(" ".join(words))
        different = [text for text in dict.fromkeys(texts) if text]
        windows = [self._windows(ids) for ids in self._pieces.of(different)]
        known = {"": self._silence()} | self._judged(different, windows)
        *rest, whole = (known[text].labels[TOXIC] for text in texts)
        shares = [WordShare(word=w, share=whole - r) for w, r in zip(words, rest, strict=True)]
        return tuple(sorted(shares, key=lambda item: -item.share))

    def _cleared(
        self, student: "StudentModel", texts: list[str], windows: list[Windows]
    ) -> dict[str, Scores]:
        """What the student says about the texts that it finds harmless; the others are left out."""
        said = student.judge(windows)
        return {
            text: self._as_scores(text, labels, sentiment, Stage.STUDENT)
            for text, labels, sentiment, clear in zip(
                texts, said.labels, said.sentiments, said.clear, strict=True
            )
            if clear
        }

    def _judged(self, texts: list[str], windows: list[Windows]) -> dict[str, Scores]:
        """What the full model says."""
        if not texts:
            return {}
        said = self._full.judge(windows)
        return {
            text: self._as_scores(text, labels, sentiment, Stage.FULL)
            for text, labels, sentiment in zip(texts, said.labels, said.sentiments, strict=True)
        }

    def _windows(self, ids: Sequence[int]) -> Windows:
        known = self._artifact
        return windows_of(
            ids, window=known.window, stride=known.stride, first=known.first, last=known.last
        )

    def _as_scores(
        self, text: str, labels: list[float], sentiment: list[float], stage: Stage
    ) -> Scores:
        return Scores(
            labels=dict(zip(self._artifact.labels, labels, strict=True)),
            sentiment=dict(zip(self._artifact.sentiments, sentiment, strict=True)),
            language_supported=is_read(text),
            stage=stage,
        )

    def _silence(self) -> Scores:
        """A text without anything to read says nothing."""
        return Scores(
            labels=dict.fromkeys(self._artifact.labels, 0.0),
            sentiment={name: float(name == "neutral") for name in self._artifact.sentiments},
            language_supported=True,
        )


def _in_its_language(scores: Scores, text: str) -> Scores:
    """Reading takes the accents off that tell a language, so it is judged by the text before."""
    if text.isascii():
        return scores
    return replace(scores, language_supported=is_read(normalize(text[:LONGEST_TEXT])))
