"""The envelope: many gateway events of one guild in one queue message, as ASCII JSON.

The events' payloads (`d`) stay as Discord wrote them; whoever reads the envelope decodes each on
its own, so that one malformed event does not hurt its neighbours.
"""

from typing import Any, Literal

import msgspec

from app.discord import ascii_json

VERSION = 1
MAX_BYTES = 48 * 1024
Source = Literal["gateway", "backfill"]


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One dispatch: sequence, name, when it was received (epoch ms) and the raw payload."""

    s: int
    t: str
    at: int
    d: msgspec.Raw

    def payload(self) -> Any:
        """The parsed payload.

        Raises:
            ValueError: not JSON.
        """
        return ascii_json.loads(bytes(self.d))


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """Events of one guild, in the order in which the gateway got them."""

    v: Literal[1]
    id: str
    guild: str
    shard: int
    source: Source
    sent: int
    events: list[Event]


class MalformedEnvelopeError(ValueError):
    """A queue message that is no envelope."""


def decode(body: str | bytes) -> Envelope:
    """Read a queue message.

    Raises:
        MalformedEnvelopeError: it is no envelope of a version known here.
    """
    try:
        return msgspec.json.decode(body, type=Envelope)
    except msgspec.ValidationError as error:
        raise MalformedEnvelopeError(str(error)) from error
    except (msgspec.DecodeError, RecursionError):
        return _decode_leniently(body)


def event_json(*, sequence: int, name: str, at: int, payload: bytes) -> bytes:
    """One event, ready to be joined; `payload` must be ASCII JSON."""
    return b'{"s":%d,"t":"%b","at":%d,"d":%b}' % (sequence, name.encode("ascii"), at, payload)


def seal(
    *, identity: str, guild: str, shard: int, source: Source, sent: int, events: list[bytes]
) -> str:
    """The body of one queue message from events made by `event_json`."""
    head = f'{{"v":1,"id":"{identity}","guild":"{guild}","shard":{shard},"source":"{source}"'

    return f'{head},"sent":{sent},"events":[{b",".join(events).decode("ascii")}]}}'


def _decode_leniently(body: str | bytes) -> Envelope:
    """Lone surrogates are valid JSON escapes, but msgspec does not even skip over them."""
    try:
        document = ascii_json.loads(body)
        for event in document["events"]:
            event["d"] = msgspec.Raw(ascii_json.dumps(event["d"]))
        return msgspec.convert(document, Envelope)
    except (ValueError, LookupError, TypeError) as error:
        raise MalformedEnvelopeError(str(error)[:200]) from error
