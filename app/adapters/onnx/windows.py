"""Pieces of a message that fit the model, and batches of pieces that are equally long.

Pieces of one length are scored together, so nothing is ever padded and a message cannot be
touched by the length of its neighbours.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

TOKENS_PER_BATCH = 2048


def windows_of(
    tokens: Sequence[int], *, window: int, stride: int, first: int, last: int
) -> list[list[int]]:
    """Overlapping windows that cover all tokens, each framed by `first` and `last`."""
    room = window - 2
    starts = range(0, max(len(tokens) - room, 0) + stride, stride) if len(tokens) > room else (0,)
    ends_reached = False
    pieces = []
    for start in starts:
        if ends_reached:
            break
        pieces.append([first, *tokens[start : start + room], last])
        ends_reached = start + room >= len(tokens)
    return pieces


def equal_lengths(pieces: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Places of pieces that have the same length, at most TOKENS_PER_BATCH tokens together."""
    places: dict[int, list[int]] = defaultdict(list)
    for place, piece in enumerate(pieces):
        places[len(piece)].append(place)
    for length, group in places.items():
        size = max(1, TOKENS_PER_BATCH // length)
        for start in range(0, len(group), size):
            yield group[start : start + size]
