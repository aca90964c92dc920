"""GW-15, T-13: zlib-stream."""

import tracemalloc
import zlib

import pytest

from app.gateway.inflate import Inflater, MalformedStreamError


def stream(*messages: bytes) -> list[bytes]:
    packer = zlib.compressobj()
    return [packer.compress(message) + packer.flush(zlib.Z_SYNC_FLUSH) for message in messages]


def test_messages_share_one_context() -> None:
    inflater = Inflater()
    messages = [b'{"n":%d}' % number * 50 for number in range(20)]

    assert [inflater.feed(piece) for piece in stream(*messages)] == messages


def test_a_message_may_be_split_at_every_byte() -> None:
    first, second = stream(b"first message", b"second message")
    for cut in range(1, len(first)):
        inflater = Inflater()
        assert inflater.feed(first[:cut]) is None
        assert inflater.feed(first[cut:]) == b"first message"
        assert inflater.feed(second) == b"second message"


def test_a_message_may_come_byte_by_byte() -> None:
    (data,) = stream(b"a message")
    inflater = Inflater()
    got = [inflater.feed(data[place : place + 1]) for place in range(len(data))]

    assert got[-1] == b"a message"
    assert set(got[:-1]) == {None}


def test_a_bomb_is_not_inflated() -> None:
    (bomb,) = stream(b"0" * 50_000_000)
    assert len(bomb) < 100_000

    inflater = Inflater(limit=1_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(MalformedStreamError):
            inflater.feed(bomb)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


def test_a_bomb_in_pieces_is_not_inflated_either() -> None:
    packer = zlib.compressobj()
    inflater = Inflater(limit=1_000_000)
    assert (
        inflater.feed(packer.compress(b"0" * 900_000) + packer.flush(zlib.Z_PARTIAL_FLUSH)) is None
    )
    second = packer.compress(b"0" * 900_000) + packer.flush(zlib.Z_PARTIAL_FLUSH)

    with pytest.raises(MalformedStreamError):
        inflater.feed(second)


def test_what_fits_exactly_passes() -> None:
    (data,) = stream(b"0" * 1000)

    assert Inflater(limit=1000).feed(data) == b"0" * 1000


@pytest.mark.parametrize("garbage", [b"", b"garbage", b"\x00" * 9, b"{}", b"\x78\x9cgarbage"])
def test_garbage_is_told_apart(garbage: bytes) -> None:
    inflater = Inflater()
    try:
        assert inflater.feed(garbage) is None
    except MalformedStreamError:
        return
    with pytest.raises(MalformedStreamError):
        inflater.feed(b"more garbage \xff\xff\xff\xff" * 3)
