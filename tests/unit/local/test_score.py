"""`python -m app score`: one answer a line, in order, in constant memory."""

import io
import json
from collections.abc import Iterator, Sequence
from typing import Any

from app.domain.scores import Scores, Stage, WordShare
from app.local.score import run_score


class Shouting:
    """A classifier whose toxicity is the share of capitals; it remembers its batches."""

    version = "shouting-1"

    def __init__(self) -> None:
        self.batches: list[int] = []

    def score(self, texts: Sequence[str]) -> list[Scores]:
        self.batches.append(len(texts))
        return [
            Scores(
                labels={"toxic": sum(map(str.isupper, text)) / max(len(text), 1)},
                sentiment={"negative": 0.0, "neutral": 1.0, "positive": 0.0},
                language_supported=text.isascii(),
                stage=Stage.FULL if text.isupper() else Stage.STUDENT,
            )
            for text in texts
        ]

    def explain(self, text: str) -> tuple[WordShare, ...]:
        return tuple(WordShare(word=word, share=float(word.isupper())) for word in text.split())


class Endless(io.RawIOBase):
    """Lines made as they are read: what is read ahead can be counted."""

    def __init__(self, count: int) -> None:
        self.given = 0
        self._count = count

    def __iter__(self) -> Iterator[bytes]:
        while self.given < self._count:
            self.given += 1
            yield b'{"text": "hey"}\n'


def run(lines: bytes, *, batch: int = 2, explain: bool = False) -> tuple[int, list[dict[str, Any]]]:
    out = io.BytesIO()
    status = run_score(io.BytesIO(lines), out, classifier=Shouting(), batch=batch, explain=explain)
    return status, [json.loads(line) for line in out.getvalue().splitlines()]


def test_answers_come_in_the_order_of_the_lines_with_the_version() -> None:
    lines = b"".join(json.dumps({"text": "A" * n + "b"}).encode() + b"\n" for n in range(5))
    status, answers = run(lines)
    assert status == 0
    assert [answer["scores"]["toxic"] for answer in answers] == [
        round(n / (n + 1), 6) for n in range(5)
    ]
    assert answers[0]["scores"]["sentiment"]["neutral"] == 1.0
    assert {answer["model"] for answer in answers} == {"shouting-1"}


def test_each_answer_says_which_stage_spoke() -> None:
    _, answers = run(b'{"text": "HEY"}\n{"text": "hey"}\n')
    assert [answer["stage"] for answer in answers] == ["full", "student"]


def test_a_bad_line_is_answered_in_its_place_and_fails_the_run() -> None:
    status, answers = run(b'{"text": "a"}\nnope\n{"text": 5}\n[]\n\n{"text": "B"}')
    assert status == 1
    assert [answer.get("line") for answer in answers] == [None, 2, 3, 4, None]
    assert "line 2" in answers[1]["error"]
    assert answers[-1]["scores"]["toxic"] == 1.0


def test_lone_surrogates_and_nuls_are_texts_like_others() -> None:
    status, answers = run(b'{"text": "A\\ud800"}\n{"text": "\\u0000"}\n')
    assert (status, len(answers)) == (0, 2)


def test_bytes_that_are_no_text_are_a_bad_line() -> None:
    status, answers = run(b'{"text": "\xff\xfe"}\n')
    assert status == 1
    assert answers[0]["line"] == 1


def test_words_are_explained_on_demand() -> None:
    _, answers = run(b'{"text": "you FOOL"}', explain=True)
    assert answers[0]["explanation"][1] == {"word": "FOOL", "share": 1.0}


def test_no_more_than_a_batch_is_read_ahead_or_kept() -> None:
    source, classifier = Endless(1000), Shouting()
    out = Watched(source)
    assert run_score(source, out, classifier=classifier, batch=64) == 0  # type: ignore[arg-type]  # two streams of ours
    assert max(classifier.batches) == 64
    assert out.most_ahead <= 64


class Watched(io.BytesIO):
    """Notes how far the reader is ahead of the writer."""

    def __init__(self, source: Endless) -> None:
        super().__init__()
        self._source, self._written, self.most_ahead = source, 0, 0

    def write(self, line: Any, /) -> int:
        self.most_ahead = max(self.most_ahead, self._source.given - self._written)
        self._written += 1
        return super().write(line)
