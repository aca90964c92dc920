"""What a model says about one message."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Calibrated probabilities: a label's share of messages that people would call so.

    `sentiment` sums to one over negative, neutral and positive. Where `language_supported` is
    false the model was not made for the text: its scores mean nothing and must not count.
    """

    labels: Mapping[str, float]
    sentiment: Mapping[str, float]
    language_supported: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WordShare:
    """How much the toxicity of a text falls when one word is left out."""

    word: str
    share: float
