"""The envelope: written by the gateway, read by `moderate`."""

import json
from typing import Any

import msgspec
import pytest

from app.discord import ascii_json, envelope
from app.discord.envelope import MalformedEnvelopeError, decode, event_json, seal


def body(*events: bytes) -> str:
    return seal(
        identity="0:abc:5", guild="7", shard=0, source="gateway", sent=99, events=list(events)
    )


def event(payload: Any, sequence: int = 5) -> bytes:
    return event_json(
        sequence=sequence, name="MESSAGE_CREATE", at=98, payload=ascii_json.dumps(payload)
    )


def test_what_is_sealed_can_be_read() -> None:
    read = decode(body(event({"content": "hi"}), event({"content": "you"}, 6)))

    assert (read.id, read.guild, read.shard, read.source, read.sent) == (
        "0:abc:5",
        "7",
        0,
        "gateway",
        99,
    )
    assert [(one.s, one.t, one.at) for one in read.events] == [
        (5, "MESSAGE_CREATE", 98),
        (6, "MESSAGE_CREATE", 98),
    ]
    assert read.events[0].payload() == {"content": "hi"}


def test_half_characters_survive_the_way() -> None:
    """AW-3"""
    sealed = body(event({"content": "a\ud800\ufffe"}), event({"content": "b"}))

    assert sealed.isascii()
    assert [one.payload()["content"] for one in decode(sealed).events] == ["a\ud800\ufffe", "b"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "null",
        "not json",
        '{"v":1}',
        body().replace('"v":1', '"v":2'),
        body().replace('"gateway"', '"elsewhere"'),
        body().replace('"7"', "7"),
        body(b'{"s":1}'),
        body(b'"\\ud800"'),
        body(b"{}", b'{"d":"\\ud800"}'),
        "[" * 100_000,
    ],
)
def test_anything_else_is_no_envelope(text: str) -> None:
    with pytest.raises(MalformedEnvelopeError):
        decode(text)


def test_an_event_with_a_broken_payload_says_so_on_its_own() -> None:
    """T-14: its neighbours stay readable."""
    deep = b"[" * 50_000 + b"]" * 50_000
    broken = envelope.Event(s=1, t="X", at=1, d=msgspec.Raw(deep))

    with pytest.raises(ValueError, match="nested"):
        broken.payload()


@pytest.mark.parametrize("text", ["", "abc", "é", "\x7f", "я😀\ufffe\ud800", "a\u2028b" * 100])
def test_ascii_json_means_the_same(text: str) -> None:
    raw = json.dumps({"x": text, "я": [text]}, ensure_ascii=False).encode("utf-8", "surrogatepass")

    ascii_only = ascii_json.ascii_json(raw)

    assert ascii_only.isascii()
    assert b"\x7f" not in ascii_only
    assert json.loads(ascii_only) == {"x": text, "я": [text]}
