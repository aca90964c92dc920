"""Pace: how long to wait before a guild's conduct is counted again.

Counting writes one record for each member who was active since the last time. A busy guild can be
counted often, since each of its members wrote much; a quiet one seldom, since waiting lets messages
gather. So the pause doubles while counting costs more than its share, and halves while it costs
less. The share: 0.05 writes a message, a quarter of the 0.2 that all records of a clean message may
cost.
"""

from datetime import timedelta

SHARE = 0.05
SHORTEST = timedelta(minutes=15)
LONGEST = timedelta(hours=24)
FIRST = timedelta(hours=1)
"""The pause of a guild nothing is known of yet."""


def next_pause(pause: timedelta, *, messages: int, writes: int) -> timedelta:
    """The pause after a counting that found `messages` new ones and wrote `writes` records."""
    changed = pause * 2 if writes > SHARE * messages or not messages else pause / 2
    return max(SHORTEST, min(LONGEST, changed))
