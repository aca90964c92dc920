"""A Discord of a hundred lines for the gateway's own tests: it misbehaves on command.

The faithful stand-in is `app.local.discord`; this one sends what a sane server never would.
"""

import asyncio
import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

EPOCH_MS = 1_420_070_400_000


def _open() -> asyncio.Event:
    event = asyncio.Event()
    event.set()
    return event


@dataclass
class Session:
    """What Discord remembers of a session."""

    name: str
    sent: list[Any] = field(default_factory=list)
    alive: bool = True


@dataclass
class TinyDiscord:
    """Records what the bot did; behaves as its fields say."""

    guilds: int = 1
    heartbeat_ms: int = 41_250
    acks: bool = True
    refuse_resume: bool = False
    deaf: bool = False
    compressed_seen: bool = False
    remaining: int = 1_000
    max_concurrency: int = 16
    mute_content: bool = False
    resume_url: str | None = None
    unauthorized: bool = False
    identify_close: int | None = None
    history_open: asyncio.Event = field(default_factory=_open)
    extra_channels: int = 0
    sessions: dict[str, Session] = field(default_factory=dict)
    identifies: list[dict[str, Any]] = field(default_factory=list)
    resumes: list[tuple[str, int]] = field(default_factory=list)
    beats: list[int | None] = field(default_factory=list)
    closes: list[int | None] = field(default_factory=list)
    history: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    rest_calls: list[str] = field(default_factory=list)
    live: dict[str, ServerConnection] = field(default_factory=dict)
    taken_over: int = 0
    url: str = ""
    _server: Server | None = None
    _next_id: int = 0
    _acking: list[asyncio.Future[None]] = field(default_factory=list)
    _packers: dict[ServerConnection, Any] = field(default_factory=dict)

    async def start(self, port: int = 0) -> None:
        self._server = await serve(
            self._connection,
            "127.0.0.1",
            port,
            compression=None,
            ping_interval=None,
            process_request=self._rest,
        )
        bound = next(iter(self._server.sockets)).getsockname()[1]
        self.url = f"ws://127.0.0.1:{bound}"

    async def stop(self) -> None:
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    @property
    def api(self) -> str:
        return self.url.replace("ws", "http", 1) + "/api/v10"

    @property
    def session(self) -> Session:
        return next(reversed(self.sessions.values()))

    def message(self, number: int, content: str = "hello", *, now_ms: int) -> dict[str, Any]:
        """A message that Discord keeps in its history and has yet to send."""
        self._next_id += 1
        guild = number % self.guilds
        channel = f"9{guild:05d}"
        payload = {
            "id": str(((now_ms - EPOCH_MS) << 22) + self._next_id),
            "channel_id": channel,
            "type": 0,
            "content": content,
            "author": {"id": "77", "username": "someone"},
            "attachments": [],
            "embeds": [],
            "number": number,
        }
        self.history.setdefault(channel, []).append(payload)

        return {**payload, "guild_id": f"8{guild:05d}"}

    async def dispatch(self, name: str, payload: Any) -> None:
        """Send (and remember for a RESUME) one event of the newest session."""
        session = self.session
        event = {"op": 0, "s": len(session.sent) + 1, "t": name, "d": payload}
        session.sent.append(event)
        if not self.deaf and session.name in self.live:
            await self.send(self.live[session.name], event)

    async def send(self, connection: ServerConnection, frame: Any) -> None:
        text = frame if isinstance(frame, (str, bytes)) else json.dumps(frame)
        packer = self._packers.get(connection)
        try:
            if packer is None:
                await connection.send(text)
            else:
                raw = text if isinstance(text, bytes) else text.encode()
                await connection.send(packer.compress(raw) + packer.flush(zlib.Z_SYNC_FLUSH))
        except ConnectionClosed:
            pass

    def is_read(self) -> bool:
        """Whether the other side takes what is sent; if not, it piles up here."""
        transports = [connection.transport for connection in self.live.values()]
        return all(not one.get_write_buffer_size() for one in transports)

    async def everywhere(self, act: Callable[[ServerConnection], Any]) -> None:
        for connection in list(self.live.values()):
            await act(connection)

    def drop(self) -> None:
        """Cut all lines without a word."""
        for connection in self.live.values():
            connection.transport.abort()
        self.live.clear()

    async def _connection(self, connection: ServerConnection) -> None:
        query = parse_qs(urlsplit(connection.request.path).query if connection.request else "")
        if "compress" in query:
            self.compressed_seen = True
            self._packers[connection] = zlib.compressobj()
        await self.send(connection, {"op": 10, "d": {"heartbeat_interval": self.heartbeat_ms}})
        name = None
        try:
            async for text in connection:
                name = await self._frame(connection, json.loads(text)) or name
        except ConnectionClosed:
            pass
        self.closes.append(connection.close_code)
        self._packers.pop(connection, None)
        if name is not None and self.live.get(name) is connection:
            del self.live[name]
        if connection.close_code in (1000, 1001) and name is not None:
            self.sessions[name].alive = False

    async def _frame(self, connection: ServerConnection, frame: dict[str, Any]) -> str | None:
        if frame["op"] == 1:
            self.beats.append(frame["d"])
            if self.acks:
                # Beside the reading: a line that is full one way is still open the other way.
                self._acking.append(asyncio.ensure_future(self.send(connection, {"op": 11})))
        elif frame["op"] == 2:
            return await self._identify(connection, frame["d"])
        elif frame["op"] == 6:
            return await self._resume(connection, frame["d"])
        return None

    async def _identify(self, connection: ServerConnection, asked: dict[str, Any]) -> str | None:
        self.identifies.append(asked)
        if self.identify_close is not None:
            await connection.close(self.identify_close)
            return None
        session = Session(f"session-{len(self.sessions)}")
        self.sessions[session.name] = session
        self.live[session.name] = connection
        guilds = [f"8{number:05d}" for number in range(self.guilds)]
        ready = {
            "v": 10,
            "user": {"id": "55"},
            "application": {"id": "55", "flags": 0},
            "session_id": session.name,
            "resume_gateway_url": self.resume_url or self.url,
            "guilds": [{"id": guild, "unavailable": True} for guild in guilds],
        }
        await self.dispatch("READY", ready)
        for number, guild in enumerate(guilds):
            await self.dispatch("GUILD_CREATE", self._guild(number, guild))
        return session.name

    def _guild(self, number: int, guild: str) -> dict[str, Any]:
        channel = f"9{number:05d}"
        said = self.history.get(channel, [])
        last = said[-1]["id"] if said else None
        more = [
            {"id": f"7{index:05d}", "type": 0, "name": "x" * 80, "topic": "y" * 500}
            for index in range(self.extra_channels)
        ]
        return {
            "id": guild,
            "name": "A guild",
            "owner_id": "1",
            "roles": [{"id": guild, "name": "@everyone", "permissions": "0", "position": 0}],
            "channels": [{"id": channel, "type": 0, "last_message_id": last}, *more],
            "threads": [],
            "members": [{"user": {"id": "55"}, "roles": []}, {"user": {"id": "56"}, "roles": []}],
            "presences": [{"user": {"id": "56"}}],
            "member_count": 2,
            "features": [],
        }

    async def _resume(self, connection: ServerConnection, asked: dict[str, Any]) -> str | None:
        self.resumes.append((asked["session_id"], asked["seq"]))
        session = self.sessions.get(asked["session_id"])
        if session is None or not session.alive or self.refuse_resume:
            if session is not None:
                session.alive = False
            await self.send(connection, {"op": 9, "d": False})
            return None
        older = self.live.pop(session.name, None)
        if older is not None and older is not connection:
            self.taken_over += 1
            older.transport.abort()
        at = asked["seq"]
        while at < len(session.sent):  # also what is said meanwhile
            await self.send(connection, session.sent[at])
            at += 1
        self.live[session.name] = connection
        await self.dispatch("RESUMED", {})
        return session.name

    async def _rest(self, _: ServerConnection, request: Request) -> Response | None:
        if "Upgrade" in request.headers:
            return None
        self.rest_calls.append(request.path)
        parts = urlsplit(request.path)
        if self.unauthorized:
            return _json(HTTPStatus.UNAUTHORIZED, {"message": "401: Unauthorized", "code": 0})
        if parts.path.endswith("/gateway/bot"):
            limit = {"total": 1000, "remaining": self.remaining, "reset_after": 1000}
            return _json(
                HTTPStatus.OK,
                {
                    "url": self.url,
                    "shards": 1,
                    "session_start_limit": {**limit, "max_concurrency": self.max_concurrency},
                },
            )
        await self.history_open.wait()
        query = parse_qs(parts.query)
        after = int(query.get("after", ["0"])[0])
        limit_to = int(query.get("limit", ["50"])[0])
        said = self.history.get(parts.path.split("/")[-2], [])
        found = [message for message in said if int(message["id"]) > after]
        page = found[:limit_to] if "after" in query else found[-limit_to:]
        return _json(HTTPStatus.OK, page[::-1])


def _json(status: HTTPStatus, body: Any) -> Response:
    data = json.dumps(body).encode()
    headers = Headers(
        {
            "Content-Type": "application/json",
            "Content-Length": str(len(data)),
            "Connection": "close",
        }
    )
    return Response(status.value, status.phrase, headers, data)
