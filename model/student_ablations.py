"""What each ingredient brings, measured with the student's network as a cheap vehicle.

    python -m model.student_ablations --teacher model/artifact --out model/work/ablations.json

Every run sees the same number of texts in the same order of lengths; only its ingredient is left
out. Differences below the spread between the seeds of the first rows mean nothing.
"""

import argparse
import gzip
import html
import json
import random
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from app.domain.text import reading
from model.data import Row, cached_rows, clean, english_sources
from model.distil import Lessons, batches_of, by_length, loss_of, targets_of
from model.encoder import Judge, load_tokenizer
from model.judging import judging_sets, replay_texts
from model.measures import auc, macro_recall
from model.obfuscate import disguise, habits
from model.schema import ARTIFACT, DATA, LABELS, SENTIMENTS, UNKNOWN, WORK
from model.student import Shape, Student, begun_with
from model.student_teacher import Teacher
from model.student_texts import student_texts
from model.written import written_rows

TEXTS_SEEN = 200_000
RATE = 2e-3
SMALLER = Shape(first=96, second=128)
DISGUISED, IN_HABITS = 0.12, 0.12  # shares of the rows, as in `model.train`
CHAT_FLAGGED = 0.005  # of the harmless chat, where recall is taken
TOXIC = LABELS.index("toxic")
SEEDS = (1, 2, 3)
GROUPS = {
    "Wikipedia talk (jigsaw, debias, context)": ("jigsaw", "wiki_debias", "context_toxicity"),
    "toxic_spans": ("toxic_spans",),
    "paradetox": ("paradetox",),
    "davidson": ("davidson",),
    "goemotions (sentiment only)": ("goemotions",),
    "hatexplain": ("hatexplain",),
    "measuring_hate": ("measuring_hate",),
    "hatemojibuild": ("hatemojibuild",),
    "stormfront, gab, foxnews": ("stormfront", "gab", "foxnews"),
    "edos, misogyny, mlma, convabuse": ("edos", "misogyny", "mlma", "convabuse"),
}
_PICTURES = re.compile("[\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff\ufe0f\u200d]+")

Read = Callable[[str], str]
Work = Callable[[], dict[str, float]]
Scores = NDArray[np.float64]


class Texts:
    """Everything that the runs share: rows, sets to judge, and raw texts by what is read."""

    def __init__(self, data: Path) -> None:
        self.rows, _ = cached_rows(data)
        self.written = written_rows(7)
        self.judged = judging_sets(data)
        held_out = [row for row in self.judged["held-out rows"] if row.labels[TOXIC] != UNKNOWN]
        chance = random.Random(5)
        self.judged["held-out rows, disguised"] = [
            replace(row, text=disguise(row.text, chance)) for row in held_out
        ]
        self.chat = replay_texts(data)
        self.raw = dict(_raw_texts(data))

    def as_collected(self, text: str) -> str:
        return self.raw.get(text, text)


def _raw_texts(data: Path) -> Iterator[tuple[str, str]]:
    for folder in (data / "train", data / "dev"):
        for name in english_sources(folder):
            with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
                for line in lines:
                    raw = json.loads(line)["text"]
                    if (read := clean(raw)) != raw:
                        yield read, html.unescape(raw)


def augmented(
    rows: Iterable[Row], read: Read, chance: random.Random, share: float = DISGUISED
) -> Iterator[Row]:
    for row in rows:
        draw = chance.random()
        text = row.text
        if draw < share:
            text = disguise(text, chance)
        elif draw > 1 - IN_HABITS:
            text = habits(text, chance)
        yield replace(row, text=read(text))


def learnt_from_labels(rows: list[Row], ids: list[list[int]], seed: int) -> Student:
    known = np.array([[*row.labels, row.sentiment] for row in rows], dtype=np.float32)
    return _learnt(by_length(ids, known), seed, masked_loss)


def masked_loss(logits: Tensor, known: Tensor) -> Tensor:
    """The mean over known labels only, and the sentiment where it is known."""
    labels = len(LABELS)
    truth, feelings = known[:, :labels], known[:, labels].long()
    each = functional.binary_cross_entropy_with_logits(
        logits[:, :labels], truth.clamp(min=0), reduction="none"
    )
    total = (each * (truth != UNKNOWN)).sum() / len(known)
    felt = functional.cross_entropy(
        logits[:, labels : labels + len(SENTIMENTS)],
        feelings,
        ignore_index=UNKNOWN,
        reduction="sum",
    )
    return total + 0.5 * felt / len(known)


def _learnt(lessons: list[Lessons], seed: int, loss: Callable[[Tensor, Tensor], Tensor]) -> Student:
    torch.manual_seed(seed)
    student = begun_with(_teacher_encoder(), SMALLER)
    optimizer = torch.optim.AdamW(student.parameters(), lr=RATE, weight_decay=0.01)
    chance, seen = random.Random(seed), 0
    student.train()
    while seen < TEXTS_SEEN:
        for ids, targets in batches_of(lessons, chance):
            optimizer.param_groups[0]["lr"] = RATE * max(1 - seen / TEXTS_SEEN, 0.01)
            optimizer.zero_grad(set_to_none=True)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                logits = student(ids)
            loss(logits.float(), targets).backward()
            torch.nn.utils.clip_grad_norm_(student.parameters(), 1.0)
            optimizer.step()
            seen += len(ids)
            if seen >= TEXTS_SEEN:
                break
    return student.eval()


