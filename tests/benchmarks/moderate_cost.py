"""What one message costs in `moderate`, by part.

    python -m tests.benchmarks.moderate_cost ../shared/data/replay/ubuntu_irc.jsonl.gz

Envelopes go through the real use case with the shipped model, on the embedded AWS and a real Redis
or Valkey. Every part of the outside world is timed at its port; the rest is our own code.
"""

import contextlib
import itertools
import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from app.adapters.onnx import OnnxClassifier
from app.local.aws import embedded_aws
from app.local.redis import local_redis
from app.local.replay.recording import read_recording
from tests.moderation import created, envelope, fresh_guild, moderation

MODEL = Path(__file__).resolve().parents[2] / "model" / "artifact"
MESSAGES, ENVELOPE, MEMBERS = 4000, 50, 200
EMULATED = ("record", "guilds", "members")


class Timed:
    """Stands before a part and adds up the wall time of every call to it."""

    def __init__(self, part: Any, name: str, spent: dict[str, float]) -> None:
        self._part, self._name, self._spent = part, name, spent

    def __getattr__(self, attribute: str) -> Any:
        found = getattr(self._part, attribute)

        def timed(*args: Any, **kwargs: Any) -> Any:
            began = time.perf_counter()
            try:
                return found(*args, **kwargs)
            finally:
                self._spent[self._name] += time.perf_counter() - began

        return timed if callable(found) else found


@contextlib.contextmanager
def outside(folder: Path) -> Iterator[tuple[Mapping[str, str], str]]:
    """The stand-ins that `moderate` talks to."""
    os.environ.update(AWS_ACCESS_KEY_ID="local", AWS_SECRET_ACCESS_KEY="local")
    with embedded_aws(folder / "aws", keep=False) as aws, local_redis(folder / "redis", {}) as url:
        yield aws.environment, url


def main(recording: Path) -> None:
    texts = [one.text for one in itertools.islice(read_recording(recording), MESSAGES)]
    spent: dict[str, float] = defaultdict(float)
    with tempfile.TemporaryDirectory() as folder, outside(Path(folder)) as (environment, url):
        moderate = moderation(
            environment,
            url,
            OnnxClassifier(MODEL),
            around=lambda name, part: Timed(part, name, spent),
        )
        guild = fresh_guild()
        deliveries = [
            envelope(
                guild,
                *(
                    next(created(guild, text, user=1 + (start + index) % MEMBERS))
                    for index, text in enumerate(texts[start : start + ENVELOPE])
                ),
            )
            for start in range(0, len(texts), ENVELOPE)
        ]
        for delivery in deliveries[:4]:
            moderate.handle([delivery])
        spent.clear()
        took = []
        for delivery in deliveries[4:]:
            began = time.perf_counter()
            moderate.handle([delivery])
            took.append(time.perf_counter() - began)

    count = len(took) * ENVELOPE
    total = sum(took)
    own = total - sum(spent.values())
    print(f"{count} messages in envelopes of {ENVELOPE}: {count / total:.0f} a second")
    print(f"one envelope: median {statistics.median(took) * 1000:.1f} ms\n")
    print("| part | ms a message | share |\n| --- | --- | --- |")
    for name, seconds in [*sorted(spent.items(), key=lambda one: -one[1]), ("own code", own)]:
        label = f"{name} (emulated DynamoDB)" if name in EMULATED else name
        print(f"| {label} | {seconds / count * 1000:.3f} | {seconds / total:.0%} |")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
