"""The whole system: where it does not begin at all."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from app.local.system import Options, StartError, system


class Well(BaseHTTPRequestHandler):
    """Answers like the made-up Discord of another ./run."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def another() -> Iterator[int]:
    """The port of a server that answers well."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Well) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def test_a_second_run_does_not_move_in_with_the_first_ones_discord(
    another: int, tmp_path: Path
) -> None:
    """Two on one port: the second would moderate the first one's server."""
    kept = tmp_path / "aws" / "of the last run"
    kept.mkdir(parents=True)
    options = Options(data=tmp_path, port=another, environment={})
    with (
        pytest.raises(StartError, match=f"port {another} is in use.*another --port"),
        system(options, tell=print),
    ):
        pass
    assert kept.exists()
