"""The few reads of Discord's REST API that the gateway process makes, over urllib3.

One call at a time, paced, and by Discord's rate-limit headers. urllib3 is there already for AWS; a
second HTTP client would cost 6 MB of memory for the same calls.
"""

import threading
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import msgspec
import urllib3

from app.discord import ascii_json
from app.domain.ids import parse_snowflake
from app.ports.discord_gateway import GatewayInfo, Unauthorized
from app.ports.errors import Rejected, Unavailable

PAGE = 100
# The executor shares the bot's 50 calls a second; reading backlog may take a fifth of them.
PACE_SECONDS = 0.1
_USER_AGENT = "DiscordBot (https://github.com/tribune-moderation/tribune, 0.1.0)"
_LONG_PAUSE_SECONDS = 60.0
_MAX_WAIT_SECONDS = 120.0
_PATIENCE_SECONDS = 1.0
_TIMEOUT = urllib3.Timeout(connect=5.0, read=8.0)


class _StartLimit(msgspec.Struct):
    remaining: int
    reset_after: float
    max_concurrency: int = 1


class _Gateway(msgspec.Struct):
    url: str
    shards: int
    session_start_limit: _StartLimit


class _Id(msgspec.Struct):
    id: str


class _Limited(msgspec.Struct):
    retry_after: float


class RestGatewayApi:
    """A `GatewayApi`; calls from several threads wait for each other."""

    def __init__(
        self,
        *,
        base_url: str,
        token: str,
        pace: float = PACE_SECONDS,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._headers = {"Authorization": f"Bot {token}", "User-Agent": _USER_AGENT}
        self._pace = pace
        self._sleep = sleep
        self._monotonic = monotonic
        self._not_before = 0.0
        self._dead = False
        self._one_at_a_time = threading.Lock()
        self._pool = urllib3.PoolManager(maxsize=1, retries=False, timeout=_TIMEOUT)

    def gateway_info(self) -> GatewayInfo:
        answer = _read(self._get("/gateway/bot"), _Gateway)
        limit = answer.session_start_limit

        return GatewayInfo(
            url=answer.url,
            shards=answer.shards,
            remaining=limit.remaining,
            reset_after_seconds=limit.reset_after / 1000,
            max_concurrency=limit.max_concurrency,
        )

    def messages_after(self, channel: str, after: int) -> list[tuple[int, bytes]]:
        body = self._get(f"/channels/{quote(channel)}/messages?after={after}&limit={PAGE}")

        return sorted(_messages(body))

    def latest_message(self, channel: str) -> int | None:
        found = _read(self._get(f"/channels/{quote(channel)}/messages?limit=1"), list[_Id])

        try:
            return parse_snowflake(found[0].id) if found else None
        except ValueError as error:
            raise Unavailable("discord: unreadable answer") from error

    def _get(self, path: str) -> bytes:
        with self._one_at_a_time:
            self._wait()
            try:
                answer = self._pool.request(
                    "GET", self._base_url + path, headers=self._headers, preload_content=True
                )
            except (urllib3.exceptions.HTTPError, OSError) as error:
                raise Unavailable(f"discord: {type(error).__name__}") from error
            self._settle(answer)

        return answer.data

    def _wait(self) -> None:
        """Until Discord allows the next call; a long wait is the caller's, not this thread's."""
        if self._dead:
            raise Unauthorized("the bot token was refused before")
        left = self._not_before - self._monotonic()
        if left > _PATIENCE_SECONDS:
            raise Unavailable("discord: rate limited", retry_after=left)
        if left > 0:
            self._sleep(left)

    def _settle(self, answer: urllib3.BaseHTTPResponse) -> None:
        """Turn a refusal into our words, and note when Discord allows the next call."""
        if answer.status == 401:  # noqa: PLR2004 — unauthorized
            self._dead = True
            raise Unauthorized("Discord does not accept the bot token (401)")
        if answer.status == 429:  # noqa: PLR2004 — too many requests
            wait = _retry_after(answer)
            self._not_before = self._monotonic() + wait
            raise Unavailable("discord: 429", retry_after=wait)
        if answer.status >= 500:  # noqa: PLR2004 — their fault
            raise Unavailable(f"discord: HTTP {answer.status}")
        self._not_before = self._monotonic() + self._pause(answer)
        if answer.status >= 400:  # noqa: PLR2004 — our fault, or hidden from us
            raise Rejected(f"discord: HTTP {answer.status}")

    def _pause(self, answer: urllib3.BaseHTTPResponse) -> float:
        if answer.headers.get("X-RateLimit-Remaining") != "0":
            return self._pace

        return max(self._pace, _seconds(answer.headers.get("X-RateLimit-Reset-After")))


def _messages(body: bytes) -> list[tuple[int, bytes]]:
    try:
        raws = msgspec.json.decode(body, type=list[msgspec.Raw])
        return [
            (parse_snowflake(msgspec.json.decode(raw, type=_Id).id), bytes(raw)) for raw in raws
        ]
    except ValueError:
        # Half characters are valid JSON that msgspec does not read; as ASCII they stay as they are.
        return _messages_leniently(body)


def _messages_leniently(body: bytes) -> list[tuple[int, bytes]]:
    try:
        return [
            (parse_snowflake(message["id"]), ascii_json.dumps(message))
            for message in ascii_json.loads(body)
        ]
    except (ValueError, TypeError, LookupError) as error:
        raise Unavailable("discord: unreadable answer") from error


def _retry_after(answer: urllib3.BaseHTTPResponse) -> float:
    try:
        seconds = msgspec.json.decode(answer.data, type=_Limited).retry_after
    except (msgspec.DecodeError, UnicodeDecodeError):
        # A 429 that is not Discord's JSON comes from Cloudflare: take it for a ban of the address.
        return _LONG_PAUSE_SECONDS

    return min(seconds, _MAX_WAIT_SECONDS)


def _seconds(header: str | None) -> float:
    try:
        return min(float(header or 0), _MAX_WAIT_SECONDS)
    except ValueError:
        return 0.0


def _read(body: bytes, kind: Any) -> Any:
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unavailable("discord: unreadable answer") from error
