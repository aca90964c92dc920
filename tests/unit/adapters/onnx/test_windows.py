"""Windows cover every token of a long message; packs are as few as can be."""

from hypothesis import given
from hypothesis import strategies as st

from app.adapters.onnx.windows import packs, windows_of

FIRST, LAST = 101, 102


def framed(tokens: list[int], window: int, stride: int) -> list[list[int]]:
    return windows_of(tokens, window=window, stride=stride, first=FIRST, last=LAST)


@given(st.integers(0, 1500), st.integers(4, 96), st.data())
def test_windows_cover_every_token_in_order_and_fit(
    count: int, window: int, data: st.DataObject
) -> None:
    stride = data.draw(st.integers(1, window - 2))
    tokens = list(range(1000, 1000 + count))
    pieces = framed(tokens, window, stride)
    assert all(3 - (not count) <= len(piece) <= window for piece in pieces)
    assert all(piece[0] == FIRST and piece[-1] == LAST for piece in pieces)
    assert sorted({token for piece in pieces for token in piece[1:-1]}) == tokens


def test_a_short_message_is_one_window() -> None:
    assert framed([7, 8], 96, 64) == [[FIRST, 7, 8, LAST]]


def test_no_window_repeats_only_what_the_one_before_has_read() -> None:
    pieces = framed(list(range(94)), 96, 64)
    assert len(pieces) == 1
    assert len(framed(list(range(95)), 96, 64)) == 2


@given(st.integers(0, 60), st.integers(1, 12))
def test_packs_hold_every_piece_in_order_and_none_is_much_smaller(count: int, slots: int) -> None:
    pieces = [[at] for at in range(count)]
    found = [list(pack) for pack in packs(pieces, slots)]
    assert [piece for pack in found for piece in pack] == pieces
    assert len(found) == -(-count // slots)
    sizes = {len(pack) for pack in found}
    assert all(0 < size <= slots for size in sizes)
    assert not sizes or max(sizes) - min(sizes) <= 1
