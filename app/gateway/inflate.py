"""zlib-stream: one inflate context per connection, with a cap against bombs (GW-15, T-13)."""

import zlib

MAX_INFLATED_BYTES = 64 * 1024 * 1024
_FLUSH = b"\x00\x00\xff\xff"


class MalformedStreamError(ValueError):
    """The compressed stream is broken, or inflates to more than anybody would send."""


class Inflater:
    """Collects the pieces of one message until Discord's flush marker."""

    def __init__(self, limit: int = MAX_INFLATED_BYTES) -> None:
        self._context = zlib.decompressobj()
        self._pieces: list[bytes] = []
        self._tail = b""
        self._size = 0
        self._limit = limit

    def feed(self, data: bytes) -> bytes | None:
        """The whole message once its last piece is there, None before.

        Raises:
            MalformedStreamError: broken or too large; the connection cannot go on.
        """
        try:
            piece = self._context.decompress(data, self._limit - self._size + 1)
        except zlib.error as error:
            raise MalformedStreamError("not a zlib stream") from error
        self._size += len(piece)
        if self._size > self._limit or self._context.unconsumed_tail:
            raise MalformedStreamError("inflates to too much")

        self._pieces.append(piece)
        self._tail = data[-4:] if len(data) >= len(_FLUSH) else (self._tail + data)[-4:]
        if self._tail != _FLUSH:
            return None
        message = piece if len(self._pieces) == 1 else b"".join(self._pieces)
        self._pieces.clear()
        self._size = 0

        return message
