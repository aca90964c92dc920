"""Invites to other servers, in every spelling that Discord resolves."""

import re
from collections.abc import Iterator

from app.domain.detectors.reading import Reading
from app.domain.rules import Rules
from app.domain.signal import Signal

_INVITE = re.compile(
    r"(?:discord(?:app)?\.com/invite|discord\.gg)/+([A-Za-z0-9-]{2,64})", re.IGNORECASE
)


def detect(reading: Reading, rules: Rules) -> Iterator[Signal]:
    """One signal when there is an invite whose code is not allowed."""
    rule = rules.invites
    if not rule.enabled:
        return
    codes = {code for text in reading.message.readable for code in _INVITE.findall(text)}
    if codes - set(rule.allow):
        yield Signal(source="invites", label="invites", score=1.0)
