"""How long scoring takes, in CPU time of one thread: `python -m tests.benchmarks.model_speed`."""

import random
import resource
import statistics
import time
from pathlib import Path

from app.adapters.onnx import OnnxClassifier

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


def main() -> None:
    began = time.process_time()
    classifier = OnnxClassifier(ARTIFACT)
    classifier.score(["hello"])
    print(f"import, hash, load, first score: {time.process_time() - began:.3f} s CPU")
    chance = random.Random(3)
    print(
        "| messages in a call | median ms | p99 ms | messages per second |\n|---:|---:|---:|---:|"
    )
    for count in (1, 10, 100, 1000):
        times = []
        for _ in range(ROUNDS if count < 1000 else 4):
            texts = [message(chance) for _ in range(count)]
            start = time.process_time()
            classifier.score(texts)
            times.append((time.process_time() - start) * 1000)
        median, worst = statistics.median(times), sorted(times)[int(len(times) * 0.99)]
        print(f"| {count} | {median:.2f} | {worst:.2f} | {count / median * 1000:.0f} |")
    resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = sum(path.stat().st_size for path in ARTIFACT.iterdir()) / 1e6
    print(f"most memory: {resident:.0f} MB; artefact: {size:.1f} MB")


if __name__ == "__main__":
    main()
