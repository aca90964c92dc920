"""`/healthz` and Prometheus `/metrics` of the executor, on a thread of their own."""

import json
import threading
from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from typing_extensions import override

from app.executor.figures import Figures

Health = Callable[[], tuple[bool, Mapping[str, object]]]
"""Whether the process does its work, and the report."""


class HealthServer:
    """Answers two paths."""

    def __init__(self, host: str, port: int, *, health: Health, figures: Figures) -> None:
        registry = CollectorRegistry()
        registry.register(figures)
        self._server = ThreadingHTTPServer((host, port), _handler(health, registry))
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, name="health", daemon=True
        )

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _handler(health: Health, registry: CollectorRegistry) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout: ClassVar[float] = 5.0

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            if path == "/healthz":
                well, report = health()
                status = HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE
                self._answer(status, "application/json", json.dumps(report).encode())
            elif path == "/metrics":
                self._answer(HTTPStatus.OK, CONTENT_TYPE_LATEST, generate_latest(registry))
            else:
                self._answer(HTTPStatus.NOT_FOUND, "text/plain", b"not found\n")

        @override
        def log_message(self, format: str, *args: object) -> None:
            """Probes every few seconds are no news."""

        def _answer(self, status: HTTPStatus, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler
