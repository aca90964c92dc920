"""Too many emoji in one message, Discord's own and the server's together."""

import re
from collections.abc import Iterator

from app.domain.detectors.reading import Reading
from app.domain.policies.rules import Rules
from app.domain.signal import Signal

_PICTURE = (
    "[\u203c\u2049\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u25fe\u2600-\u27bf\u2934\u2935"
    "\u2b05-\u2b55\u3030\u303d\u3297\u3299\U0001f004\U0001f0cf\U0001f170-\U0001f19a"
    "\U0001f200-\U0001f25f\U0001f300-\U0001f3fa\U0001f400-\U0001faff]"
)
_CHANGED = "[\ufe0f\U0001f3fb-\U0001f3ff]?"
_EMOJI = re.compile(
    r"<a?:\w{1,64}:\d{1,25}>"
    "|[\U0001f1e6-\U0001f1ff]{1,2}"
    "|[0-9#*]\ufe0f?\u20e3"
    f"|{_PICTURE}{_CHANGED}(?:\u200d{_PICTURE}{_CHANGED})*"
)
"""A family of four is one emoji, as one flag is, and as a thumb of any colour."""


def detect(reading: Reading, rules: Rules) -> Iterator[Signal]:
    """One signal when there are more than the rule lets."""
    rule = rules.emoji
    if rule.enabled and emoji_in(reading.message.own_words) > rule.limit:
        yield Signal(source="emoji", label="emoji", score=1.0)


def emoji_in(text: str) -> int:
    """How many emoji a reader sees."""
    if text.isascii() and "<" not in text:
        return 0

    return sum(1 for _ in _EMOJI.finditer(text))
