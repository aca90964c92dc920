"""Pieces of a message that fit the model, and packs of pieces that are scored in one run."""

from collections.abc import Iterator, Sequence


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


def packs(pieces: Sequence[Sequence[int]], slots: int) -> Iterator[Sequence[Sequence[int]]]:
    """The pieces in their order, in as few packs as `slots` allow, all but equally many in each.

    Every pack costs a full reading of the weights: a window alone takes half as long again as one
    among seven others.
    """
    count = -(-len(pieces) // slots)
    for at in range(count):
        yield pieces[at * len(pieces) // count : (at + 1) * len(pieces) // count]
