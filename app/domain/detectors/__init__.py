"""Detectors: one rule about a message, one file. README.md tells how to add one."""

from collections.abc import Callable, Iterable

from app.domain.detectors import duplicates, invites, links, mentions, patterns, words
from app.domain.detectors.reading import Reading
from app.domain.rules import Rules
from app.domain.signal import Signal

Detector = Callable[[Reading, Rules], Iterable[Signal]]

DETECTORS: tuple[Detector, ...] = (
    words.detect,
    patterns.detect,
    links.detect,
    invites.detect,
    mentions.detect,
    duplicates.detect,
)


def detect(reading: Reading, rules: Rules) -> tuple[Signal, ...]:
    """All rules of the policy that the message breaks."""
    return tuple(signal for detector in DETECTORS for signal in detector(reading, rules))
