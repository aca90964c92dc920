"""A stolen account at work: the same words or files in several channels within a minute.

Neither a question asked in two channels nor a "hello" in ten is one.
"""

from collections.abc import Iterator

from app.domain.detectors.copies import same_again
from app.domain.detectors.reading import Reading
from app.domain.policies.rules import BurstRule, Rules
from app.domain.signal import Signal


def detect(reading: Reading, rules: Rules) -> Iterator[Signal]:
    """One signal when this is in at least the `channels`th channel."""
    rule = rules.burst
    if not rule.enabled or not reading.recent or not reading.is_new or not _tells(reading, rule):
        return
    channels = {one.channel for one in same_again(reading, rule.window)}
    if len(channels | {reading.message.channel}) >= rule.channels:
        yield Signal(source="burst", label="burst", score=1.0)


def _tells(reading: Reading, rule: BurstRule) -> bool:
    """Whether saying it again means anything: a file, a link, or more than a few words."""
    return bool(
        reading.attachments or len(reading.message.own_words) >= rule.min_length or reading.hosts
    )