_ENCODER: list[Judge] = []


def _teacher_encoder() -> Judge:
    if not _ENCODER:
        _ENCODER.append(Judge.pretrained([]))
    return _ENCODER[0]


def scores_of(student: Student, ids: list[list[int]]) -> Scores:
    by: dict[int, list[int]] = defaultdict(list)
    for at, pieces in enumerate(ids):
        by[len(pieces)].append(at)
    found = np.empty((len(ids), len(LABELS) + len(SENTIMENTS) + 1))
    with torch.inference_mode():
        for places in by.values():
            for start in range(0, len(places), 256):
                part = places[start : start + 256]
                found[part] = student(torch.tensor([ids[at] for at in part])).numpy()
    return found


class Bench:
    """Judges one student after the other on the same texts."""

    def __init__(self, texts: Texts, tokenizer_folder: Path) -> None:
        self.texts = texts
        self.tokenizer = load_tokenizer(tokenizer_folder)

    def ids(self, texts: list[str]) -> list[list[int]]:
        return [e.ids for e in self.tokenizer.encode_batch(texts)]

    def figures(self, student: Student, read: Read) -> dict[str, float]:
        chat = scores_of(student, self.ids([read(text) for text in self.texts.chat]))[:, TOXIC]
        bar = float(np.quantile(chat, 1 - CHAT_FLAGGED))
        found: dict[str, float] = {}
        caught: list[bool] = []
        for name, rows in self.texts.judged.items():
            scores = scores_of(student, self.ids([read(row.text) for row in rows]))
            truth = np.array([row.labels[TOXIC] for row in rows])
            known = truth != UNKNOWN
            if 0 < (truth == 1).sum() < known.sum():
                found[name] = auc(truth[known], scores[known, TOXIC])
                if not name.startswith("madlibs"):
                    caught += list(scores[truth == 1, TOXIC] >= bar)
            if name == "tweeteval_sentiment_en":
                feelings = scores[:, len(LABELS) : len(LABELS) + len(SENTIMENTS)].argmax(axis=1)
                found["sentiment recall"] = macro_recall(
                    np.array([row.sentiment for row in rows]), feelings
                )
        found["recall where 1 in 200 of chat is flagged"] = float(np.mean(caught))
        return found


def runs(
    texts: Texts, teacher: Teacher, bench: Bench
) -> Iterator[tuple[str, Callable[[], dict[str, float]]]]:
    """Name and work of every run."""
    everything = [*texts.rows, *texts.written]

    def labelled(
        rows: list[Row], *, read: Read = reading, share: float = DISGUISED, seed: int = 1
    ) -> dict[str, float]:
        chosen = list(augmented(rows, read, random.Random(seed), share))
        student = learnt_from_labels(chosen, bench.ids([row.text for row in chosen]), seed)
        return bench.figures(student, read)

    def without_pictures(text: str) -> str:
        return reading(_PICTURES.sub(" ", texts.as_collected(text)))

    def distilled(count: int) -> dict[str, float]:
        chosen, logits = teacher.answers(
            student_texts(texts.rows, texts.written, count, 5)
            if count
            else [row.text for row in augmented(everything, reading, random.Random(1))]
        )
        targets = targets_of(teacher.scorer, logits)
        return bench.figures(_learnt(by_length(bench.ids(chosen), targets), 1, loss_of), reading)

    for seed in SEEDS:
        yield f"all ingredients, labels, seed {seed}", partial(labelled, everything, seed=seed)
    yield "without normalization", partial(labelled, everything, read=texts.as_collected)
    yield "without emoji in words", partial(labelled, everything, read=without_pictures)
    yield "without disguises in training", partial(labelled, everything, share=0.0)
    yield "without our written texts", partial(labelled, texts.rows)
    yield "distilled: the same texts, the teacher's soft labels", partial(distilled, 0)
    yield "distilled: 300,000 texts, the teacher's soft labels", partial(distilled, 300_000)
    for name, sources in GROUPS.items():
        kept = [row for row in everything if not row.source.startswith(sources)]
        yield f"without {name}", partial(labelled, kept)


def table(found: dict[str, dict[str, float]]) -> str:
    columns = list(next(iter(found.values())))
    lines = [f"| run | {' | '.join(columns)} |", "|---|" + "---:|" * len(columns)]
    lines += [
        f"| {name} | {' | '.join(f'{figures[column]:.3f}' for column in columns)} |"
        for name, figures in found.items()
    ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--teacher", type=Path, default=ARTIFACT)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--out", type=Path, default=WORK / "ablations.json")
    options = parser.parse_args()
    torch.set_num_threads(1)
    texts = Texts(options.data)
    bench, teacher = Bench(texts, options.teacher), Teacher(options.teacher)
    found: dict[str, dict[str, float]] = {}
    if options.out.exists():
        found = json.loads(options.out.read_text(encoding="utf-8"))
    for name, work in runs(texts, teacher, bench):
        if name not in found:
            began = time.process_time()
            found[name] = work()
            options.out.write_text(json.dumps(found, indent=1), encoding="utf-8")
            print(f"{name}: {time.process_time() - began:.0f} s CPU", flush=True)
    print(table(found))


if __name__ == "__main__":
    main()
