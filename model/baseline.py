"""TF-IDF with logistic regression on the same rows: what the encoder must beat.

python -m model.baseline
"""

import argparse
import random
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline, make_union

from model.data import cached_rows
from model.judging import judging_sets
from model.measures import auc, average_precision
from model.schema import DATA, LABELS, UNKNOWN
from model.written import written_rows

ROWS = 60_000
TOXIC = LABELS.index("toxic")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    options = parser.parse_args()
    rows = [row for row in cached_rows(options.data)[0] if row.labels[TOXIC] != UNKNOWN]
    rows = random.Random(1).sample(rows, min(ROWS, len(rows))) + written_rows(7)
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=3, max_features=100_000)
    parts = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 4), min_df=5, max_features=100_000)
    baseline = make_pipeline(
        make_union(words, parts), LogisticRegression(C=4, solver="liblinear", max_iter=200)
    )
    baseline.fit([row.text for row in rows], [int(row.labels[TOXIC]) for row in rows])
    print("| set | AUC | AP |\n|---|---:|---:|")
    for name, judged in judging_sets(options.data).items():
        known = [row for row in judged if row.labels[TOXIC] != UNKNOWN]
        truth = np.array([row.labels[TOXIC] for row in known])
        if 0 < truth.sum() < len(truth):
            scores = baseline.predict_proba([row.text for row in known])[:, 1]
            print(f"| {name} | {auc(truth, scores):.3f} | {average_precision(truth, scores):.3f} |")


if __name__ == "__main__":
    main()
