"""The page in the browser where one plays a server."""

import asyncio
from pathlib import Path

from aiohttp import web

from app.local.discord.state.events import Event
from app.local.discord.state.world import World

BACKLOG = 5000
QUIET_SECONDS = 15.0


class Page:
    """Serves the page and streams everything that happens to it."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._queues: set[asyncio.Queue[Event | None]] = set()

    async def show(self, _: web.Request) -> web.Response:
        html = await asyncio.to_thread((Path(__file__).parent / "index.html").read_text, "utf-8")
        return web.Response(text=html, content_type="text/html")

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events; a page that does not keep up loses the oldest."""
        queue: asyncio.Queue[Event | None] = asyncio.Queue(BACKLOG)

        def watch(event: Event | None) -> None:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(event)

        headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-cache"}
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        self._queues.add(queue)
        self._world.watchers.append(watch)
        try:
            while (chunk := await _next_chunk(queue)) is not None:
                await response.write(chunk)
        except ConnectionError:
            return response
        finally:
            self._queues.discard(queue)
            self._world.watchers.remove(watch)
        return response

    async def close(self, _: web.Application) -> None:
        """End every stream, so that the server can stop."""
        for queue in self._queues:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(None)


async def _next_chunk(queue: asyncio.Queue[Event | None]) -> bytes | None:
    """The next event, a sign of life when it was quiet, None at the end."""
    try:
        async with asyncio.timeout(QUIET_SECONDS):
            event = await queue.get()
    except TimeoutError:
        return b": quiet\n\n"
    if event is None:
        return None
    return b"event: %b\ndata: %b\n\n" % (event.name.encode(), event.data)
