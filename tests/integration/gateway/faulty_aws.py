"""A proxy before the embedded AWS that makes SQS refuse entries, fail, and lose replies."""

import json
import random
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from tests.patience import PATIENCE


@dataclass
class Faults:
    """How often, and how often it happened."""

    refuse_entry: float = 0.0
    fail_request: float = 0.0
    lose_reply: float = 0.0
    dice: random.Random = field(default_factory=random.Random)
    happened: dict[str, int] = field(default_factory=dict)

    def strikes(self, name: str) -> bool:
        hit: bool = self.dice.random() < getattr(self, name)
        self.happened[name] = self.happened.get(name, 0) + hit
        return hit


@contextmanager
def faulty_aws(endpoint: str, faults: Faults) -> Iterator[str]:
    """The address that stands for AWS."""

    class Handler(_Proxy):
        to = endpoint
        trouble = faults

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


class _Proxy(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    to: str
    trouble: Faults

    def do_POST(self: Self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        batch = self.headers["X-Amz-Target"] == "AmazonSQS.SendMessageBatch"
        if batch and self.trouble.strikes("fail_request"):
            self._answer(503, b'{"__type":"ServiceUnavailable"}')
            return
        answer = self._with_refusals(body) if batch else self._pass_on(body)
        if batch and self.trouble.strikes("lose_reply"):
            self.close_connection = True
            return
        self._answer(*answer)

    def _with_refusals(self: Self, body: bytes) -> tuple[int, bytes]:
        request = json.loads(body)
        refused = [one for one in request["Entries"] if self.trouble.strikes("refuse_entry")]
        request["Entries"] = [one for one in request["Entries"] if one not in refused]
        answer: dict[str, Any] = {}
        if request["Entries"]:
            status, text = self._pass_on(json.dumps(request).encode())
            if status != 200:
                return status, text
            answer = json.loads(text)
        failed = [
            {"Id": one["Id"], "Code": "InternalError", "SenderFault": False} for one in refused
        ]
        return 200, json.dumps(answer | {"Failed": failed}).encode()

    def _pass_on(self: Self, body: bytes) -> tuple[int, bytes]:
        headers = {
            name: value
            for name, value in self.headers.items()
            if name.lower() not in {"host", "content-length", "connection", "accept-encoding"}
        }
        request = urllib.request.Request(self.to + "/", body, headers, method="POST")  # noqa: S310 — loopback
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 — loopback
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()

    def _answer(self: Self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self: Self, format: str, *args: Any) -> None:  # noqa: A002 — the base's name
        """Say nothing."""
