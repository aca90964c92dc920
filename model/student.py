"""The student's network: word pieces, two narrow convolutions, two poolings, two layers.

Everything that the graph will do in int8 is rounded while it learns, so that nothing is lost when
it is exported: the embeddings with one step for the whole table, the filters with one per filter,
what the first filters say with one step for all.
"""

from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from model.encoder import Judge
from model.schema import LABELS, SENTIMENTS

OUTPUTS = len(LABELS) + len(SENTIMENTS) + 1
"""Logits in the order: LABELS, SENTIMENTS, suspicion (some label might be flagged)."""
SUSPICION = OUTPUTS - 1
STEPS = 127  # of an int8 on either side of 0
EMBEDDING_STEP = 4.0 / STEPS  # embeddings start with a spread of 1 and seldom leave +-4
LOUDEST = 6.0  # what a first filter says at most
FIRST_STEP = LOUDEST / 255
WIDTH = 3  # places that a filter sees: its own and one to each side
REACH = 2  # two layers of them see so many places to each side


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Sizes of the table, of both layers of filters, and of the layer before the last."""

    pieces: int = 30_522
    dimensions: int = 64
    first: int = 128
    second: int = 256
    hidden: int = 64


class Student(nn.Module):
    """Texts of one length go in together; around each lie REACH places of nothing."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.embeddings = nn.Parameter(torch.randn(shape.pieces, shape.dimensions) * 0.3)
        self.first = nn.Linear(WIDTH * shape.dimensions, shape.first)
        self.second = nn.Linear(WIDTH * shape.first, shape.second)
        self.hidden = nn.Linear(2 * shape.second, shape.hidden)
        self.heads = nn.Linear(shape.hidden, OUTPUTS)
        self.dropout = nn.Dropout(0.1)

    def forward(self, ids: Tensor) -> Tensor:
        """Logits of texts by their ids, (texts, pieces)."""
        found = rounded(functional.embedding(ids, self.embeddings), EMBEDDING_STEP, -STEPS, STEPS)
        heard = filtered(self.first, functional.pad(found, (0, 0, REACH, REACH)))
        heard = rounded(heard.clamp(0, LOUDEST), FIRST_STEP, 0, 255)
        active = filtered(self.second, heard).relu()
        pooled = torch.cat([active.amax(dim=1), active.mean(dim=1)], dim=1)
        return self.heads(self.hidden(self.dropout(pooled)).relu())


def filtered(layer: nn.Linear, places: Tensor) -> Tensor:
    """What filters say at every place that has neighbours on both sides."""
    count = places.shape[1] - WIDTH + 1
    windows = torch.cat([places[:, at : at + count] for at in range(WIDTH)], dim=2)
    weight = rounded(layer.weight, filter_steps(layer.weight), -STEPS, STEPS)
    return functional.linear(windows, weight, layer.bias)


def filter_steps(weight: Tensor) -> Tensor:
    """One step for each filter, (filters, 1)."""
    return (weight.detach().abs().amax(dim=1, keepdim=True) / STEPS).clamp(min=1e-8)


def rounded(values: Tensor, step: Tensor | float, least: int, most: int) -> Tensor:
    """The values as a byte keeps them; the slope is that of the values themselves."""
    whole = (values.detach() / step).round().clamp(least, most) * step
    return values + (whole - values.detach())


def begun_with(judge: Judge, shape: Shape) -> Student:
    """A student whose embeddings are the teacher's own, by their principal components."""
    words = judge.encoder.embeddings.word_embeddings.weight.detach().numpy()
    words = words - words.mean(axis=0)
    _, _, axes = np.linalg.svd(words[: shape.pieces].T @ words[: shape.pieces])
    small = words @ axes[: shape.dimensions].T
    student = Student(shape)
    with torch.no_grad():
        student.embeddings.copy_(torch.from_numpy(small / small.std()))
    return student


def save_student(student: Student, path: Path) -> None:
    part = path.with_suffix(".part")
    torch.save({"shape": asdict(student.shape), "weights": student.state_dict()}, part)
    part.replace(path)


def restore_student(path: Path) -> Student:
    saved = torch.load(path, map_location="cpu", weights_only=True)
    student = Student(Shape(**saved["shape"]))
    student.load_state_dict(saved["weights"])
    student.eval()
    return student
