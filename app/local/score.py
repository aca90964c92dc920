"""`python -m app score`: JSON lines of texts in, JSON lines of scores out, in the same order."""

import itertools
import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

import orjson
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from app.domain.scores import Scores
from app.ports.classifier import Classifier

FAULTY = 1
_WANTED = '{"text": "…"}'


def run_score(
    stdin: BinaryIO,
    stdout: BinaryIO,
    *,
    classifier: Classifier,
    batch: int,
    explain: bool = False,
) -> int:
    """Score every line; memory stays that of one batch. A bad line is answered in its place.

    Returns the exit status: 1 if any line was bad, else 0.
    """
    status = 0
    with _progress() as progress:
        task = progress.add_task("scored", total=None)
        for lines in _batches(enumerate(stdin, start=1), batch):
            readings = [_read(number, line) for number, line in lines if line.strip()]
            for answer in _answers(readings, classifier, explain=explain):
                stdout.write(orjson.dumps(answer, option=orjson.OPT_APPEND_NEWLINE))
                if "error" in answer:
                    status = FAULTY
            stdout.flush()
            progress.advance(task, len(lines))
    return status


def _batches(
    lines: Iterable[tuple[int, bytes]], size: int
) -> Iterator[tuple[tuple[int, bytes], ...]]:
    stream = iter(lines)
    while group := tuple(itertools.islice(stream, size)):
        yield group


def _read(number: int, line: bytes) -> str | dict[str, object]:
    """The line's text, or the answer that says what is wrong with it."""
    try:
        value = _parsed(line)
    except ValueError as error:
        return _fault(number, f"not JSON: {error}; a line is {_WANTED}")
    text = value.get("text") if isinstance(value, dict) else None
    if not isinstance(text, str):
        return _fault(number, f'no string under "text"; a line is {_WANTED}')
    return text


def _parsed(line: bytes) -> Any:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        return json.loads(line)  # slower, but reads the lone surrogates that Discord may send


def _fault(number: int, problem: str) -> dict[str, object]:
    return {"error": f"line {number}: {problem}", "line": number}


def _answers(
    readings: list[str | dict[str, object]], classifier: Classifier, *, explain: bool
) -> Iterator[dict[str, object]]:
    scored = iter(classifier.score([item for item in readings if isinstance(item, str)]))
    for item in readings:
        if not isinstance(item, str):
            yield item
            continue
        answer = _answer(next(scored), classifier.version)
        if explain:
            shares = classifier.explain(item)
            answer["explanation"] = [{"word": s.word, "share": round(s.share, 4)} for s in shares]
        yield answer


def _answer(scores: Scores, version: str) -> dict[str, object]:
    labels: dict[str, object] = {name: round(value, 6) for name, value in scores.labels.items()}
    labels["sentiment"] = {name: round(value, 6) for name, value in scores.sentiment.items()}
    return {
        "scores": labels,
        "language_supported": scores.language_supported,
        "stage": scores.stage,
        "model": version,
    }


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description} {task.completed}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
        transient=True,
    )
