"""HTTP answers in Discord's words, each counted for the invalid-request limit."""

import math
from collections.abc import Mapping

import orjson
from aiohttp import web

from app.local.discord.errors import ApiError
from app.local.discord.rest.limits import TOO_MANY, Limits, Refusal

WORDS = {500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable"}
CLOUDFLARE = "<!DOCTYPE html><title>Error 1015</title>You are being rate limited"

Headers = Mapping[str, str]


class Answers:
    """Builds responses; the limits hear of every status."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    def plain(
        self, status: int, body: bytes, headers: Headers, *, shared: bool = False
    ) -> web.Response:
        self._limits.note_answer(status, shared=shared)
        if not body:
            return web.Response(status=status, headers=headers)
        whole = {**headers, "Content-Type": "application/json"}
        return web.Response(status=status, body=body, headers=whole)

    def refused(self, error: ApiError, headers: Headers) -> web.Response:
        return self.plain(error.status, orjson.dumps(error.payload()), headers)

    def unauthorized(self, headers: Headers) -> web.Response:
        return self._worded(401, "Unauthorized", headers)

    def not_found(self) -> web.Response:
        return self._worded(404, "Not Found", {})

    def broken(self, status: int, headers: Headers) -> web.Response:
        """A scripted failure of Discord's own."""
        return self._worded(status, WORDS.get(status, "Error"), headers)

    def limited(self, refusal: Refusal, headers: Headers) -> web.Response:
        wait = refusal.retry_after
        retry = {"Retry-After": str(math.ceil(wait))}
        if refusal.html:
            self._limits.note_answer(TOO_MANY, shared=False)
            html = "text/html"
            return web.Response(status=TOO_MANY, text=CLOUDFLARE, content_type=html, headers=retry)
        more = retry | {"X-RateLimit-Scope": refusal.scope}
        if refusal.is_global:
            more["X-RateLimit-Global"] = "true"
        body = {
            "message": "You are being rate limited.",
            "retry_after": round(wait, 3),
            "global": refusal.is_global,
        }
        shared = refusal.scope == "shared"
        return self.plain(TOO_MANY, orjson.dumps(body), {**headers, **more}, shared=shared)

    def _worded(self, status: int, words: str, headers: Headers) -> web.Response:
        body = {"message": f"{status}: {words}", "code": 0}
        return self.plain(status, orjson.dumps(body), headers)
