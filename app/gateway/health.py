"""`/healthz` and Prometheus `/metrics` on a small HTTP server of asyncio's own."""

import asyncio
import json
from collections.abc import Callable
from http import HTTPStatus

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from app.gateway.metrics import Metrics

REQUEST_SECONDS = 5.0
MAX_REQUEST_BYTES = 8192
# Longer without a session is no hiccup.
PATIENCE_SECONDS = 120.0


class HealthServer:
    """Answers two paths, closes after each answer."""

    def __init__(self, metrics: Metrics, *, monotonic: Callable[[], float]) -> None:
        self._metrics = metrics
        self._monotonic = monotonic
        self._registry = CollectorRegistry()
        self._registry.register(metrics)
        self._well_at = monotonic()

    async def start(self, host: str, port: int) -> asyncio.Server:
        return await asyncio.start_server(self._serve, host, port, limit=MAX_REQUEST_BYTES)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(REQUEST_SECONDS):
                head = await reader.readuntil(b"\r\n\r\n")
                status, kind, body = self._answer(head)
                writer.write(
                    f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Type: {kind}\r\n"
                    f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode()
                    + body
                )
                await writer.drain()
        except (TimeoutError, OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        finally:
            writer.close()

    def _answer(self, head: bytes) -> tuple[HTTPStatus, str, bytes]:
        path = [*head.split(b" ", 2), b"", b""][1].partition(b"?")[0]
        if path == b"/metrics":
            return HTTPStatus.OK, CONTENT_TYPE_LATEST, generate_latest(self._registry)
        if path == b"/healthz":
            return self._health()

        return HTTPStatus.NOT_FOUND, "text/plain", b"not found\n"

    def _health(self) -> tuple[HTTPStatus, str, bytes]:
        shards = self._metrics.shards
        connected = bool(shards) and all(figures.connected for figures in shards.values())
        if connected:
            self._well_at = self._monotonic()
        down = not connected and self._monotonic() - self._well_at > PATIENCE_SECONDS
        degraded = [
            name
            for name, true in {
                "disconnected": not connected,
                "content_missing": any(figures.content_missing for figures in shards.values()),
                "queue": self._metrics.pending_bytes() > 1024 * 1024,
            }.items()
            if true
        ]
        report = {
            "status": "down" if down else "degraded" if degraded else "ok",
            "degraded": degraded,
            "shards": {str(shard): figures.connected for shard, figures in shards.items()},
        }
        status = HTTPStatus.SERVICE_UNAVAILABLE if down else HTTPStatus.OK

        return status, "application/json", json.dumps(report).encode()
