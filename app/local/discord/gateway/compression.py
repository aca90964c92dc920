"""Transport compression: one context for the life of a connection."""

import zlib
from typing import Protocol


class Packer(Protocol):
    """Turns a JSON frame into what goes over the wire."""

    binary: bool

    def pack(self, frame: bytes) -> bytes: ...


class Plain:
    """No compression: a text frame."""

    binary = False

    def pack(self, frame: bytes) -> bytes:
        return frame


class ZlibStream:
    """zlib-stream: every message ends with the sync-flush marker 00 00 ff ff."""

    binary = True

    def __init__(self) -> None:
        self._context = zlib.compressobj(level=1)

    def pack(self, frame: bytes) -> bytes:
        return self._context.compress(frame) + self._context.flush(zlib.Z_SYNC_FLUSH)


def packer_for(compress: str | None) -> Packer | None:
    """The packer a client asked for; None for one this fake does not speak."""
    match compress:
        case None | "":
            return Plain()
        case "zlib-stream":
            return ZlibStream()
        case _:
            return None
