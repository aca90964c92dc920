"""Echoes: nearly the same words from different newcomers, in whatever channels (ST-041, ST-042)."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.ids import MessageId, UserId
from app.domain.letters.similarity import ALIKE, NO_SHAPE
from app.domain.raids.scene import Voice

NEWEST = 40
"""Messages around which an echo is looked for, the newest: the older ones were looked at when they
were new, and the work stays bounded."""
OVERWHELMING = 3
"""An echo that many times as large as asked for is one whatever else is said: raiders cannot hide
it behind chatter of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chorus:
    """Members who say one thing, and when the last of them did."""

    users: frozenset[UserId] = frozenset()
    messages: frozenset[MessageId] = frozenset()
    at: datetime | None = None

    @property
    def size(self) -> int:
        return len(self.users)


def echo_of(voices: Iterable[Voice], *, window: timedelta, share: float, least: int) -> Chorus:
    """The largest echo; an empty one when nothing counts, or less than half of what is asked for.

    An echo counts when it makes up at least `share` of those who speak in its window, when its
    words are heated or a lure, or when it is overwhelming.

    Args:
        voices: of newcomers, in any order, also more than once.
        window: how far apart its first and last message may be.
        share: of the newcomers who speak in the window.
        least: how many members are asked for, to tell what is overwhelming.
    """
    ordered = _in_order(voices)
    best = Chorus()
    for centre in ordered[-NEWEST:]:
        if not _tells(centre):
            continue
        near = _within(centre, ordered, window)
        chorus = _chorus(one for one in near if _same(centre, one))
        if 2 * chorus.size > least and _order(chorus) > _order(best):
            crowd = len({one.user for one in near})
            if _counts(chorus.size, crowd, share, least) or _is_hostile(chorus, near):
                best = chorus

    return best


def outburst_of(voices: Iterable[Voice], *, window: timedelta, share: float, least: int) -> Chorus:
    """Newcomers with heated words in one window, whatever the words (ST-042)."""
    ordered = _in_order(voices)
    best = Chorus()
    for centre in ordered[-NEWEST:]:
        if not centre.is_heated:
            continue
        near = _within(centre, ordered, window)
        heated = _chorus(one for one in near if one.is_heated)
        if 2 * heated.size > least and _order(heated) > _order(best):
            crowd = len({one.user for one in near})
            best = heated if _counts(heated.size, crowd, share, least) else best

    return best


def _in_order(voices: Iterable[Voice]) -> list[Voice]:
    """Each once, oldest first."""
    return sorted(set(voices), key=lambda one: (one.at, one.message))


def _counts(size: int, crowd: int, share: float, least: int) -> bool:
    """Whether so many of a crowd are more than what a lively crowd has in common."""
    return size >= OVERWHELMING * least or size >= share * crowd


def _within(centre: Voice, ordered: Sequence[Voice], window: timedelta) -> Sequence[Voice]:
    """What was said in the window that ends with the centre."""
    start = bisect_right(ordered, centre.at - window, key=lambda one: one.at)
    end = bisect_right(ordered, centre.at, key=lambda one: one.at)

    return ordered[start:end]


def _chorus(voices: Iterable[Voice]) -> Chorus:
    """Who says so, and when; somebody does."""
    every = tuple(voices)

    return Chorus(
        users=frozenset(one.user for one in every),
        messages=frozenset(one.message for one in every),
        at=max(one.at for one in every),
    )


def _tells(voice: Voice) -> bool:
    """Whether saying the same can be no accident: enough words, or few that are hostile."""
    return voice.shape != NO_SHAPE or (voice.fingerprint != "" and (voice.is_heated or voice.lure))


def _same(a: Voice, b: Voice) -> bool:
    if a.fingerprint and a.fingerprint == b.fingerprint:
        return True

    return NO_SHAPE not in (a.shape, b.shape) and (a.shape ^ b.shape).bit_count() <= ALIKE


def _is_hostile(chorus: Chorus, near: Iterable[Voice]) -> bool:
    """Whether most of its messages are heated, or a lure."""
    own = [one for one in near if one.message in chorus.messages]

    return sum(one.is_heated or one.lure for one in own) * 2 > len(own)


def _order(chorus: Chorus) -> tuple[int, int, list[int]]:
    """Larger is larger; of equal ones the newest messages, so that there is one answer."""
    return chorus.size, len(chorus.messages), sorted(chorus.messages, reverse=True)
