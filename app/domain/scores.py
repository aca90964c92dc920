"""What a model says about one message."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """Who spoke: the small student that clears what is obviously harmless, or the full model."""

    STUDENT = "student"
    FULL = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Calibrated probabilities: a label's share of messages that people would call so.

    `sentiment` sums to one over negative, neutral and positive. Where `language_supported` is
    false the model was not made for the text: its scores mean nothing and must not count.
    """

    labels: Mapping[str, float]
    sentiment: Mapping[str, float]
    language_supported: bool
    stage: Stage = Stage.FULL

    def spoken_by(self, version: str) -> str:
        """The version that a signal names: `version` alone is the full model."""
        return version if self.stage is Stage.FULL else f"{version}/{self.stage}"


@dataclass(frozen=True, slots=True, kw_only=True)
class WordShare:
    """How much the toxicity of a text falls when one word is left out."""

    word: str
    share: float
