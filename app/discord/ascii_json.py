"""JSON text that survives every queue: the same document with nothing but ASCII in it.

SQS refuses some code points (U+FFFE, lone surrogates, ...) that Discord's users can send.
"""

import json
import re
from json.encoder import encode_basestring_ascii
from typing import Any, NoReturn

import msgspec

# Outside its strings a JSON document is ASCII, so whatever is not stands inside a string.
_FOREIGN = re.compile("[^\x00-\x7e]+")


def ascii_json(document: bytes) -> bytes:
    """The same JSON document, its non-ASCII characters as escapes."""
    if document.isascii() and b"\x7f" not in document:
        return document

    try:
        text = document.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        text = document.decode("utf-8", "replace")

    return _FOREIGN.sub(lambda run: _escapes(run.group()), text).encode("ascii")


def loads(document: bytes | str) -> Any:
    """Parse what msgspec parses and the lone surrogates that it refuses.

    Raises:
        ValueError: not JSON, or nested too deeply.
    """
    try:
        return msgspec.json.decode(document)
    except (msgspec.DecodeError, RecursionError):
        return _loads_leniently(document)


def dumps(value: Any) -> bytes:
    """Compact ASCII JSON."""
    return json.dumps(value, separators=(",", ":"), allow_nan=False).encode("ascii")


def _escapes(run: str) -> str:
    return "".join(
        "\\u007f" if character == "\x7f" else encode_basestring_ascii(character)[1:-1]
        for character in run
    )


def _loads_leniently(document: bytes | str) -> Any:
    try:
        return json.loads(document, parse_constant=_refuse_constant)
    except RecursionError as error:
        raise ValueError("JSON is nested too deeply") from error


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
