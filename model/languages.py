"""What this English encoder can carry of other languages, measured; nothing here is shipped.

    python -m model.languages --checkpoint model/work/last.pt --minutes 10

For each language: the AUC of `toxic` on rows held out by their text, for the English model as it
is, for a copy trained on those languages for some minutes of CPU time, and for TF-IDF on the same
rows.
"""

import argparse
import gzip
import json
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from app.domain.letters.language import is_read
from app.domain.text import normalize
from model.batches import batches_of
from model.data import Row, clean, held_out, without_twins
from model.encoder import Judge, encoder_folder, load_tokenizer, restore
from model.measures import auc
from model.schema import DATA, LABELS, UNKNOWN
from model.train import WARM_UP, loss_of

SHARE_HELD_OUT, SPLIT_SEED = 0.15, 41
ROWS_PER_LANGUAGE = 5000
TOKENS, RATE = 1536, 1e-4
TOXIC = LABELS.index("toxic")


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    name: str
    train: list[Row]
    held_out: list[Row]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=10, help="of CPU time")
    parser.add_argument("--seed", type=int, default=5)
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(options.seed)
    languages = read_languages(options.data, random.Random(options.seed))
    judge, _ = restore(options.checkpoint)
    before = {each.name: _auc(judge, each.held_out) for each in languages}
    fine_tune(judge, [row for each in languages for row in each.train], options)
    print(
        "| language | rows | held out | toxic | English model | trained | TF-IDF | called foreign |"
    )
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    for each in languages:
        toxic = sum(row.labels[TOXIC] == 1 for row in each.held_out)
        foreign = np.mean([not is_read(row.kind) for row in each.held_out])
        print(
            f"| {each.name} | {len(each.train)} | {len(each.held_out)} | {toxic} "
            f"| {before[each.name]:.3f} | {_auc(judge, each.held_out):.3f} "
            f"| {_words(each):.3f} | {foreign:.2f} |"
        )


def read_languages(data: Path, chance: random.Random) -> list[Language]:
    by_name: dict[str, list[tuple[str, float]]] = {}
    for path in sorted((data / "train").glob("*.jsonl.gz")):
        name = path.name.removesuffix(".jsonl.gz").rsplit("_", 1)[1]
        if name != "en":
            by_name.setdefault(name, []).extend(_judged(path))
    languages = []
    for name, found in by_name.items():
        chosen = chance.sample(found, min(ROWS_PER_LANGUAGE, len(found)))
        rows = without_twins([_row(text, toxic, name) for text, toxic in chosen], set())
        aside = [row for row in rows if held_out(row, SHARE_HELD_OUT, SPLIT_SEED)]
        kept = [row for row in rows if not held_out(row, SHARE_HELD_OUT, SPLIT_SEED)]
        languages.append(Language(name=name, train=kept, held_out=aside))
    return languages


def _judged(path: Path) -> Iterator[tuple[str, float]]:
    """`toxic`, or where a source speaks of attacks on groups only, that."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            raw = json.loads(line)
            known = raw["y"].get("toxic", raw["y"].get("identity_attack", UNKNOWN))
            if known != UNKNOWN:
                yield raw["text"], float(known)


def _row(text: str, toxic: float, name: str) -> Row:
    """Its kind is the text before reading: a language is told by accents that reading takes off."""
    labels = (toxic, *[float(UNKNOWN)] * (len(LABELS) - 1))
    return Row(
        text=clean(text), source=name, labels=labels, own=float(UNKNOWN), kind=normalize(text)
    )


def fine_tune(judge: Judge, rows: list[Row], options: argparse.Namespace) -> None:
    optimizer = torch.optim.AdamW(judge.parameters(), lr=RATE, weight_decay=0.01)
    tokenizer, chance = load_tokenizer(encoder_folder()), random.Random(options.seed)
    began = time.process_time()
    judge.train()
    while True:
        for batch in batches_of(list(rows), tokenizer, judge.sources, TOKENS, chance):
            done = (time.process_time() - began) / (options.minutes * 60)
            if done >= 1:
                judge.eval()
                return
            factor = done / WARM_UP if done < WARM_UP else (1 - done) / (1 - WARM_UP)
            for group in optimizer.param_groups:
                group["lr"] = RATE * max(factor, 0.01)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                logits = judge(batch.ids, batch.mask)
            optimizer.zero_grad(set_to_none=True)
            loss_of(logits, batch).backward()
            torch.nn.utils.clip_grad_norm_(judge.parameters(), 1.0)
            optimizer.step()


def _auc(judge: Judge, rows: list[Row]) -> float:
    judge.eval()
    ordered = sorted(rows, key=lambda row: len(row.text))
    tokenizer = load_tokenizer(encoder_folder())
    scores: list[NDArray[np.float64]] = []
    with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
        for start in range(0, len(ordered), 32):
            encoded = [
                e.ids for e in tokenizer.encode_batch([r.text for r in ordered[start : start + 32]])
            ]
            width = max(map(len, encoded))
            ids = torch.tensor([e + [0] * (width - len(e)) for e in encoded])
            mask = torch.tensor([[1] * len(e) + [0] * (width - len(e)) for e in encoded])
            scores.append(judge(ids, mask)[:, TOXIC].double().numpy())
    return auc(np.array([row.labels[TOXIC] for row in ordered]), np.concatenate(scores))


def _words(language: Language) -> float:
    baseline = make_pipeline(
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), min_df=2, max_features=100_000),
        LogisticRegression(C=4, solver="liblinear", max_iter=200),
    )
    baseline.fit([r.text for r in language.train], [int(r.labels[TOXIC]) for r in language.train])
    scores = baseline.predict_proba([r.text for r in language.held_out])[:, 1]
    return auc(np.array([r.labels[TOXIC] for r in language.held_out]), scores)


if __name__ == "__main__":
    main()
