"""How long scoring takes, in CPU time of one thread, with a cascade and by the full model alone.

python -m tests.benchmarks.model_speed [../shared/data/replay/ubuntu_irc.jsonl.gz]

With a recorded chat, its messages are scored; else made-up ones.
"""

import gzip
import json
import random
import resource
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from app.adapters.onnx import OnnxClassifier
from app.domain.scores import Stage

ARTIFACT = Path(__file__).resolve().parents[2] / "model" / "artifact"
ROUNDS = 40
# Made-up chat with the lengths of real chat: 3 to 60 words, most of them short.
WORDS = """
    ok lol thanks the boss is on map three again and i cannot find my sword anyone up for a raid
    later tonight we could use one more healer please try to restart your client first it works for
    me now what does the error say maybe update that driver good luck have fun see you soon
""".split()  # noqa: SIM905 - words to draw from, not a list to read


def message(chance: random.Random) -> str:
    return " ".join(chance.choices(WORDS, k=min(60, 3 + int(chance.expovariate(0.1)))))


def messages(chance: random.Random, recorded: Path | None) -> Iterator[str]:
    if recorded is None:
        while True:
            yield message(chance)
    with gzip.open(recorded, "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    while True:
        yield chance.choice(texts)


def measure(stages: Literal["cascade", "full"], recorded: Path | None) -> None:
    began = time.process_time()
    classifier = OnnxClassifier(ARTIFACT, stages)
    classifier.score(["hello"])
    print(f"\n{stages}: load and first score {time.process_time() - began:.3f} s CPU\n")
    stream = messages(random.Random(3), recorded)
    print("| messages in a call | median ms | p99 ms | messages per second | cleared |")
    print("|---:|---:|---:|---:|---:|")
    for count in (1, 10, 50, 1000):
        times, cleared = [], 0
        rounds = ROUNDS if count < 1000 else 4
        for _ in range(rounds):
            texts = [next(stream) for _ in range(count)]
            start = time.process_time()
            scores = classifier.score(texts)
            times.append((time.process_time() - start) * 1000)
            cleared += sum(one.stage is Stage.STUDENT for one in scores)
        median, worst = statistics.median(times), sorted(times)[int(len(times) * 0.99)]
        rate, share = count / median * 1000, cleared / (count * rounds)
        print(f"| {count} | {median:.2f} | {worst:.2f} | {rate:.0f} | {share:.3f} |")


def main() -> None:
    recorded = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    measure("full", recorded)
    measure("cascade", recorded)
    resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = sum(path.stat().st_size for path in ARTIFACT.iterdir()) / 1e6
    print(f"\nmost memory, both loaded: {resident:.0f} MB; artefact: {size:.1f} MB")


if __name__ == "__main__":
    main()
