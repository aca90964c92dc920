"""Detectors: one rule about a message, one file. README.md tells how to add one."""

from collections.abc import Callable, Iterable, Mapping

from app.domain.detectors import (
    attachments,
    automod,
    burst,
    caps,
    duplicates,
    emoji,
    files,
    honeypot,
    invites,
    length,
    lines,
    links,
    mentions,
    patterns,
    phishing,
    service,
    velocity,
    words,
    zalgo,
)
from app.domain.detectors.reading import Reading
from app.domain.kind import Kind
from app.domain.policies.rule_book import rule_named
from app.domain.policies.rules import Rules
from app.domain.signal import Signal

Detector = Callable[[Reading, Rules], Iterable[Signal]]

OF_TEXTS: tuple[Detector, ...] = (
    words.detect,
    patterns.detect,
    links.detect,
    phishing.detect,
    invites.detect,
)
"""What can be said of any text, a name too."""
OF_MESSAGES: tuple[Detector, ...] = (
    *OF_TEXTS,
    mentions.detect,
    emoji.detect,
    caps.detect,
    zalgo.detect,
    lines.detect,
    length.detect,
    attachments.detect,
    files.detect,
    duplicates.detect,
    velocity.detect,
    burst.detect,
    honeypot.detect,
)
DETECTORS: Mapping[Kind, tuple[Detector, ...]] = {
    Kind.MESSAGE: OF_MESSAGES,
    Kind.SERVICE: (service.detect,),
    Kind.NAME: OF_TEXTS,
    Kind.TITLE: OF_TEXTS,
    Kind.BLOCKED: (automod.detect,),
}


def detect(reading: Reading, rules: Rules) -> tuple[Signal, ...]:
    """All rules of the policy that the message breaks where it was written."""
    return tuple(
        signal
        for detector in DETECTORS[reading.message.kind]
        for signal in detector(reading, rules)
        if (rule := rule_named(rules, signal)) and reading.channels.isdisjoint(rule.except_in)
    )
