"""A model like fastText: words, pairs and letter groups hashed into one bag, averaged, one line.

It learns in a minute and knows nothing of order beyond two words: what an encoder must beat.
"""

import random
import zlib
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

BUCKETS = 2**19
DIMENSIONS = 48
GROUPS = (3, 4, 5)  # letters
MOST_FEATURES = 400  # of a text; the rest of a very long one is not read
BATCH = 256


@dataclass(slots=True)
class Bags:
    """One probability a text. `fit` and `score` take texts as `reading` gives them."""

    epochs: int = 4
    rate: float = 4e-3
    seed: int = 1
    table: nn.EmbeddingBag = field(init=False)
    line: nn.Linear = field(init=False)

    def __post_init__(self) -> None:
        torch.manual_seed(self.seed)
        self.table = nn.EmbeddingBag(BUCKETS, DIMENSIONS, mode="mean", sparse=True)
        nn.init.uniform_(self.table.weight, -1 / DIMENSIONS, 1 / DIMENSIONS)
        self.line = nn.Linear(DIMENSIONS, 1)

    def fit(self, texts: list[str], truth: list[int]) -> None:
        bags, target = [features(text) for text in texts], torch.tensor(truth, dtype=torch.float)
        sparse = torch.optim.SparseAdam(list(self.table.parameters()), lr=self.rate)
        dense = torch.optim.Adam(self.line.parameters(), lr=self.rate)
        chance, order = random.Random(self.seed), list(range(len(texts)))
        for epoch in range(self.epochs):
            chance.shuffle(order)
            for start in range(0, len(order), BATCH):
                left = 1 - (epoch + start / len(order)) / self.epochs
                for optimizer in (sparse, dense):
                    optimizer.param_groups[0]["lr"] = self.rate * left
                    optimizer.zero_grad()
                part = order[start : start + BATCH]
                logits = self._logits([bags[at] for at in part])
                functional.binary_cross_entropy_with_logits(logits, target[part]).backward()
                sparse.step()
                dense.step()

    def score(self, texts: list[str]) -> NDArray[np.float64]:
        with torch.inference_mode():
            parts = [
                self._logits([features(text) for text in texts[start : start + BATCH]]).sigmoid()
                for start in range(0, len(texts), BATCH)
            ]
        scores: NDArray[np.float64] = torch.cat(parts).double().numpy()
        return scores

    def _logits(self, bags: list[NDArray[np.int64]]) -> Tensor:
        starts = np.cumsum([0, *(len(bag) for bag in bags[:-1])])
        found = self.table(torch.from_numpy(np.concatenate(bags)), torch.from_numpy(starts))
        return self.line(found)[:, 0]


def features(text: str) -> NDArray[np.int64]:
    """Places in the table: of words, of pairs of words, of groups of letters within a word."""
    words = text.lower().split()
    found = [*words, *(f"{a} {b}" for a, b in pairwise(words))]
    for word in words:
        framed = f"<{word}>"
        found += [framed[at : at + size] for size in GROUPS for at in range(len(framed) - size + 1)]
    codes = [zlib.crc32(one.encode("utf-8", "ignore")) for one in found[:MOST_FEATURES]] or [0]
    return np.array(codes, dtype=np.int64) % BUCKETS
