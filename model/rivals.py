"""The artefact's speed beside BERT-base in PyTorch (Detoxify's architecture) and fp32 ONNX.

    python -m model.rivals --int8 model/artifact --fp32 model/work/fp32

One thread, CPU time, interleaved; random weights are as slow as trained ones.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from transformers import BertConfig, BertModel

LENGTHS = (8, 16, 32, 96)
ROUNDS = 30


def of_onnx(folder: Path) -> Callable[[np.ndarray], object]:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    session = onnxruntime.InferenceSession(str(folder / "model.onnx"), options)
    return lambda ids: session.run(None, {"ids": ids})


def of_bert_base() -> Callable[[np.ndarray], object]:
    bert = BertModel(BertConfig()).eval()

    def run(ids: np.ndarray) -> object:
        with torch.inference_mode():
            return bert(torch.from_numpy(ids))

    return run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--int8", type=Path, required=True)
    parser.add_argument("--fp32", type=Path, required=True)
    options = parser.parse_args()
    torch.set_num_threads(1)
    rivals = {
        "BERT-base, PyTorch": of_bert_base(),
        "this model, fp32 ONNX": of_onnx(options.fp32),
        "this model, int8 (shipped)": of_onnx(options.int8),
    }
    times: dict[tuple[str, int], list[float]] = {}
    for _ in range(ROUNDS):
        for length in LENGTHS:
            ids = np.full((1, length), 2000, dtype=np.int64)
            for name, run in rivals.items():
                began = time.process_time()
                run(ids)
                times.setdefault((name, length), []).append(time.process_time() - began)
    print("| median ms for one message of | " + " | ".join(f"{n} tokens" for n in LENGTHS) + " |")
    print("|---|" + "---:|" * len(LENGTHS))
    for name in rivals:
        cells = (f"{statistics.median(times[name, n]) * 1000:.2f}" for n in LENGTHS)
        print(f"| {name} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
