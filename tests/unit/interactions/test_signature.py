import json
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.signing import SigningKey

from app.interactions.endpoint import MAX_BODY, InteractionEndpoint
from app.interactions.signature import Verifier
from tests.door import KEY, payload, public_key, signed
from tests.unit.interactions.doorstep import NOW, Untouchable, an_endpoint

NEXT_KEY = SigningKey(b"\x08" * 32)
STRANGER = SigningKey(b"\x09" * 32)
PING = json.dumps(payload(1)).encode()
ENDPOINT = an_endpoint(routes=(), replies=Untouchable())


def status(body: bytes, signature: str | None, timestamp: str | None) -> int:
    reply = ENDPOINT.handle(body, signature, timestamp)
    assert reply.body == b"{}" or reply.status == 200
    return reply.status


def test_a_ping_is_answered() -> None:
    """IN-3: exact bytes and header."""
    reply = ENDPOINT.handle(*signed(PING, at=NOW))

    assert (reply.status, reply.body) == (200, b'{"type":1}')
    assert reply.headers == {"content-type": "application/json"}


def test_a_ping_with_a_bad_signature_is_not() -> None:
    """IN-3."""
    body, _, timestamp = signed(PING, at=NOW)

    assert status(body, "00" * 64, timestamp) == 401


@pytest.mark.parametrize(
    "body",
    [
        b'  {"type" : 1}\n',
        '{"type":1,"x":"\u00e9\u2028"}'.encode(),
        b'{"type":2,"type":1}',
        b'{"type":1,"x":"\\ud800"}',
    ],
)
def test_the_body_is_verified_as_it_came(body: bytes) -> None:
    """IN-1: odd white space, unicode, a key twice: never re-serialised."""
    assert status(*signed(body, at=NOW)) == 200


BODY, SIGNATURE, TIMESTAMP = signed(PING, at=NOW)


@pytest.mark.parametrize(
    ("signature", "timestamp"),
    [
        (None, TIMESTAMP),
        (SIGNATURE, None),
        (None, None),
        ("", TIMESTAMP),
        (SIGNATURE, ""),
        (SIGNATURE[:-1], TIMESTAMP),
        (SIGNATURE + "0", TIMESTAMP),
        ("g" * 128, TIMESTAMP),
        ("\uff10" * 128, TIMESTAMP),
        ("0x" + SIGNATURE[2:], TIMESTAMP),
        (" " + SIGNATURE[1:], TIMESTAMP),
        (SIGNATURE + "," + SIGNATURE, TIMESTAMP),
        (SIGNATURE, TIMESTAMP + "," + TIMESTAMP),
        (SIGNATURE, TIMESTAMP + "\n"),
        (SIGNATURE, "+" + TIMESTAMP),
        (SIGNATURE, "-1"),
        (SIGNATURE, "1e9"),
        (SIGNATURE, "9" * 40),
        (SIGNATURE, "\u0661\u0662"),
        ("\x00" * 128, TIMESTAMP),
    ],
)
def test_a_malformed_header_is_unsigned(signature: str | None, timestamp: str | None) -> None:
    """IN-2: missing, short, non-hex, doubled: 401, and nothing is done."""
    assert status(BODY, signature, timestamp) == 401


@pytest.mark.parametrize("body", [b"", b"{}", b"null", PING + b" ", PING[:-1]])
def test_another_body_than_the_signed_one_is_unsigned(body: bytes) -> None:
    assert status(body, SIGNATURE, TIMESTAMP) == 401


@settings(max_examples=300)
@given(st.integers(0, 511))
def test_one_flipped_bit_of_the_signature_is_enough(bit: int) -> None:
    """IN-2, G-7."""
    raw = bytearray.fromhex(SIGNATURE)
    raw[bit // 8] ^= 1 << bit % 8

    assert status(BODY, raw.hex(), TIMESTAMP) == 401


@settings(max_examples=200)
@given(st.integers(0, len(PING) * 8 - 1))
def test_one_flipped_bit_of_the_body_is_enough(bit: int) -> None:
    body = bytearray(BODY)
    body[bit // 8] ^= 1 << bit % 8

    assert status(bytes(body), SIGNATURE, TIMESTAMP) == 401


@settings(max_examples=300)
@given(st.binary(max_size=400), st.text(max_size=150), st.text(max_size=20))
def test_nothing_made_up_passes(body: bytes, signature: str, timestamp: str) -> None:
    """IN-2, G-7: always 401, never an exception."""
    assert status(body, signature, timestamp) == 401


def test_a_stranger_cannot_sign() -> None:
    assert status(*signed(PING, at=NOW, key=STRANGER)) == 401


def test_a_body_that_is_too_long_is_unsigned_however_it_was_signed() -> None:
    assert status(*signed(b" " * (MAX_BODY + 1), at=NOW)) == 401


def test_two_keys_are_accepted_while_they_are_changed() -> None:
    """T-1: rotation."""
    both: InteractionEndpoint = an_endpoint(keys=(KEY, NEXT_KEY))

    for key, expected in ((KEY, 200), (NEXT_KEY, 200), (STRANGER, 401)):
        assert both.handle(*signed(PING, at=NOW, key=key)).status == expected


@pytest.mark.parametrize(
    ("skew", "expected"),
    [(0, 200), (299, 200), (-299, 200), (301, 401), (-301, 401), (86_400, 401)],
)
def test_only_five_minutes_either_way_are_believed(skew: int, expected: int) -> None:
    """T-2, IN-18."""
    assert status(*signed(PING, at=NOW + timedelta(seconds=skew))) == expected


@pytest.mark.parametrize("keys", [[], ["zz" * 32], ["ab" * 31], ["ab" * 33], [""]])
def test_a_public_key_that_is_none_stops_the_start(keys: list[str]) -> None:
    """T-1: fail closed."""
    with pytest.raises(ValueError, match="public key"):
        Verifier(keys)


def test_capital_digits_are_the_same_signature() -> None:
    assert status(BODY, SIGNATURE.upper(), TIMESTAMP) == 200
    assert status(*signed(PING, at=NOW)) == 200
    assert public_key().upper() != public_key()
