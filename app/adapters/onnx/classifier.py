"""The classifier on ONNX Runtime: one session, one thread, scores that no batch mate can move."""

import math
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from app.adapters.onnx.artifact import Line, read_artifact
from app.adapters.onnx.windows import equal_lengths, windows_of
from app.domain.scores import Scores, WordShare
from app.domain.script import is_supported
from app.domain.text import reading

LONGEST_TEXT = 16_384  # characters; Discord's longest message has 4,000. The rest is not read
WORDS_EXPLAINED = 64
TOXIC = "toxic"


class OnnxClassifier:
    """Implements `app.ports.classifier.Classifier`.

    A long message is scored in overlapping windows: each label is the highest of its windows (one
    bad sentence is not excused by many good ones), the sentiment is their mean.
    """

    def __init__(self, directory: Path) -> None:
        self._artifact = read_artifact(directory)
        self._session = _session(self._artifact.model)
        self._tokenizer = _tokenizer(self._artifact.tokenizer)

    @property
    def version(self) -> str:
        return self._artifact.version

    def score(self, texts: Sequence[str]) -> list[Scores]:
        read = [reading(text[:LONGEST_TEXT]) for text in texts]
        pieces: list[list[int]] = []
        spans: list[range] = []
        for encoded in self._tokenizer.encode_batch_fast(read, add_special_tokens=False):
            own = self._windows(encoded.ids)
            spans.append(range(len(pieces), len(pieces) + len(own)))
            pieces += own
        logits = self._logits(pieces)
        return [
            self._scores(text, [logits[place] for place in span])
            for text, span in zip(read, spans, strict=True)
        ]

    def explain(self, text: str) -> tuple[WordShare, ...]:
        words = reading(text[:LONGEST_TEXT]).split()[:WORDS_EXPLAINED]
        without = [" ".join(words[:at] + words[at + 1 :]) for at in range(len(words))]
        whole, *rest = (s.labels[TOXIC] for s in self.score([" ".join(words), *without]))
        shares = [WordShare(word=w, share=whole - r) for w, r in zip(words, rest, strict=True)]
        return tuple(sorted(shares, key=lambda item: -item.share))

    def _windows(self, tokens: Sequence[int]) -> list[list[int]]:
        known = self._artifact
        return windows_of(
            tokens, window=known.window, stride=known.stride, first=known.first, last=known.last
        )

    def _logits(self, pieces: Sequence[Sequence[int]]) -> list[list[float]]:
        import numpy as np  # noqa: PLC0415 - heavy, and only processes that score pay for it

        logits: list[list[float]] = [[]] * len(pieces)
        for places in equal_lengths(pieces):
            ids = np.array([pieces[place] for place in places], dtype=np.int64)
            (rows,) = self._session.run(None, {"ids": ids})
            for place, row in zip(places, rows.tolist(), strict=True):
                logits[place] = row
        return logits

    def _scores(self, text: str, windows: Sequence[Sequence[float]]) -> Scores:
        labels, sentiments = self._artifact.labels, self._artifact.sentiments
        if not text:
            neutral = {name: float(name == "neutral") for name in sentiments}
            return Scores(
                labels=dict.fromkeys(labels, 0.0), sentiment=neutral, language_supported=True
            )
        highest = [max(column) for column in zip(*windows, strict=True)]
        feelings = [
            _shares(window[len(labels) :], self._artifact.sentiment_scale) for window in windows
        ]
        return Scores(
            labels={
                name: _probability(logit, line)
                for name, logit, line in zip(
                    labels, highest, self._artifact.calibration, strict=False
                )
            },
            sentiment={
                name: sum(column) / len(windows)
                for name, column in zip(sentiments, zip(*feelings, strict=True), strict=True)
            },
            language_supported=is_supported(text),
        )


def _probability(logit: float, line: Line) -> float:
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, line.scale * logit + line.offset))))


def _shares(logits: Iterable[float], scale: float) -> list[float]:
    powers = [math.exp(max(-60.0, min(60.0, scale * logit))) for logit in logits]
    return [power / sum(powers) for power in powers]


def _session(model: bytes) -> Any:
    import onnxruntime  # noqa: PLC0415 - heavy, and only processes that score pay for it

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.enable_mem_pattern = False  # shapes differ from call to call
    # The graph is assembled by hand; ORT's own fusions would make it slower on the CPU.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def _tokenizer(content: bytes) -> Any:
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from tokenizers import Tokenizer  # noqa: PLC0415 - heavy, see above

    tokenizer = Tokenizer.from_buffer(content)
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer
