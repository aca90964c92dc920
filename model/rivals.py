"""Speed beside BERT-base in PyTorch (Detoxify's architecture) and this model as fp32 ONNX.

    python -m model.rivals --model model/artifact --fp32 model/work/fp32

End to end, from a text to its scores, on messages of the replay chat: reading, tokenizer, network.
One thread, CPU time. Every round gives each rival the next messages, in blocks long enough that
its weights are in the cache as they are in a process of its own; medians over the rounds. BERT has
random weights, which are as slow as trained ones, and reads one message at a time: padded batches
are slower.
"""

import argparse
import gzip
import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel

from app.adapters.onnx import OnnxClassifier
from model.encoder import encoder_folder
from model.schema import ARTIFACT, DATA

ENVELOPE = 50  # messages that one call of `moderate` brings at most
SEED = 41
Score = Callable[[Sequence[str]], object]


@dataclass(slots=True, kw_only=True)
class Rival:
    """One way from texts to scores; `block` is how many messages a round gives it."""

    name: str
    score: Score
    block: int
    at_once: int = 1
    rounds: list[float] = field(default_factory=list)  # seconds a message
    each: list[float] = field(default_factory=list)  # seconds of every call

    def run(self, texts: list[str]) -> None:
        began = time.process_time()
        for start in range(0, len(texts), self.at_once):
            called = time.process_time()
            self.score(texts[start : start + self.at_once])
            self.each.append(time.process_time() - called)
        self.rounds.append((time.process_time() - began) / len(texts))

    @property
    def message(self) -> float:
        return statistics.median(self.rounds)


def bert_base() -> Score:
    torch.manual_seed(0)
    bert, heads = BertModel(BertConfig()).eval(), torch.nn.Linear(768, 6)
    tokenizer = Tokenizer.from_file(str(encoder_folder() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(512)

    def score(texts: Sequence[str]) -> object:
        with torch.inference_mode():
            ids = [torch.tensor([tokenizer.encode(text).ids]) for text in texts]
            return [heads(bert(one).pooler_output).sigmoid().tolist() for one in ids]

    return score


def rivals_of(artifact: Path, fp32: Path | None) -> Iterator[Rival]:
    yield Rival(name="BERT-base, PyTorch", score=bert_base(), block=20)
    folders: list[tuple[str, Path, str]] = [
        ("full model, int8", artifact, "full"),
        ("cascade, int8", artifact, "cascade"),
    ]
    if fp32 is not None:
        folders.insert(0, ("full model, fp32 ONNX", fp32, "full"))
    for name, folder, stages in folders:
        for at_once in (1, ENVELOPE):
            classifier = OnnxClassifier(folder, "full" if stages == "full" else "cascade")
            yield Rival(
                name=f"{name}, {at_once} a call",
                score=classifier.score,
                block=200,
                at_once=at_once,
            )


def replay(data: Path) -> list[str]:
    with gzip.open(data / "replay" / "ubuntu_irc.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    random.Random(SEED).shuffle(texts)
    return texts


def measure(rivals: list[Rival], texts: list[str], rounds: int) -> None:
    """Each round begins with another rival, so that none always follows the same one."""
    stream = iter(texts)
    for rival in rivals:
        rival.score([next(stream) for _ in range(4)])
    for at in range(rounds):
        block = [next(stream) for _ in range(max(rival.block for rival in rivals))]
        turn = at % len(rivals)
        for rival in [*rivals[turn:], *rivals[:turn]]:
            rival.run(block[: rival.block])


def table(rivals: list[Rival]) -> Iterator[str]:
    bert = rivals[0].message
    fp32 = {r.at_once: r.message for r in rivals if "fp32" in r.name}
    yield "| | us a message | messages a second | times BERT | times fp32 | p50 ms | p99 ms |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    for rival in rivals:
        each = sorted(rival.each)
        against = f"{fp32[rival.at_once] / rival.message:.1f}" if rival.at_once in fp32 else ""
        yield (
            f"| {rival.name} | {rival.message * 1e6:,.0f} | {1 / rival.message:,.0f} "
            f"| {bert / rival.message:.1f} | {against} "
            f"| {statistics.median(each) * 1e3:.2f} | {each[int(len(each) * 0.99)] * 1e3:.2f} |"
        )


LOAD_ARTIFACT = """
import sys, time
from pathlib import Path
import numpy, onnxruntime, tokenizers
from app.adapters.onnx import OnnxClassifier
import app.adapters.onnx.full, app.adapters.onnx.student
imported = time.process_time()
classifier = OnnxClassifier(Path(sys.argv[1]), sys.argv[2])
loaded = time.process_time()
classifier.score(["hello there", "you idiot"])
"""
LOAD_BERT = """
import sys, time
import torch
from transformers import BertConfig, BertModel
torch.set_num_threads(1)
imported = time.process_time()
bert = BertModel(BertConfig()).eval()
loaded = time.process_time()
with torch.inference_mode():
    bert(torch.full((1, 16), 2000))
"""
TELL = """
first = time.process_time() - loaded
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(imported, loaded - imported, first, int(peak.split()[1]) / 1024)
"""


def cold(script: str, *arguments: str) -> list[float]:
    """Medians of five processes: CPU seconds of imports, load, first score; most memory in MB."""
    found = []
    for _ in range(5):
        command = [sys.executable, "-c", script + TELL, *arguments]
        # Settings of the allocator that make training faster would only blur what a process needs.
        plain = {k: v for k, v in os.environ.items() if not k.startswith("MALLOC_")}
        said = subprocess.run(  # noqa: S603
            command, capture_output=True, text=True, check=True, env=plain
        )
        found.append([float(word) for word in said.stdout.split()])
    return [statistics.median(column) for column in zip(*found, strict=True)]


def cold_table(artifact: Path, fp32: Path | None) -> Iterator[str]:
    yield "| | imports s | load s | first score s | most memory MB | files MB |"
    yield "|---|---:|---:|---:|---:|---:|"
    folders = {"full model, int8": (artifact, "full"), "cascade, int8": (artifact, "cascade")}
    if fp32 is not None:
        folders["full model, fp32 ONNX"] = (fp32, "full")
    for name, (folder, stages) in folders.items():
        yield _cold_line(name, cold(LOAD_ARTIFACT, str(folder), stages), _megabytes(folder, stages))
    weights = BertModel(BertConfig()).num_parameters() * 4 / 1e6
    yield _cold_line("BERT-base, PyTorch (weights made, not read)", cold(LOAD_BERT), weights)


def _cold_line(name: str, found: list[float], megabytes: float) -> str:
    *seconds, memory = found
    times = " | ".join(f"{value:.3f}" for value in seconds)
    return f"| {name} | {times} | {memory:.0f} | {megabytes:.1f} |"


def _megabytes(folder: Path, stages: str) -> float:
    files = [path for path in folder.iterdir() if path.is_file()]
    left_out = {"student.onnx"} if stages == "full" else set()
    return sum(path.stat().st_size for path in files if path.name not in left_out) / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=ARTIFACT)
    parser.add_argument("--fp32", type=Path, help="the same checkpoint by model.quantize --fp32")
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--rounds", type=int, default=25)
    options = parser.parse_args()
    torch.set_num_threads(1)
    rivals = list(rivals_of(options.model, options.fp32))
    measure(rivals, replay(options.data), options.rounds)
    print(*table(rivals), "", *cold_table(options.model, options.fp32), sep="\n")


if __name__ == "__main__":
    main()
