"""A bare gateway client for tests: every frame is sent and seen as it is."""

import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.fake_discord import RunningFake
from tests.patience import PATIENCE

INTENTS = 3179015


class Socket:
    """One connection: `op` and `event` wait for what is named and keep what came before."""

    def __init__(self, connection: ClientConnection, token: str, *, inflate: bool) -> None:
        self.connection = connection
        self.token = token
        self.seq: int | None = None
        self.session_id = ""
        self.seen: list[dict[str, Any]] = []
        self._context = zlib.decompressobj() if inflate else None

    def send(self, op: int, data: Any = None) -> None:
        self.connection.send(json.dumps({"op": op, "d": data}))

    def frame(self, wait: float = PATIENCE) -> dict[str, Any]:
        raw = self.connection.recv(wait)
        if self._context is not None:
            assert isinstance(raw, bytes)
            raw = self._context.decompress(raw)
        frame: dict[str, Any] = json.loads(raw)
        self.seen.append(frame)
        if frame.get("s") is not None:
            self.seq = frame["s"]
        return frame

    def op(self, wanted: int) -> Any:
        while (frame := self.frame())["op"] != wanted:
            pass
        return frame["d"]

    def event(self, name: str) -> dict[str, Any]:
        while (frame := self.frame())["t"] != name:
            pass
        data: dict[str, Any] = frame["d"]
        return data

    def identify(self, **changes: Any) -> dict[str, Any]:
        self.send(2, {"token": self.token, "intents": INTENTS, "properties": {}} | changes)
        ready = self.event("READY")
        self.session_id = ready["session_id"]
        return ready

    def resume(self, session_id: str, seq: int) -> None:
        self.send(6, {"token": self.token, "session_id": session_id, "seq": seq})

    def close_code(self) -> int:
        """Read to the end; the code the server closed with."""
        with suppress(ConnectionClosed):
            while True:
                self.frame()
        code = self.connection.close_code
        assert code is not None
        return code


@contextmanager
def socket(
    fake: RunningFake, *, path: str = "/gateway", query: str = "v=10&encoding=json"
) -> Iterator[Socket]:
    url = f"{fake.url.replace('http', 'ws', 1)}{path}/?{query}"
    with connect(url, compression=None, max_size=None, close_timeout=1) as connection:
        yield Socket(connection, fake.token, inflate="zlib" in query)


@contextmanager
def identified(fake: RunningFake, **changes: Any) -> Iterator[Socket]:
    """A connection past READY and GUILD_CREATE."""
    with socket(fake) as made:
        made.op(10)
        ready = made.identify(**changes)
        for _ in ready["guilds"]:
            made.event("GUILD_CREATE")
        yield made
