"""What the full model says about many texts, asked once: a cache of its logits by text."""

import hashlib
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model.schema import WORK
from model.scoring import Scorer

TEXTS_IN_A_PART = 8192


@dataclass(slots=True)
class Teacher:
    """Logits of the full model, kept in a file that is named for the model's version."""

    folder: Path
    purpose: str = "learning"  # texts to learn from and texts to judge by never share a file
    scorer: Scorer = field(init=False)
    known: dict[bytes, NDArray[np.float32]] = field(init=False)

    def __post_init__(self) -> None:
        self.scorer = Scorer(self.folder)
        self.known = {}
        if self.cache.exists():
            with np.load(self.cache) as saved:
                keys, logits = saved["keys"], saved["logits"]
            self.known = {bytes(key): row for key, row in zip(keys, logits, strict=True)}

    @property
    def cache(self) -> Path:
        """Scores depend on the graph alone, so calibrating again keeps what was asked."""
        model = self.scorer.manifest["files"]["model.onnx"]["sha256"][:12]
        return WORK / f"teacher-{model}-{self.purpose}.npz"

    def ask(self, texts: list[str], minutes: float) -> None:
        """Score the texts that are not known yet, for so many CPU minutes; stops and resumes."""
        missing = [text for text in texts if _key(text) not in self.known]
        began = time.process_time()
        for start in range(0, len(missing), TEXTS_IN_A_PART):
            if time.process_time() - began > minutes * 60:
                break
            part = missing[start : start + TEXTS_IN_A_PART]
            for text, row in zip(part, self.scorer.logits(part), strict=True):
                self.known[_key(text)] = row.astype(np.float32)
            self._save()
            print(f"asked {start + len(part)} of {len(missing)}", flush=True)

    def answers(self, texts: list[str]) -> tuple[list[str], NDArray[np.float32]]:
        """Of these texts those that were asked, with their logits."""
        asked = [text for text in texts if _key(text) in self.known]
        return asked, np.array([self.known[_key(text)] for text in asked], dtype=np.float32)

    def _save(self) -> None:
        part = self.cache.with_suffix(".part.npz")
        keys = np.frombuffer(b"".join(self.known), dtype=np.uint8).reshape(-1, 16)
        np.savez(part, keys=keys, logits=np.array(list(self.known.values()), dtype=np.float32))
        part.replace(self.cache)


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
