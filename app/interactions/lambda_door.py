"""Lambda, by Mangum: only what the endpoint reads is passed on.

Mangum believes in every header (a Host with two colons is an exception to it), so the others do not
reach it; neither does a body that is not the base64 that it claims to be.
"""

import asyncio
import base64
import binascii
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from fastapi import FastAPI
from mangum import Mangum

Event = Mapping[str, Any]
Handler = Callable[[Event, Any], dict[str, Any]]

HEADERS = frozenset({"content-type", "x-signature-ed25519", "x-signature-timestamp"})


def lambda_handler(app: FastAPI) -> Handler:
    """The handler for API Gateway's events, payload format 2.0."""
    with _own_loop():
        mangum = Mangum(app, lifespan="off")

    def handler(event: Event, context: Any) -> dict[str, Any]:
        with _own_loop():
            return mangum(reduced(event), context)

    return handler


@contextmanager
def _own_loop() -> Iterator[None]:
    """Mangum asks asyncio for a loop that newer Pythons no longer make by themselves."""
    with asyncio.Runner() as runner:
        asyncio.set_event_loop(runner.get_loop())
        try:
            yield
        finally:
            asyncio.set_event_loop(None)


def reduced(event: Event) -> dict[str, Any]:
    """The event without what is not for us."""
    headers = {
        name: value
        for name, value in (event.get("headers") or {}).items()
        if name.lower() in HEADERS and isinstance(value, str) and value.isascii()
    }

    return {**event, "headers": headers, "cookies": None, **_body(event)}


def _body(event: Event) -> dict[str, Any]:
    body = event.get("body") or ""
    try:
        raw = (
            base64.b64decode(body, validate=True) if event.get("isBase64Encoded") else body.encode()
        )
    except (binascii.Error, ValueError):
        raw = b""

    return {"body": base64.b64encode(raw).decode("ascii"), "isBase64Encoded": True}
