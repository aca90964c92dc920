"""Which events reach the queue, and in which shape."""

import json
from typing import Any

import pytest

from app.gateway import forwarding
from app.gateway.forwarding import FORWARDED, MAX_EVENT_BYTES, Forward, UnusableEventError
from app.gateway.frames import Frame, MalformedFrameError, decode

OWN = frozenset({"55"})


def frame(name: str, payload: Any) -> Frame:
    return decode(json.dumps({"op": 0, "s": 2, "t": name, "d": payload}).encode())


def forward(name: str, payload: Any) -> list[Forward]:
    return list(forwarding.forwards(frame(name, payload), own_ids=OWN))


@pytest.mark.parametrize("name", sorted(FORWARDED))
def test_every_event_that_moderation_needs_is_forwarded(name: str) -> None:
    key = "id" if name in {"GUILD_CREATE", "GUILD_UPDATE", "GUILD_DELETE"} else "guild_id"

    (event,) = forward(name, {key: "123", "x": 1} | ({} if key == "id" else {"id": "9"}))

    assert (event.guild, event.name) == ("123", name)


@pytest.mark.parametrize("name", ["PRESENCE_UPDATE", "TYPING_START", "VOICE_STATE_UPDATE", "NEW"])
def test_other_events_are_not(name: str) -> None:
    """T-13: unknown events are ignored."""
    assert forward(name, {"guild_id": "1"}) == []


def test_a_payload_stays_as_discord_wrote_it() -> None:
    raw = b'{"op":0,"s":2,"t":"MESSAGE_CREATE","d":{"b" : 1,"guild_id":"7","a":[1.50,{}]}}'

    (event,) = forwarding.forwards(decode(raw), own_ids=OWN)

    assert event.payload == b'{"b" : 1,"guild_id":"7","a":[1.50,{}]}'


def test_direct_messages_are_left_out() -> None:
    assert forward("MESSAGE_CREATE", {"id": "1", "content": "hi"}) == []


NASTY = {
    "cyrillic": "привет",
    "astral": "😀",
    "noncharacter": "\ufffe\uffff",
    "lone surrogate": "\ud800 x \udfff",
    "controls": "\x00\x01\x1f\x7f",
    "separators": "\u2028\u2029",
    "quotes": '"\\\\"',
}


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
@pytest.mark.parametrize("escaped", [True, False])
def test_any_text_gets_through_as_ascii(text: str, escaped: bool) -> None:  # noqa: FBT001
    """AW-3: SQS refuses some characters, Discord's users send them."""
    payload = {"op": 0, "s": 2, "t": "MESSAGE_CREATE", "d": {"guild_id": "7", "content": text}}
    raw = json.dumps(payload, ensure_ascii=escaped).encode("utf-8", "surrogatepass")

    (event,) = forwarding.forwards(decode(raw), own_ids=OWN)

    assert event.payload.isascii()
    assert all(0x20 <= byte <= 0x7E for byte in event.payload)
    assert json.loads(event.payload)["content"] == text


def test_bytes_that_are_no_utf_8_do_not_stop_the_stream() -> None:
    raw = b'{"op":0,"s":2,"t":"MESSAGE_CREATE","d":{"guild_id":"7","content":"a\xff\xfeb"}}'

    (event,) = forwarding.forwards(decode(raw), own_ids=OWN)

    assert json.loads(event.payload)["content"] == "a\ufffd\ufffdb"


@pytest.mark.parametrize(
    "payload",
    [
        [],
        "text",
        7,
        {"guild_id": 7},
        {"guild_id": ["7"]},
        {"guild_id": '7","x":"'},
        {"guild_id": "٣"},
        {"guild_id": "1" * 21},
        {"guild_id": ""},
        {"guild_id": "-1"},
        {"guild_id": {"a": "\ud800"}},
    ],
)
def test_a_guild_that_is_no_id_makes_an_event_unusable(payload: Any) -> None:
    """T-13, RS-7: it would be written into the envelope and the queue's group."""
    with pytest.raises(UnusableEventError):
        forward("MESSAGE_CREATE", payload)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b"null",
        b"{",
        b'{"op":"0"}',
        b'{"op":1.5}',
        b'{"s":1}',
        b'{"op":0,"s":"1"}',
        b'{"op":0,"t":7}',
        b"\xff\xfe",
        b'{"op":0,"d":' + b"[" * 200_000,
        b'{"op":0,"d":' + b"[" * 200_000 + b"]" * 200_000 + b"}",
        b'{"op":0,"d":NaN}',
        b'{"op":0,"d":{"a":"\\ud800"},"s":[]}',
        b'{"op":' + b"9" * 5000 + b"}",
    ],
)
def test_frames_that_are_none_are_told_apart(raw: bytes) -> None:
    """T-13"""
    with pytest.raises(MalformedFrameError):
        decode(raw)


