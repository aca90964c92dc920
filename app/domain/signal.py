"""A signal: one scored observation about a message. A missing one is absent, not 0."""

from dataclasses import dataclass

CLASSIFIER = "classifier"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """What a detector or the classifier saw.

    `score` is in [0, 1]. For the classifier, `label` is one of its labels and `version` names the
    model. For a detector, `label` is the name of the policy's rule that was broken; no message
    text is ever kept in a signal.
    """

    source: str
    label: str
    score: float
    version: str = ""

    @property
    def is_rule(self) -> bool:
        return self.source != CLASSIFIER
