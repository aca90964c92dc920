"""ONNX from a checkpoint: ours, or any BERT sequence classifier in Hugging Face's layout.

python -m model.export --checkpoint model/work/last.pt --out model/work/fp32.onnx
python -m model.export --checkpoint /path/to/unitary-toxic-bert --out toxic-bert.onnx
"""

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from transformers import AutoModelForSequenceClassification, BertModel

from model.encoder import restore
from model.graph import Graph, Range
from model.schema import LABELS, SENTIMENTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """An encoder with heads, whatever trained it."""

    encoder: BertModel
    head_weight: NDArray[np.float32]
    head_bias: NDArray[np.float32]
    labels: tuple[str, ...]
    sentiments: tuple[str, ...]
    pooling: str

    def graph(self, ranges: Mapping[str, Range] | None = None) -> onnx.ModelProto:
        config = self.encoder.config
        if config.hidden_act != "gelu":
            raise SystemExit(f"Only GELU encoders can be exported, not {config.hidden_act}.")
        weights = {k: v.detach().float().numpy() for k, v in self.encoder.state_dict().items()}
        weights |= {"heads.weight": self.head_weight, "heads.bias": self.head_bias}
        graph = Graph(
            weights=weights,
            layers=config.num_hidden_layers,
            heads=config.num_attention_heads,
            epsilon=config.layer_norm_eps,
            ranges=ranges,
        )
        return graph.build(outputs=len(self.head_bias), pooling=self.pooling)


def load(path: Path) -> Checkpoint:
    return _hugging_face(path) if path.is_dir() else _own(path)


def _own(path: Path) -> Checkpoint:
    """Only the general heads are shipped: the sources' own heads served training."""
    judge, _ = restore(path)
    judge.eval()
    total = judge.heads.out_features
    rows = [*range(len(LABELS)), *range(total - len(SENTIMENTS), total)]
    return Checkpoint(
        encoder=judge.encoder,
        head_weight=judge.heads.weight.detach().numpy()[rows],
        head_bias=judge.heads.bias.detach().numpy()[rows],
        labels=LABELS,
        sentiments=SENTIMENTS,
        pooling="mean",
    )


def _hugging_face(folder: Path) -> Checkpoint:
    model = AutoModelForSequenceClassification.from_pretrained(folder, local_files_only=True)
    model.eval()
    if not hasattr(model, "bert"):
        raise SystemExit(f"{folder}: only BERT encoders can be exported, not {type(model)}.")
    return Checkpoint(
        encoder=model.bert,
        head_weight=model.classifier.weight.detach().numpy(),
        head_bias=model.classifier.bias.detach().numpy(),
        labels=tuple(model.config.id2label[at] for at in range(model.config.num_labels)),
        sentiments=(),
        pooling="first",
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    torch.set_num_threads(1)
    onnx.save(load(options.checkpoint).graph(), options.out)


if __name__ == "__main__":
    main()
