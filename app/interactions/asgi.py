"""HTTP, by FastAPI, and nothing but HTTP: raw body and two headers in, the reply out.

No model of FastAPI stands before the signature: a body that nobody signed is never parsed.
"""

from fastapi import FastAPI, Request, Response
from starlette.concurrency import run_in_threadpool

from app.interactions.endpoint import MAX_BODY, InteractionEndpoint

PATH = "/interactions"


def web_app(endpoint: InteractionEndpoint) -> FastAPI:
    """The ASGI application."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)

    @app.post(PATH)
    async def interactions(request: Request) -> Response:
        reply = await run_in_threadpool(
            endpoint.handle,
            await _body(request),
            _only(request, "x-signature-ed25519"),
            _only(request, "x-signature-timestamp"),
        )

        return Response(reply.body, reply.status, dict(reply.headers))

    @app.get("/healthz")
    async def health() -> Response:
        return Response('{"status":"ok"}', media_type="application/json")

    return app


async def _body(request: Request) -> bytes:
    """No more of the body than shows that it is too long."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            break

    return bytes(body)


def _only(request: Request, header: str) -> str | None:
    """The header's value; none at all when somebody sent two."""
    values = request.headers.getlist(header)

    return values[0] if len(values) == 1 else None
