"""Train the judge on masked labels within a number of minutes; stops and resumes at checkpoints.

OMP_NUM_THREADS=1 python -m model.train --minutes 45 --run base

With --teacher the run learns mostly what another judge says about every text, and all its labels
(Hinton et al., "Distilling the Knowledge in a Neural Network", 2015); with --layers it begins as
those layers of the teacher:

    python -m model.train --run three --teacher model/work/last.pt --layers 0 2 5 --rate 1.3e-4
"""

import argparse
import random
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from rich.progress import Progress
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from app.domain.text import reading
from model.batches import Batch, batches_of
from model.data import Row, cached_rows
from model.encoder import Judge, encoder_folder, load_tokenizer, restore, save
from model.obfuscate import disguise, habits
from model.schema import DATA, LABELS, ROOT, SENTIMENTS, UNKNOWN, WORK
from model.written import written_rows

MIXTURES = ROOT / "mixture.toml"
LABEL_WEIGHTS = torch.tensor([1.0, 0.3, 0.5, 0.6, 0.7, 0.7, 0.3])
OWN_WEIGHT, SENTIMENT_WEIGHT = 0.5, 0.4
TAUGHT_OWN_WEIGHT = 0.05  # of each own head: there are as many as sources
KNOWN_WEIGHT = 0.35  # of the labels, beside a teacher
SECONDS_BETWEEN_CHECKPOINTS = 120.0
WARM_UP = 0.06  # of the run
LONGEST_HIDDEN, LONGEST_HARMLESS = 160, 120  # characters
SMOOTHING = 0.01  # of the loss that is shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    judge: Judge
    teacher: Judge | None
    rows: list[Row]
    tokenizer: Tokenizer
    options: argparse.Namespace
    chance: random.Random
    saved: dict[str, Any]
    checkpoint: Path


@dataclass(slots=True, kw_only=True)
class Clock:
    """How far the run is, by its minutes or by its rows, whichever ends first."""

    began: float
    start: float
    rows: int = 0

    def done(self, options: argparse.Namespace, rows_in_all: int) -> float:
        by_time = (time.monotonic() - self.began) / (options.minutes * 60)
        by_rows = self.rows / (rows_in_all * options.epochs)
        return float(self.start + (1 - self.start) * max(by_time, by_rows))

    def speed(self) -> float:
        return float(self.rows / (time.monotonic() - self.began))


