"""Copies: where else a member wrote the same, so that all of it can go."""

from collections.abc import Sequence
from datetime import timedelta

from app.domain.behaviour import Recent
from app.domain.detectors.reading import Reading
from app.domain.place import Place
from app.domain.policies.rules import Rules
from app.domain.signal import Signal
from app.domain.stolen import SOURCES

REACH = timedelta(seconds=60)
"""How far apart copies of one burst are: it is over in seconds, or people would notice."""


def copies_of(reading: Reading, rules: Rules, signals: Sequence[Signal]) -> tuple[Place, ...]:
    """The copies that have to go too; none unless a rule about stolen accounts is broken."""
    if SOURCES.isdisjoint(signal.source for signal in signals):
        return ()
    found = same_again(reading, max(REACH, rules.burst.window))

    return tuple(Place(channel=one.channel, message=one.message) for one in found)


def same_again(reading: Reading, window: timedelta) -> list[Recent]:
    """What the member wrote within the window with the same words, or the same files."""
    message = reading.message
    since = message.sent_at - window
    return [
        one
        for one in reading.recent or ()
        if since < one.at and one.message != message.id and _is_same(one, reading)
    ]


def _is_same(one: Recent, reading: Reading) -> bool:
    """Where there are files and words, either will do: lures change one of them."""
    if one.attachments and one.attachments == reading.attachments:
        return True

    return bool(one.fingerprint) and one.fingerprint == reading.fingerprint
