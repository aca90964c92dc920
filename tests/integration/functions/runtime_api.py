"""The Runtime API of Lambda on loopback, enough for the real runtime client (awslambdaric)."""

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import awslambdaric
from typing_extensions import override

from tests.patience import PATIENCE

RUNTIME_CLIENT = ("awslambdaric", "simplejson", "snapshot_restore_py.py")
PREFIX = "/2018-06-01/runtime"


class RuntimeApi:
    """Hands events to one runtime client and takes its answers."""

    def __init__(self) -> None:
        self.ready = threading.Event()
        self.ready_at = 0.0
        self._events: queue.Queue[tuple[str, bytes]] = queue.Queue()
        self._answers: queue.Queue[tuple[str, Any]] = queue.Queue()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.api = self

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._server.server_port}"

    @contextlib.contextmanager
    def serving(self) -> Iterator["RuntimeApi"]:
        thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()

    def invoke(self, event: Mapping[str, Any], within: float = PATIENCE) -> Any:
        """The function's answer; an error of its becomes ours."""
        self._events.put((str(uuid.uuid4()), json.dumps(event).encode()))
        kind, answer = self._answers.get(timeout=within)
        assert kind == "response", answer

        return answer

    def next_event(self) -> tuple[str, bytes]:
        if not self.ready.is_set():
            self.ready_at = time.perf_counter()
            self.ready.set()

        return self._events.get()

    def take(self, kind: str, answer: Any) -> None:
        self._answers.put((kind, answer))

    def first_words(
        self, process: subprocess.Popen[bytes], within: float = PATIENCE
    ) -> tuple[str, Any]:
        """`ready`, or how the function's start ended."""
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            if self.ready.wait(0.005):
                return "ready", None
            if process.poll() is not None:
                return "ended", process.returncode
            with contextlib.suppress(queue.Empty):
                return self._answers.get_nowait()
        raise TimeoutError("neither ready nor ended")


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    api: RuntimeApi


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # otherwise each call waits 40 ms for a delayed ACK
    wbufsize = -1
    server: _Server

    def do_GET(self) -> None:
        identifier, event = self.server.api.next_event()
        self.send_response(200)
        self.send_header("Lambda-Runtime-Aws-Request-Id", identifier)
        self.send_header("Lambda-Runtime-Deadline-Ms", str(int((time.time() + 30) * 1000)))
        arn = "arn:aws:lambda:us-east-1:000000000000:function:under-test"
        self.send_header("Lambda-Runtime-Invoked-Function-Arn", arn)
        self.send_header("Content-Type", "application/json")
        self._end(event)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        kind = "init error" if self.path.startswith(f"{PREFIX}/init") else self.path.rsplit("/")[-1]
        self.server.api.take(kind, json.loads(body))
        self.send_response(202)
        self._end(b"{}")

    def _end(self, body: bytes) -> None:
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    @override
    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextlib.contextmanager
def running(
    package: Path,
    environment: Mapping[str, str],
    *,
    interpreter: str = sys.executable,
    client: Path | None = None,
) -> Iterator[tuple[RuntimeApi, subprocess.Popen[bytes]]]:
    """The package under the runtime client, with nothing else to import: no site-packages."""
    client = client or runtime_client(package.parent / "client")
    api = RuntimeApi()
    with api.serving():
        process = subprocess.Popen(
            [interpreter, "-S", "-m", "awslambdaric", "handler.handler"],
            cwd=package,
            env={
                **environment,
                "PYTHONPATH": os.pathsep.join([str(package), str(client)]),
                "PYTHONDONTWRITEBYTECODE": "1",  # a package in Lambda is read-only
                "LAMBDA_TASK_ROOT": str(package),
                "AWS_LAMBDA_RUNTIME_API": api.address,
                "AWS_LAMBDA_FUNCTION_NAME": "under-test",
                "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield api, process
        finally:
            process.kill()
            process.wait()


def runtime_client(folder: Path) -> Path:
    """The runtime client alone, as Lambda has it beside the package."""
    installed = Path(awslambdaric.__file__).parents[1]
    folder.mkdir(exist_ok=True)
    for name in RUNTIME_CLIENT:
        with contextlib.suppress(FileExistsError):
            (folder / name).symlink_to(installed / name)
    for extension in installed.glob("runtime_client*.so"):
        with contextlib.suppress(FileExistsError):
            (folder / extension.name).symlink_to(extension)

    return folder
