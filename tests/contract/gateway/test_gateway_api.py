"""Discord's REST API as the gateway process uses it; the answers are played by a small server."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from app.adapters.discord.gateway_api import RestGatewayApi
from app.ports.discord_gateway import GatewayInfo, Unauthorized
from app.ports.errors import Rejected, Unavailable
from tests.fake_discord import fake_in_thread

Answer = tuple[int, dict[str, str], Any]
INFO = {
    "url": "wss://gateway.discord.gg",
    "shards": 3,
    "session_start_limit": {
        "total": 1000,
        "remaining": 998,
        "reset_after": 5000,
        "max_concurrency": 2,
    },
}


def test_the_gateway_is_asked_for_as_discord_wants_it() -> None:
    """GW-1, RS-1"""
    with server(lambda _: (200, {}, INFO)) as (api, heard, _):
        assert api.gateway_info() == GatewayInfo(
            url="wss://gateway.discord.gg",
            shards=3,
            remaining=998,
            reset_after_seconds=5.0,
            max_concurrency=2,
        )
    path, headers = heard[0]
    assert path == "/api/v10/gateway/bot"
    assert headers["Authorization"] == "Bot the-token"
    assert headers["User-Agent"].startswith("DiscordBot (")


def test_messages_come_oldest_first_with_their_raw_json() -> None:
    page = [{"id": "30", "content": "\ud800"}, {"id": "7"}, {"id": "100"}]
    with server(lambda _: (200, {}, page)) as (api, heard, _):
        messages = api.messages_after("9", 5)

    assert [number for number, _ in messages] == [7, 30, 100]
    assert json.loads(messages[1][1]) == {"id": "30", "content": "\ud800"}
    assert heard[0][0] == "/api/v10/channels/9/messages?after=5&limit=100"


def test_the_newest_message_is_named_by_its_id() -> None:
    with server(lambda _: (200, {}, [{"id": "30"}])) as (api, heard, _):
        assert api.latest_message("9") == 30
    assert heard[0][0].endswith("/channels/9/messages?limit=1")
    with server(lambda _: (200, {}, [])) as (api, _, _):
        assert api.latest_message("9") is None


def test_after_a_401_no_further_call_is_made() -> None:
    """G-5, RS-6"""
    with server(lambda _: (401, {}, {"message": "401: Unauthorized"})) as (api, heard, _):
        for _ in range(3):
            with pytest.raises(Unauthorized):
                api.gateway_info()

        assert len(heard) == 1


@pytest.mark.parametrize("status", [400, 403, 404])
def test_a_channel_that_is_gone_or_hidden_is_refused_for_good(status: int) -> None:
    with server(lambda _: (status, {}, {"code": 50001})) as (api, _, _), pytest.raises(Rejected):
        api.messages_after("9", 5)


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_fault_of_discord_passes(status: int) -> None:
    with server(lambda _: (status, {}, "<html>")) as (api, _, _), pytest.raises(Unavailable):
        api.messages_after("9", 5)


@pytest.mark.parametrize(
    ("body", "wait"),
    [
        ({"retry_after": 1.5, "global": False}, 1.5),
        ({"retry_after": 9999}, 120.0),
        ("<html>Cloudflare</html>", 60.0),
    ],
)
def test_a_429_says_how_long_to_wait(body: object, wait: float) -> None:
    """RS-3: without Discord's JSON it is taken for a ban of the address."""
    with (
        server(lambda _: (429, {}, body)) as (api, _, _),
        pytest.raises(Unavailable) as caught,
    ):
        api.messages_after("9", 5)
    assert caught.value.retry_after == wait


def test_an_exhausted_bucket_is_waited_for_before_the_next_call() -> None:
    """RS-2"""
    headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset-After": "0.75"}
    with server(lambda _: (200, headers, [])) as (api, _, slept):
        api.messages_after("9", 5)
        api.messages_after("9", 5)
        assert slept == [pytest.approx(0.75)]
    with server(lambda _: (200, {"X-RateLimit-Remaining": "3"}, [])) as (api, _, slept):
        api.messages_after("9", 5)
        api.messages_after("9", 5)
        assert slept == [pytest.approx(0.1)], "otherwise only the pace"


def test_a_long_wait_is_handed_to_the_caller() -> None:
    """A thread that sleeps for a minute could not be stopped."""
    headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset-After": "42"}
    with server(lambda _: (200, headers, [])) as (api, heard, slept):
        api.messages_after("9", 5)
        with pytest.raises(Unavailable) as caught:
            api.messages_after("9", 5)
        assert caught.value.retry_after == 42.0
        assert (len(heard), slept) == (1, [])


@pytest.mark.parametrize("body", ["no json", {"odd": 1}, [{"id": "x"}], [1], [{}]])
def test_an_answer_that_makes_no_sense_is_no_answer(body: object) -> None:
    with server(lambda _: (200, {}, body)) as (api, _, _), pytest.raises(Unavailable):
        api.messages_after("9", 5)


def test_no_answer_at_all_is_unavailable() -> None:
    api = RestGatewayApi(base_url="http://127.0.0.1:9/api/v10", token="t")
    with pytest.raises(Unavailable):
        api.gateway_info()


def test_the_fake_discord_finds_no_fault_with_the_calls() -> None:
    """G-8"""
    with fake_in_thread() as fake:
        names = fake.control.act(
            "guilds",
            name="Agora",
            owner="olga",
            channels=[{"name": "general"}],
            members=[{"name": "olga"}],
        )
        channel = names["channels"]["general"]
        said = [fake.control.say("olga", channel, f"words {number}") for number in range(5)]
        api = RestGatewayApi(base_url=fake.api_url, token=fake.token, pace=0.0)

        assert api.gateway_info().url.startswith("ws://")
        found = api.messages_after(channel, int(said[1]))
        assert [number for number, _ in found] == [int(one) for one in said[2:]]
        assert api.latest_message(channel) == int(said[-1])
        assert fake.control.violations() == []


@contextmanager
def server(
    answer: Callable[[str], Answer],
) -> Iterator[tuple[RestGatewayApi, list[tuple[str, dict[str, str]]], list[float]]]:
    heard: list[tuple[str, dict[str, str]]] = []
    slept: list[float] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            heard.append((self.path, dict(self.headers.items())))
            status, headers, body = answer(self.path)
            data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 — the base's name
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        http.daemon_threads = True
        thread = threading.Thread(target=http.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield (
                RestGatewayApi(
                    base_url=f"http://127.0.0.1:{http.server_address[1]}/api/v10/",
                    token="the-token",
                    sleep=slept.append,
                    monotonic=lambda: 1000.0,
                ),
                heard,
                slept,
            )
        finally:
            http.shutdown()
            thread.join()
