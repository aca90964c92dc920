"""Evidence pages: what clean messages were judged on, compressed; scores only, never text."""

import zlib

from pydantic import TypeAdapter

from app.ports.records import Judged

_LIST = TypeAdapter(list[Judged])


def packed(judged: list[Judged]) -> bytes:
    """A page's bytes."""
    return zlib.compress(_LIST.dump_json(judged), level=6)


def unpacked(page: bytes) -> list[Judged]:
    """What is on a page.

    Raises:
        zlib.error, pydantic.ValidationError: it is no page.
    """
    return _LIST.validate_json(zlib.decompress(page))
