"""Evidence pages: what clean messages were judged on, compressed; scores only, never text.

JSON, read straight into the domain's values: older pages have fewer fields and are read with the
defaults of what was added since, newer ones may have fields that are passed over.
"""

import zlib
from collections.abc import Sequence

from msgspec.json import Decoder, Encoder

from app.ports.records import Judged

_encoder = Encoder()
_decoder = Decoder(list[Judged])
LEVEL = 6
"""A page of 50 messages takes a fifteenth of its JSON; a higher level only takes longer."""


def packed(judged: Sequence[Judged]) -> bytes:
    """A page's bytes."""
    return zlib.compress(_encoder.encode(judged), level=LEVEL)


def unpacked(page: bytes) -> list[Judged]:
    """What is on a page.

    Raises:
        zlib.error, msgspec.DecodeError: it is no page.
    """
    return _decoder.decode(zlib.decompress(page))
