"""Batches of nearly equal length, filled up to a number of tokens, in random order."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from torch import Tensor

from model.data import Row

POOL = 4096  # rows sorted by length together: order stays random across pools


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    ids: Tensor
    mask: Tensor
    labels: Tensor
    own: Tensor
    sources: Tensor
    sources_known: Tensor
    sentiments: Tensor
    weights: Tensor


def batches_of(
    rows: list[Row], tokenizer: Tokenizer, sources: list[str], tokens: int, chance: random.Random
) -> Iterator[Batch]:
    chance.shuffle(rows)
    for start in range(0, len(rows), POOL):
        pool = rows[start : start + POOL]
        encoded = [e.ids for e in tokenizer.encode_batch([row.text for row in pool])]
        order = sorted(range(len(pool)), key=lambda at: len(encoded[at]))
        groups = list(_groups(order, encoded, tokens))
        chance.shuffle(groups)
        for group in groups:
            yield to_batch([pool[at] for at in group], [encoded[at] for at in group], sources)


def _groups(order: list[int], encoded: list[list[int]], tokens: int) -> Iterator[list[int]]:
    group: list[int] = []
    for at in order:
        if group and (len(group) + 1) * len(encoded[at]) > tokens:
            yield group
            group = []
        group.append(at)
    if group:
        yield group


def to_batch(rows: list[Row], encoded: list[list[int]], sources: list[str]) -> Batch:
    width = max(len(ids) for ids in encoded)
    ids = torch.zeros(len(rows), width, dtype=torch.long)
    mask = torch.zeros(len(rows), width, dtype=torch.long)
    for at, tokens in enumerate(encoded):
        ids[at, : len(tokens)] = torch.tensor(tokens)
        mask[at, : len(tokens)] = 1
    places = {name: place for place, name in enumerate(sources)}
    return Batch(
        ids=ids,
        mask=mask,
        labels=torch.tensor([row.labels for row in rows]),
        own=torch.tensor([row.own for row in rows]),
        sources=torch.tensor([places.get(row.source, 0) for row in rows]),
        sources_known=torch.tensor([row.source in places for row in rows]),
        sentiments=torch.tensor([row.sentiment for row in rows]),
        weights=torch.tensor([row.weight for row in rows]),
    )
