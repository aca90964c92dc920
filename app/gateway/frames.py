"""Gateway frames: what Discord sends, decoded just far enough, and what we send."""

from enum import IntEnum

import msgspec

from app.discord import ascii_json

MAX_OUTGOING_BYTES = 4096


class Op(IntEnum):
    """Operation codes of Discord's gateway that we know; others are ignored."""

    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    RESUME = 6
    RECONNECT = 7
    INVALID_SESSION = 9
    HELLO = 10
    HEARTBEAT_ACK = 11


class Frame(msgspec.Struct, gc=False):
    """One frame; the payload is kept as the bytes that came."""

    op: int
    d: msgspec.Raw = msgspec.Raw(b"null")
    s: int | None = None
    t: str | None = None


# Compared once per event: a plain number costs a fifth of an enum member.
DISPATCH = int(Op.DISPATCH)


class MalformedFrameError(ValueError):
    """Bytes that are no gateway frame."""


_DECODER = msgspec.json.Decoder(Frame)


def decode(message: bytes) -> Frame:
    """Read a frame.

    Raises:
        MalformedFrameError: not JSON, nested too deeply, or no frame.
    """
    try:
        return _DECODER.decode(message)
    except msgspec.ValidationError as error:
        raise MalformedFrameError(str(error)) from error
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return _decode_leniently(message)


def heartbeat(sequence: int | None) -> bytes:
    return b'{"op":1,"d":%b}' % (b"null" if sequence is None else b"%d" % sequence)


def identify(*, token: str, intents: int, shard: tuple[int, int]) -> bytes:
    properties = {"os": "linux", "browser": "tribune", "device": "tribune"}
    payload = {
        "token": token,
        "intents": intents,
        "shard": shard,
        "properties": properties,
        "compress": False,
        "large_threshold": 50,
    }

    return msgspec.json.encode({"op": Op.IDENTIFY, "d": payload})


def resume(*, token: str, session_id: str, sequence: int) -> bytes:
    payload = {"token": token, "session_id": session_id, "seq": sequence}

    return msgspec.json.encode({"op": Op.RESUME, "d": payload})


def _decode_leniently(message: bytes) -> Frame:
    """Lone surrogates are valid JSON escapes, but msgspec does not even skip over them."""
    try:
        document = ascii_json.loads(message)
        payload = msgspec.Raw(ascii_json.dumps(document.pop("d", None)))
        frame = msgspec.convert(document, Frame)
    except (ValueError, AttributeError, TypeError, RecursionError) as error:
        raise MalformedFrameError(type(error).__name__) from error
    frame.d = payload

    return frame
