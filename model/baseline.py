"""What the encoder must beat, learnt from the same rows in the same run, beside the artefacts.

    python -m model.baseline --model model/artifact --model model/work/fp32

TF-IDF with logistic regression, and a bag of hashed words like fastText's; only for `toxic`.
"""

import argparse
import random
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline, make_union

from model.bags import Bags
from model.data import Row, cached_rows
from model.judging import judging_sets
from model.measures import auc, average_precision, macro_f1
from model.schema import DATA, LABELS, UNKNOWN
from model.scoring import Scorer
from model.written import written_rows

ROWS = 60_000
TOXIC = LABELS.index("toxic")

Score = Callable[[list[str]], NDArray[np.float64]]


def tf_idf(texts: list[str], truth: list[int]) -> Score:
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=3, max_features=100_000)
    parts = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 4), min_df=5, max_features=100_000)
    line = LogisticRegression(C=4, solver="liblinear", max_iter=200)
    model = make_pipeline(make_union(words, parts), line).fit(texts, truth)

    def score(texts: list[str]) -> NDArray[np.float64]:
        shares: NDArray[np.float64] = model.predict_proba(texts)[:, 1]
        return shares

    return score


def bags(texts: list[str], truth: list[int]) -> Score:
    model = Bags()
    model.fit(texts, truth)
    return model.score


def artefact(folder: Path) -> Score:
    scorer = Scorer(folder)

    def score(texts: list[str]) -> NDArray[np.float64]:
        shares: NDArray[np.float64] = scorer.probabilities(scorer.logits(texts))[:, TOXIC]
        return shares

    return score


def learnt_from(rows: list[Row]) -> dict[str, Score]:
    texts, truth = [row.text for row in rows], [int(row.labels[TOXIC]) for row in rows]
    found = {}
    for name, learn in {"TF-IDF + logistic regression": tf_idf, "bag like fastText": bags}.items():
        began = time.process_time()
        found[name] = learn(texts, truth)
        print(f"{name}: {len(texts)} texts, {time.process_time() - began:.0f} s CPU", flush=True)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--model", type=Path, action="append", default=[])
    parser.add_argument("--rows", type=int, default=ROWS)
    options = parser.parse_args()
    torch.set_num_threads(1)
    rows = [row for row in cached_rows(options.data)[0] if row.labels[TOXIC] != UNKNOWN]
    rows = random.Random(1).sample(rows, min(options.rows, len(rows))) + [
        row for row in written_rows(7) if row.labels[TOXIC] != UNKNOWN
    ]
    rivals = learnt_from(rows) | {str(folder): artefact(folder) for folder in options.model}
    print("\nAUC / AP / macro-F1 at 0.5\n\n| set | " + " | ".join(rivals) + " |")
    print("|---|" + "---:|" * len(rivals))
    for name, judged in judging_sets(options.data).items():
        known = [row for row in judged if row.labels[TOXIC] != UNKNOWN]
        truth = np.array([row.labels[TOXIC] for row in known])
        if 0 < truth.sum() < len(truth):
            texts = [row.text for row in known]
            cells = [_figures(truth, score(texts)) for score in rivals.values()]
            print(f"| {name} ({len(known):,}) | " + " | ".join(cells) + " |", flush=True)


def _figures(truth: NDArray[np.float64], scores: NDArray[np.float64]) -> str:
    found = (measure(truth, scores) for measure in (auc, average_precision, macro_f1))
    return " / ".join(f"{value:.3f}" for value in found)


if __name__ == "__main__":
    main()
