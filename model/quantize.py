"""Int8 with static scales, and the folder that serving loads.

python -m model.quantize --checkpoint model/work/last.pt --out model/artifact
"""

import argparse
import random
from pathlib import Path

import torch
from tokenizers import Tokenizer

from model.artifact import write_artifact
from model.data import cached_rows
from model.encoder import encoder_folder, load_tokenizer
from model.export import Checkpoint, load
from model.graph import Range, input_of
from model.schema import ARTIFACT, DATA
from model.written import written_rows

TEXTS_FOR_RANGES = 512


def ranges_of(checkpoint: Checkpoint, tokenizer: Tokenizer, texts: list[str]) -> dict[str, Range]:
    """Smallest and largest input of each linear layer; clipping percentiles measured worse."""
    seen: dict[str, Range] = {}

    def watch(name: str) -> object:
        def record(_module: object, inputs: tuple[torch.Tensor, ...]) -> None:
            low, high = float(inputs[0].min()), float(inputs[0].max())
            known = seen.get(name, Range(low=low, high=high))
            seen[name] = Range(low=min(low, known.low), high=max(high, known.high))

        return record

    hooks = [
        module.register_forward_pre_hook(watch(input_of(name)))
        for name, module in checkpoint.encoder.named_modules()
        if isinstance(module, torch.nn.Linear) and name.startswith("encoder.layer")
    ]
    with torch.inference_mode():
        for text in texts:
            checkpoint.encoder(input_ids=torch.tensor([tokenizer.encode(text).ids]))
    for hook in hooks:
        hook.remove()
    return seen


def texts_for_ranges(data: Path, seed: int) -> list[str]:
    rows, _ = cached_rows(data)
    chance = random.Random(seed)
    few = chance.sample(rows, TEXTS_FOR_RANGES)
    written = written_rows(seed)
    few += chance.sample(written, min(len(written), TEXTS_FOR_RANGES // 4))
    return [row.text for row in few]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--out", type=Path, default=ARTIFACT)
    parser.add_argument("--fp32", action="store_true", help="keep fp32, to compare")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    torch.set_num_threads(1)
    checkpoint = load(options.checkpoint)
    folder = options.checkpoint if options.checkpoint.is_dir() else encoder_folder()
    ranges = None
    if not options.fp32:
        texts = texts_for_ranges(options.data, options.seed)
        ranges = ranges_of(checkpoint, load_tokenizer(folder), texts)
    model = checkpoint.graph(ranges)
    write_artifact(
        options.out,
        model.SerializeToString(),
        folder / "tokenizer.json",
        checkpoint.labels,
        checkpoint.sentiments,
    )


if __name__ == "__main__":
    main()
