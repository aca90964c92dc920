from collections.abc import AsyncIterator

import httpx
import pytest

from app.interactions.asgi import web_app
from app.interactions.endpoint import MAX_BODY
from tests.door import signed
from tests.unit.interactions.doorstep import NOW, an_endpoint

PING = b'{"type":1}'


async def post(
    body: bytes | AsyncIterator[bytes], headers: list[tuple[str, str]]
) -> httpx.Response:
    transport = httpx.ASGITransport(app=web_app(an_endpoint()))
    async with httpx.AsyncClient(transport=transport, base_url="http://door") as client:
        return await client.post("/interactions", content=body, headers=headers)


def headers_of(body: bytes) -> list[tuple[str, str]]:
    _, signature, timestamp = signed(body, at=NOW)
    return [("X-Signature-Ed25519", signature), ("X-Signature-Timestamp", timestamp)]


@pytest.mark.anyio
async def test_a_ping_over_http_is_answered_in_exact_bytes() -> None:
    """IN-3."""
    reply = await post(PING, headers_of(PING))

    assert (reply.status_code, reply.content) == (200, PING)
    assert reply.headers["content-type"] == "application/json"


@pytest.mark.anyio
@pytest.mark.parametrize("doubled", [0, 1])
async def test_a_header_sent_twice_is_none(doubled: int) -> None:
    """IN-2: even when both say the same."""
    headers = headers_of(PING)

    reply = await post(PING, [*headers, headers[doubled]])

    assert reply.status_code == 401


@pytest.mark.anyio
async def test_an_endless_body_is_not_read_to_its_end() -> None:
    """IN-2: a huge body is 401, and costs no more than its beginning."""
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 4 * MAX_BODY:
            sent += 65_536
            yield b"x" * 65_536

    reply = await post(endless(), headers_of(PING))

    assert reply.status_code == 401
    assert sent <= MAX_BODY + 2 * 65_536


@pytest.mark.anyio
async def test_a_form_is_no_better_than_any_other_body() -> None:
    reply = await post(b"a=b", [("content-type", "application/x-www-form-urlencoded")])

    assert reply.status_code == 401
    assert reply.content == b"{}"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