def guild(**fields: Any) -> dict[str, Any]:
    channel = {
        "id": "3",
        "type": 0,
        "name": "general",
        "topic": "long",
        "permission_overwrites": [],
    }
    return {
        "id": "7",
        "name": "Гильдия",
        "owner_id": "1",
        "roles": [{"id": "7", "permissions": "8", "position": 0, "icon": "x", "name": "all"}],
        "channels": [channel],
        "threads": [],
        "emojis": [{"id": "1"}] * 50,
        "presences": [{"user": {"id": "5"}}] * 50,
        "members": [{"user": {"id": "55"}, "roles": ["7"]}, {"user": {"id": "56"}}, {"nick": 1}],
        "member_count": 99,
        "joined_at": "2026-01-01T00:00:00Z",
        "features": ["COMMUNITY"],
        **fields,
    }


def test_a_guild_is_forwarded_without_its_crowds() -> None:
    (event,) = forward("GUILD_CREATE", guild())
    copy = json.loads(event.payload)

    assert copy["members"] == [{"user": {"id": "55"}, "roles": ["7"]}]
    assert not copy.keys() & {"emojis", "presences"}
    assert copy["name"] == "Гильдия"
    assert copy["roles"] == [{"id": "7", "name": "all", "permissions": "8", "position": 0}]
    assert (copy["owner_id"], copy["member_count"], copy["features"]) == ("1", 99, ["COMMUNITY"])
    assert "topic" not in copy["channels"][0]
    assert event.payload.isascii()


def test_a_guild_with_very_many_channels_is_completed_by_channel_events() -> None:
    channels = [
        {"id": str(number), "type": 0, "name": "ы" * 90, "permission_overwrites": [{"id": "1"}]}
        for number in range(500)
    ]
    threads = [{"id": str(number), "type": 11, "name": "т" * 90} for number in range(1000, 1300)]

    events = forward("GUILD_CREATE", guild(channels=channels, threads=threads))

    assert max(len(event.payload) for event in events) <= MAX_EVENT_BYTES
    assert events[0].name == "GUILD_CREATE"
    assert json.loads(events[0].payload)["channels"] == []
    rest = [(event.name, json.loads(event.payload)) for event in events[1:]]
    assert [body["id"] for name, body in rest if name == "CHANNEL_CREATE"] == [
        channel["id"] for channel in channels
    ]
    assert [body["id"] for name, body in rest if name == "THREAD_CREATE"] == [
        thread["id"] for thread in threads
    ]
    assert {body["guild_id"] for _, body in rest} == {"7"}


def test_a_guild_with_half_a_character_in_its_name_is_forwarded() -> None:
    (event,) = forward("GUILD_CREATE", guild(name="a\ud800b"))

    assert json.loads(event.payload)["name"] == "a?b"


def test_a_guild_that_is_none_is_unusable() -> None:
    with pytest.raises(UnusableEventError):
        forward("GUILD_CREATE", {"id": "7", "channels": {"not": "a list"}})


def test_a_message_too_large_for_the_queue_keeps_what_it_is_judged_by() -> None:
    payload = {
        "id": "1",
        "guild_id": "7",
        "channel_id": "2",
        "content": "text",
        "author": {"id": "5"},
        "referenced_message": {"content": "x" * 300_000},
    }

    (event,) = forward("MESSAGE_CREATE", payload)

    assert len(event.payload) <= MAX_EVENT_BYTES
    assert json.loads(event.payload) == {
        "id": "1",
        "guild_id": "7",
        "channel_id": "2",
        "author": {"id": "5"},
        "content": "text",
        "oversized": len(json.dumps(payload).encode()),
    }


def test_a_hostile_giant_shrinks_to_its_ids() -> None:
    payload = {"id": "1", "guild_id": "7", "content": "я" * 300_000, "channel_id": "9" * 999}

    (event,) = forward("MESSAGE_UPDATE", payload)

    copy = json.loads(event.payload)
    assert (copy["id"], copy["guild_id"]) == ("1", "7")
    assert len(event.payload) < 200


def test_a_large_guild_update_is_trimmed_like_a_guild() -> None:
    (event,) = forward("GUILD_UPDATE", guild(emojis=[{"id": "1", "name": "x" * 900}] * 300))

    assert json.loads(event.payload)["owner_id"] == "1"
    assert len(event.payload) < MAX_EVENT_BYTES
