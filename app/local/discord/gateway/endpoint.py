"""The websocket door: query checks, then a connection."""

import itertools

from aiohttp import web

from app.local.discord.gateway import codes
from app.local.discord.gateway.compression import packer_for
from app.local.discord.gateway.connection import Connection
from app.local.discord.gateway.hub import Hub

RESUME_PATH = "/resume-gateway"
GATEWAY_PATH = "/gateway"
CLOSE_TIMEOUT = 1.0


class GatewayEndpoint:
    """Accepts sockets on the base path and on the resume path."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._numbers = itertools.count(1)
        self._requests: dict[Connection, web.Request] = {}

    async def handle(self, request: web.Request) -> web.StreamResponse:
        hub, query = self._hub, request.query
        if self._is_down(request):
            self._cut(request)
            return web.Response(status=503)
        packer = packer_for(query.get("compress"))
        if packer is None or query.get("encoding", "json") != "json":
            return web.Response(status=400, text="this fake speaks JSON, plain or zlib-stream")
        socket = web.WebSocketResponse(compress=False, timeout=CLOSE_TIMEOUT, max_msg_size=1 << 20)
        await socket.prepare(request)
        number = next(self._numbers)
        hub.journal.note("connect", connection=number, path=request.path, query=dict(query))
        resume_url = f"ws://{request.host}{RESUME_PATH}"
        connection = Connection(hub, socket, packer, resume_url, number)
        if query.get("v") != "10":
            await connection.close(codes.INVALID_VERSION)
            return socket
        await self._run(request, connection)
        return socket

    async def _run(self, request: web.Request, connection: Connection) -> None:
        self._hub.connections.add(connection)
        self._requests[connection] = request
        try:
            await connection.run()
        except (ConnectionError, RuntimeError):
            self._hub.journal.note("socket_lost", connection=connection.number)
        finally:
            self._hub.connections.discard(connection)
            self._requests.pop(connection, None)

    def abort(self, connection: Connection) -> None:
        """Cut one TCP connection, as a dying network would."""
        request = self._requests.get(connection)
        connection.abort(request.transport if request else None)

    def _is_down(self, request: web.Request) -> bool:
        trouble = self._hub.disturbances
        resumes = request.path.rstrip("/") == RESUME_PATH
        return trouble.gateway_down or (trouble.resume_host_down and resumes)

    def _cut(self, request: web.Request) -> None:
        self._hub.journal.note("connect_refused", path=request.path)
        if request.transport is not None:
            request.transport.abort()
