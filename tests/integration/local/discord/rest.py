"""A bare REST client for tests: one function per HTTP verb, nothing retried or hidden."""

from typing import Any
from urllib.parse import quote

import httpx

from tests.fake_discord import RunningFake
from tests.patience import PATIENCE

QUIET: dict[str, Any] = {"allowed_mentions": {"parse": []}}


class Api:
    """Calls with the headers Discord asks for, unless told otherwise."""

    def __init__(self, fake: RunningFake) -> None:
        self.fake = fake
        self._http = httpx.Client(headers=fake.headers, trust_env=False, timeout=PATIENCE)

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        reason: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> httpx.Response:
        more = dict(headers or {})
        if reason is not None:
            more["X-Audit-Log-Reason"] = quote(reason, safe="")
        return self._http.request(method, self.fake.api_url + path, json=body, headers=more)

    def get(self, path: str) -> httpx.Response:
        return self.call("GET", path)

    def post(self, path: str, body: Any = None) -> httpx.Response:
        return self.call("POST", path, body)

    def put(self, path: str, body: Any = None, *, reason: str | None = None) -> httpx.Response:
        return self.call("PUT", path, body, reason=reason)

    def patch(self, path: str, body: Any, *, reason: str | None = None) -> httpx.Response:
        return self.call("PATCH", path, body, reason=reason)

    def delete(self, path: str, *, reason: str | None = None) -> httpx.Response:
        return self.call("DELETE", path, reason=reason)

    def say(self, channel: str, content: str, **more: Any) -> httpx.Response:
        return self.post(f"/channels/{channel}/messages", QUIET | {"content": content} | more)

    def close(self) -> None:
        self._http.close()


def code(answer: httpx.Response) -> tuple[int, int]:
    """Status and Discord's own code."""
    return answer.status_code, answer.json()["code"]
