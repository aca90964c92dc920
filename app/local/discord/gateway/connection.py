"""One websocket: reading ops under Discord's limits, writing what its session has."""

import asyncio
import contextlib
import zlib
from collections import deque
from typing import TYPE_CHECKING, Any

import orjson
from aiohttp import WSMsgType, web

from app.local.discord.gateway import codes
from app.local.discord.gateway.compression import Packer
from app.local.discord.gateway.ops import handle
from app.local.discord.gateway.session import Session

if TYPE_CHECKING:
    from app.local.discord.gateway.hub import Hub

MAX_PAYLOAD = 4096
MINUTE = 60.0


class Connection:
    """The life of one socket, from hello to close."""

    def __init__(
        self, hub: "Hub", socket: web.WebSocketResponse, packer: Packer, url: str, number: int
    ) -> None:
        self.hub = hub
        self.number = number
        self.resume_url = url
        self.session: Session | None = None
        self.cursor = 0
        self.deaf = hub.disturbances.deaf
        self.drops_acks = hub.disturbances.drop_acks
        self.frozen = False
        self.opened_at = hub.world.now()
        self.last_heartbeat = self.opened_at
        self._socket = socket
        self._packer = packer
        self._lock = asyncio.Lock()
        self._wake = asyncio.Event()
        self._sends: deque[float] = deque()
        self._closed_by_us: int | None = None
        self._aborted = False

    def wake(self) -> None:
        self._wake.set()

    async def run(self) -> None:
        if self.hub.disturbances.reconnects_before_hello():
            await self.send_op(codes.RECONNECT, None)
            await self.close(codes.UNKNOWN_ERROR)
            return
        interval = self.hub.settings.gateway.heartbeat_interval
        await self.send_op(codes.HELLO, {"heartbeat_interval": int(interval * 1000)})
        tasks = [asyncio.create_task(self._write()), asyncio.create_task(self._watch_heartbeat())]
        try:
            await self._read()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._leave()

    async def _read(self) -> None:
        async for message in self._socket:
            if self.frozen:
                continue
            if message.type is not WSMsgType.TEXT and message.type is not WSMsgType.BINARY:
                break
            if not await self._take(message.data):
                break

    async def _take(self, data: str | bytes) -> bool:
        """Judge and handle one payload; False when the socket was closed over it."""
        raw = data.encode() if isinstance(data, str) else data
        if len(raw) > MAX_PAYLOAD:
            return await self.close(codes.DECODE_ERROR)
        if self._sends_too_much():
            return await self.close(codes.RATE_LIMITED)
        try:
            payload = orjson.loads(raw)
        except orjson.JSONDecodeError:
            return await self.close(codes.DECODE_ERROR)
        if not isinstance(payload, dict) or not isinstance(payload.get("op"), int):
            return await self.close(codes.DECODE_ERROR)
        return await handle(self, payload["op"], payload.get("d"))

    def _sends_too_much(self) -> bool:
        now = self.hub.world.now()
        self._sends.append(now)
        while self._sends[0] <= now - MINUTE:
            self._sends.popleft()
        return len(self._sends) > self.hub.settings.gateway.sends_per_minute

    async def _write(self) -> None:
        """Send everything the session has beyond the cursor; wait; again."""
        with contextlib.suppress(ConnectionError, RuntimeError):
            while True:
                await self._wake.wait()
                self._wake.clear()
                session = self.session
                while session and self.cursor < session.seq and not self.deaf:
                    if not session.can_replay_after(self.cursor):
                        self.hub.journal.note("too_slow", connection=self.number)
                        await self.close(codes.UNKNOWN_ERROR)
                        return
                    self.cursor += 1
                    if (frame := session.frame(self.cursor)) is not None:
                        await self.send_raw(frame)

    async def _watch_heartbeat(self) -> None:
        settings = self.hub.settings.gateway
        allowed = settings.heartbeat_interval * settings.heartbeat_grace
        while True:
            await asyncio.sleep(settings.heartbeat_interval / 4)
            silent = self.hub.world.now() - self.last_heartbeat
            if silent > allowed and not self.frozen:
                self.hub.journal.note("heartbeat_missed", connection=self.number, silent=silent)
                await self.close(codes.SESSION_TIMED_OUT)
                return

    async def send_op(self, op: int, data: Any) -> None:
        await self.send_raw(orjson.dumps({"t": None, "s": None, "op": op, "d": data}))

    async def send_raw(self, frame: bytes) -> None:
        async with self._lock:
            packed = self._packer.pack(frame)
            if self._packer.binary:
                await self._socket.send_bytes(packed)
            else:
                await self._socket.send_frame(packed, WSMsgType.TEXT)

    async def send_garbage(self, data: bytes) -> None:
        """Bytes that are no frame at all, past the packer."""
        async with self._lock:
            await self._socket.send_bytes(data)

    async def send_bomb(self, inflated: int) -> None:
        """A small frame that inflates to this many bytes (plain connections get it in full)."""
        filler = b'{"t":"BOMB","s":null,"op":0,"d":"' + b"0" * inflated + b'"}'
        if self._packer.binary:
            filler = zlib.compress(filler)[:-4] + b"\x00\x00\xff\xff"
            await self.send_garbage(filler)
        else:
            await self.send_raw(filler)

    async def close(self, code: int) -> bool:
        """Close from our side; always False, so that readers may return it."""
        if self._closed_by_us is None:
            self._closed_by_us = code
            self.hub.journal.note(
                "closed_by_server", connection=self.number, session=self.session_id, code=code
            )
            with contextlib.suppress(ConnectionError, RuntimeError):
                await self._socket.close(code=code, message=b"")
        return False

    def abort(self, transport: asyncio.BaseTransport | None) -> None:
        """Cut the TCP connection without a word."""
        self._aborted = True
        self.hub.journal.note("aborted", connection=self.number, session=self.session_id)
        if isinstance(transport, asyncio.WriteTransport):
            transport.abort()

    @property
    def session_id(self) -> str | None:
        return self.session.id if self.session else None

    def _leave(self) -> None:
        code = self._socket.close_code
        ours = self._closed_by_us
        if ours is None and not self._aborted:
            self.hub.journal.note(
                "closed_by_client", connection=self.number, session=self.session_id, code=code
            )
        if self.session:
            by_client = ours is None and code in codes.CLIENT_CLOSE_ENDS_SESSION
            ended = by_client or ours in codes.SERVER_CLOSE_ENDS_SESSION
            self.hub.detach(self.session, self, ended=ended)
