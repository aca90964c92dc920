"""Teach the student what the full model says, within a number of CPU minutes.

    python -m model.distil --teacher model/artifact --ask-minutes 9 --minutes 8

The teacher's answers are cached by text: a run that was stopped, or another student, asks only
what is new. With --init a student of an earlier teacher goes on from where it was.
"""

import argparse
import random
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from model.data import cached_rows
from model.encoder import Judge, load_tokenizer
from model.schema import ARTIFACT, DATA, LABELS, SENTIMENTS, WORK
from model.scoring import Scorer
from model.student import SUSPICION, Shape, Student, begun_with, restore_student, save_student
from model.student_teacher import Teacher
from model.student_texts import student_texts
from model.written import written_rows

TEXTS = 300_000
TOKENS_IN_A_BATCH = 6144
MOST_TEXTS_IN_A_BATCH = 384
SENTIMENT_WEIGHT, SUSPICION_WEIGHT = 0.5, 3.0
SHARPNESS, LENIENCE = 1.5, 1.0
"""Suspicion is 0.5 where the teacher's highest label is at 0.34, and steeper than that label: the
student shall be exact about whether something could be flagged, not about how bad it is."""
WARM_UP = 0.03
SECONDS_BETWEEN_LINES = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lessons:
    """Texts of one length in pieces, and what the student shall say about them."""

    ids: NDArray[np.int32]
    targets: NDArray[np.float32]


def targets_of(teacher: Scorer, logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Calibrated shares in the order of the student's outputs."""
    shares = teacher.probabilities(logits)
    highest = np.clip(shares.max(axis=1), 1e-6, 1 - 1e-6)
    suspicion = 1 / (1 + np.exp(-(SHARPNESS * np.log(highest / (1 - highest)) + LENIENCE)))
    together = np.column_stack([shares, teacher.feelings(logits), suspicion])
    return together.astype(np.float32)


def by_length(ids: list[list[int]], targets: NDArray[np.float32]) -> list[Lessons]:
    places: dict[int, list[int]] = defaultdict(list)
    for at, pieces in enumerate(ids):
        places[len(pieces)].append(at)
    return [
        Lessons(ids=np.array([ids[at] for at in group], dtype=np.int32), targets=targets[group])
        for group in places.values()
    ]


def batches_of(lessons: list[Lessons], chance: random.Random) -> Iterator[tuple[Tensor, Tensor]]:
    """One pass over all lessons, in batches of equal length, in random order."""
    groups = []
    for lesson in lessons:
        order = np.array(chance.sample(range(len(lesson.ids)), len(lesson.ids)))
        size = min(MOST_TEXTS_IN_A_BATCH, max(1, TOKENS_IN_A_BATCH // lesson.ids.shape[1]))
        groups += [(lesson, order[at : at + size]) for at in range(0, len(order), size)]
    chance.shuffle(groups)
    for lesson, part in groups:
        yield (
            torch.from_numpy(lesson.ids[part].astype(np.int64)),
            torch.from_numpy(lesson.targets[part]),
        )


def loss_of(logits: Tensor, targets: Tensor) -> Tensor:
    labels, feelings = len(LABELS), len(SENTIMENTS)
    said = functional.binary_cross_entropy_with_logits(logits[:, :labels], targets[:, :labels])
    felt = functional.cross_entropy(
        logits[:, labels : labels + feelings], targets[:, labels : labels + feelings]
    )
    suspected = functional.binary_cross_entropy_with_logits(
        logits[:, SUSPICION], targets[:, SUSPICION]
    )
    return said * labels + SENTIMENT_WEIGHT * felt + SUSPICION_WEIGHT * suspected


def learn(
    student: Student,
    lessons: list[Lessons],
    *,
    minutes: float,
    rate: float,
    seed: int,
    kept: Path | None = None,
) -> None:
    """Bounded by CPU time alone, so that a busy machine does not make a worse student.

    Args:
        student: learns in place.
        lessons: what it learns from.
        minutes: of CPU.
        rate: the highest learning rate.
        seed: of the lessons' order.
        kept: where to keep it now and then, so that a run may be stopped.
    """
    optimizer = torch.optim.AdamW(student.parameters(), lr=rate, weight_decay=0.01)
    chance = random.Random(seed)
    began = spoken = time.process_time()
    mean, texts = 0.0, 0
    student.train()
    for ids, targets in _endless(lessons, chance):
        done = (time.process_time() - began) / (minutes * 60)
        if done >= 1:
            break
        factor = min(1.0, done / WARM_UP) * (1 - done)
        for group in optimizer.param_groups:
            group["lr"] = rate * max(factor, 0.01)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = student(ids)
        loss = loss_of(logits.float(), targets)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(student.parameters(), 1.0)
        optimizer.step()
        texts += len(ids)
        mean += 0.01 * (float(loss.item()) - mean)
        if time.process_time() - spoken > SECONDS_BETWEEN_LINES:
            spoken = time.process_time()
            print(f"{done:.2f} loss {mean:.4f}, {texts} texts", flush=True)
            if kept:
                save_student(student, kept)
    student.eval()


def _endless(lessons: list[Lessons], chance: random.Random) -> Iterator[tuple[Tensor, Tensor]]:
    while True:
        yield from batches_of(lessons, chance)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--teacher", type=Path, default=ARTIFACT)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--out", type=Path, default=WORK / "student.pt")
    parser.add_argument("--init", type=Path, help="student of an earlier teacher to start from")
    parser.add_argument("--ask-minutes", type=float, default=12)
    parser.add_argument("--minutes", type=float, default=8)
    parser.add_argument("--texts", type=int, default=TEXTS)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, default=5)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    torch.set_num_threads(1)
    rows, _ = cached_rows(options.data)
    teacher = Teacher(options.teacher)
    tokenizer = load_tokenizer(options.teacher)
    known = sorted(tokenizer.get_vocab())  # in the same order in every run
    texts = student_texts(rows, written_rows(options.seed), options.texts, options.seed, known)
    teacher.ask(texts, options.ask_minutes)
    texts, logits = teacher.answers(texts)
    print(f"{len(texts)} texts answered", flush=True)
    ids = [e.ids for e in tokenizer.encode_batch(texts)]
    if options.init:
        student = restore_student(options.init)
    else:
        student = begun_with(Judge.pretrained([]), Shape())
    lessons = by_length(ids, targets_of(teacher.scorer, logits))
    learn(
        student,
        lessons,
        minutes=options.minutes,
        rate=options.rate,
        seed=options.seed,
        kept=options.out,
    )
    save_student(student, options.out)


if __name__ == "__main__":
    main()