def main() -> None:
    options = _options()
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    chance = random.Random(options.seed)
    rows = _rows(options)
    checkpoint = WORK / f"{options.run}.pt"
    teacher = restore(options.teacher)[0].eval() if options.teacher else None
    judge, saved = _start(checkpoint, options, teacher, sorted({row.source for row in rows}))
    tokenizer = load_tokenizer(encoder_folder())
    _train(
        Run(
            judge=judge,
            teacher=teacher,
            rows=rows,
            tokenizer=tokenizer,
            options=options,
            chance=chance,
            saved=saved,
            checkpoint=checkpoint,
        )
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--run", default="base", help="name of the checkpoint in model/work")
    parser.add_argument("--init", type=Path, help="checkpoint of an earlier run to start from")
    parser.add_argument("--teacher", type=Path, help="checkpoint of a judge to learn from")
    parser.add_argument("--layers", type=int, nargs="+", help="of the teacher, to begin with")
    parser.add_argument("--minutes", type=float, default=45)
    parser.add_argument("--epochs", type=float, default=1.0)
    parser.add_argument("--rate", type=float, default=1.1e-4)
    parser.add_argument("--tokens", type=int, default=1536, help="tokens in a batch")
    parser.add_argument("--mixture", default="all", help="how often each source recurs, by name")
    parser.add_argument("--disguised", type=float, default=0.12)
    parser.add_argument("--hidden", type=float, default=0.08, help="share put in harmless talk")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    if options.layers and not options.teacher:
        parser.error("--layers are a teacher's: name it with --teacher")
    return options


def _rows(options: argparse.Namespace) -> list[Row]:
    rows, _ = cached_rows(options.data)
    often = tomllib.loads(MIXTURES.read_text(encoding="utf-8"))[options.mixture]
    return mixed(rows + written_rows(options.seed), often, random.Random(options.seed))


def mixed(rows: list[Row], often: dict[str, float], chance: random.Random) -> list[Row]:
    """Each row as often as its source asks for: 2.5 is twice, and once more for half of them."""
    return [row for row in rows for _ in range(int(often.get(row.source, 1) + chance.random()))]


def _start(
    checkpoint: Path, options: argparse.Namespace, teacher: Judge | None, sources: list[str]
) -> tuple[Judge, dict[str, Any]]:
    if checkpoint.exists():
        return restore(checkpoint)
    if options.init:
        return restore(options.init)[0], {}
    if teacher and options.layers:
        return teacher.thinned(options.layers), {}
    return Judge.pretrained(sources), {}


def _train(run: Run) -> None:
    options, judge = run.options, run.judge
    optimizer = torch.optim.AdamW(judge.parameters(), lr=options.rate, weight_decay=0.01)
    if "optimizer" in run.saved:
        optimizer.load_state_dict(run.saved["optimizer"])
    clock = Clock(began=time.monotonic(), start=float(run.saved.get("done", 0.0)))
    saved_at, mean = time.monotonic(), 0.0
    judge.train()
    with Progress() as progress:
        bar = progress.add_task("training", total=1.0)
        for batch in _endless(run):
            done = clock.done(options, len(run.rows))
            if done >= 1.0:
                break
            _set_rate(optimizer, options.rate, done)
            loss = _step(judge, run.teacher, optimizer, batch)
            clock.rows += len(batch.ids)
            mean += SMOOTHING * (loss - mean)
            text = f"loss {mean:.3f}, {clock.rows} rows, {clock.speed():.0f}/s"
            progress.update(bar, completed=done, description=text)
            if time.monotonic() - saved_at > SECONDS_BETWEEN_CHECKPOINTS:
                save(judge, run.checkpoint, done=done, optimizer=optimizer.state_dict())
                saved_at = time.monotonic()
                print(f"{done:.3f} {text}", flush=True)
    save(judge, run.checkpoint, done=1.0)


def _endless(run: Run) -> Iterator[Batch]:
    while True:
        rows = _varied(run.rows, run.options, run.chance)
        yield from batches_of(
            rows, run.tokenizer, run.judge.sources, run.options.tokens, run.chance
        )


def _step(
    judge: Judge, teacher: Judge | None, optimizer: torch.optim.Optimizer, batch: Batch
) -> float:
    with torch.autocast("cpu", dtype=torch.bfloat16):
        logits = judge(batch.ids, batch.mask)
    loss = loss_of(logits, batch)
    if teacher:
        with torch.autocast("cpu", dtype=torch.bfloat16), torch.no_grad():
            said = teacher(batch.ids, batch.mask)
        loss = KNOWN_WEIGHT * loss + taught_loss(logits, said)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(judge.parameters(), 1.0)
    optimizer.step()
    return float(loss.item())


def _set_rate(optimizer: torch.optim.Optimizer, rate: float, done: float) -> None:
    factor = done / WARM_UP if done < WARM_UP else (1 - done) / (1 - WARM_UP)
    for group in optimizer.param_groups:
        group["lr"] = rate * max(factor, 0.01)


def _varied(rows: list[Row], options: argparse.Namespace, chance: random.Random) -> list[Row]:
    """This epoch's rows: some disguised, some in chat habits, some hidden in harmless talk."""
    harmless = [row for row in rows if row.labels[0] == 0 and len(row.text) < LONGEST_HARMLESS]
    varied = []
    for row in rows:
        draw = chance.random()
        if draw < options.disguised:
            varied.append(replace(row, text=reading(disguise(row.text, chance))))
        elif draw < 2 * options.disguised:
            varied.append(replace(row, text=habits(row.text, chance)))
        elif (
            draw > 1 - options.hidden
            and row.labels[0] != UNKNOWN
            and len(row.text) < LONGEST_HIDDEN
        ):
            varied.append(hidden(row, chance.choices(harmless, k=chance.randint(1, 5)), chance))
        else:
            varied.append(row)
    return varied


def hidden(row: Row, harmless: list[Row], chance: random.Random) -> Row:
    """The row among harmless sentences: one bad sentence is not excused by many good ones."""
    texts = [other.text for other in harmless]
    texts.insert(chance.randint(0, len(texts)), row.text)
    labels = [
        1.0 if 1.0 in known else float(UNKNOWN) if UNKNOWN in known else 0.0
        for known in zip(row.labels, *(other.labels for other in harmless), strict=True)
    ]
    return replace(row, text=". ".join(texts), labels=tuple(labels), own=UNKNOWN, sentiment=UNKNOWN)


def loss_of(logits: Tensor, batch: Batch) -> Tensor:
    """The mean over known labels only: an absent label teaches nothing."""
    labels, own = len(LABELS), logits.shape[1] - len(LABELS) - len(SENTIMENTS)
    known = (batch.labels != UNKNOWN).float() * batch.weights[:, None]
    each = functional.binary_cross_entropy_with_logits(
        logits[:, :labels], batch.labels.clamp(min=0), reduction="none"
    )
    total = (each * known * LABEL_WEIGHTS).sum() / len(batch.ids)
    own_logits = logits[:, labels : labels + own].gather(1, batch.sources[:, None])[:, 0]
    own_known = (batch.own != UNKNOWN).float() * (batch.sources_known).float()
    own_each = functional.binary_cross_entropy_with_logits(
        own_logits, batch.own.clamp(min=0), reduction="none"
    )
    total = total + OWN_WEIGHT * (own_each * own_known).sum() / len(batch.ids)
    if (batch.sentiments != UNKNOWN).any():
        total = total + SENTIMENT_WEIGHT * functional.cross_entropy(
            logits[:, labels + own :], batch.sentiments, ignore_index=UNKNOWN, reduction="sum"
        ) / len(batch.ids)
    return total


def taught_loss(logits: Tensor, said: Tensor) -> Tensor:
    """How far the judge is from its teacher: least where both say the same of every label."""
    labels, feelings = len(LABELS), logits.shape[1] - len(SENTIMENTS)
    weights = torch.full((feelings,), TAUGHT_OWN_WEIGHT)
    weights[:labels] = LABEL_WEIGHTS
    each = functional.binary_cross_entropy_with_logits(
        logits[:, :feelings], said[:, :feelings].sigmoid(), reduction="none"
    )
    felt = functional.cross_entropy(logits[:, feelings:], said[:, feelings:].softmax(dim=1))
    return (each * weights).sum() / len(logits) + SENTIMENT_WEIGHT * felt


if __name__ == "__main__":
    main()
