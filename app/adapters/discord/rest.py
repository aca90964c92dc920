"""The REST client: one call at a time per thread, never earlier than Discord allows.

What goes wrong is told apart by what it means for the effect: certainly nothing happened
(`Unavailable`), perhaps it did (`Ambiguous`), or Discord said no (`DiscordRejected`). Only a 429 is
repeated here, since it certainly changed nothing; reads are repeated by `read`.
"""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from app.adapters.discord.answers import body_of, code_of, pause_of, told_by
from app.adapters.discord.audit_reason import audit_reason
from app.adapters.discord.breaker import Breaker
from app.adapters.discord.capabilities import Capabilities
from app.adapters.discord.limiter import RateLimiter
from app.adapters.discord.limits import Limits, Ticket
from app.adapters.discord.outcomes import (
    DM_PAUSE,
    FORBIDDEN,
    OPENING_DMS_TOO_FAST,
    TOO_MANY,
    UNAUTHORIZED,
    outcome_of,
)
from app.adapters.discord.routes import Route
from app.ports.discord_api import Ambiguous, Forbidden, Stopped
from app.ports.errors import Unavailable

log = logging.getLogger(__name__)

USER_AGENT = "DiscordBot (https://github.com/tribune-moderation/tribune, 0.1.0)"
PATIENCE = 10.0
"""Seconds one call waits for its rate limit before it gives up for now."""
_TIMEOUT = httpx.Timeout(8.0, connect=3.0)
_TRIES = 5
_READ_PAUSES = (0.2, 1.0)
_SUCCESS = range(200, 300)


@dataclass(slots=True)
class RestFigures:
    """What was called and how it ended, since the process started."""

    calls: int = 0
    limited: int = 0
    refused: int = 0
    unclear: int = 0


class DiscordRest:
    """Calls Discord's API; safe to use from several threads."""

    def __init__(
        self,
        *,
        url: str,
        token: str,
        monotonic: Callable[[], float],
        sleep: Callable[[float], None],
        connections: int = 16,
        patience: float = PATIENCE,
        crowd: int | None = None,
        breaker: Breaker | None = None,
        capabilities: Capabilities | None = None,
    ) -> None:
        self._client = httpx.Client(
            base_url=url.rstrip("/"),
            headers={"User-Agent": USER_AGENT},
            timeout=_TIMEOUT,
            limits=httpx.Limits(max_connections=connections, max_keepalive_connections=connections),
            trust_env=False,
        )
        self._authorization = f"Bot {token}"
        self._monotonic = monotonic
        self._sleep = sleep
        self._patience = patience
        self._limiter = RateLimiter(Limits(), monotonic=monotonic, crowd=crowd)
        self._breaker = breaker or Breaker()
        self._capabilities = capabilities or Capabilities()
        self._lock = threading.Lock()
        self._stopped = False
        self.figures = RestFigures()

    @property
    def stopped(self) -> bool:
        """Whether Discord refused the token: nothing is called any more."""
        return self._stopped

    def pause(self) -> float:
        """Seconds for which no call makes sense: breaker, global limit; endless when stopped."""
        if self._stopped:
            return float("inf")
        with self._lock:
            open_for = self._breaker.open_for(self._monotonic())

        return max(self._limiter.stopped_for(), open_for)

    def invalid_requests(self) -> int:
        """Refusals of the last ten minutes that count towards Discord's ban."""
        with self._lock:
            return self._breaker.count(self._monotonic())

    def close(self) -> None:
        self._client.close()

    def read(self, route: Route, *, params: Mapping[str, str | int] | None = None) -> Any:
        """GET, repeated a little when the answer was lost.

        Raises:
            Unavailable, DiscordRejected: see `app.ports.discord_api`.
        """
        for pause in _READ_PAUSES:
            try:
                return self.call(route, params=params)
            except Ambiguous:
                self._sleep(pause)
        try:
            return self.call(route, params=params)
        except Ambiguous as error:
            raise Unavailable(str(error)) from error

    def call(
        self,
        route: Route,
        *,
        body: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None,
        params: Mapping[str, str | int] | None = None,
        reason: str = "",
    ) -> Any:
        """One call; the JSON of a success.

        Raises:
            Unavailable, DiscordRejected: see `app.ports.discord_api`.
        """
        until = self._monotonic() + self._patience
        for _ in range(_TRIES):
            self._may_call(route, until)
            ticket = self._limiter.take(route, until=until)
            response = self._send(ticket, body, params, reason)
            if response.status_code in _SUCCESS:
                self._limiter.answered(ticket, told_by(response.headers), succeeded=True)
                return body_of(response)
            self._refused(ticket, response)

        raise Unavailable("rate limit", retry_after=1.0)

    def _may_call(self, route: Route, until: float) -> None:
        while True:
            if self._stopped and route.with_token:
                raise Stopped("Discord refused the bot's token")
            now = self._monotonic()
            self._capabilities.check(route, now)
            with self._lock:
                wait = self._breaker.wait(now)
            if not wait:
                return
            if now + wait > until:
                raise Unavailable("too many refused requests", retry_after=wait)
            self._sleep(wait)

    def _send(
        self,
        ticket: Ticket,
        body: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None,
        params: Mapping[str, str | int] | None,
        reason: str,
    ) -> httpx.Response:
        route = ticket.route
        headers = {"Authorization": self._authorization} if route.with_token else {}
        if reason:
            headers["X-Audit-Log-Reason"] = audit_reason(reason)
        self.figures.calls += 1
        try:
            return self._client.request(
                route.method, route.path, json=body, params=params, headers=headers
            )
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            self._limiter.answered(ticket, None, succeeded=False)
            raise Unavailable(type(error).__name__) from error
        except httpx.HTTPError as error:
            self.figures.unclear += 1
            self._limiter.answered(ticket, None, succeeded=False)
            raise Ambiguous(type(error).__name__) from error

    def _refused(self, ticket: Ticket, response: httpx.Response) -> None:
        """Raise what the answer means; return only after a 429, which may be tried again."""
        route, status, body = ticket.route, response.status_code, body_of(response)
        code, told = code_of(body), told_by(response.headers)
        if status == TOO_MANY:
            self._too_many(ticket, response, body, code)
            return
        self._limiter.answered(ticket, told, succeeded=False)
        if status in (UNAUTHORIZED, FORBIDDEN):
            self._count()
        error = outcome_of(status, code, with_token=route.with_token)
        if isinstance(error, Stopped) and not self._stopped:
            self._stopped = True
            log.critical("token.refused")
        if isinstance(error, Forbidden):
            self._capabilities.lost(route, error, self._monotonic())
        if isinstance(error, Ambiguous):
            self.figures.unclear += 1
        raise error

    def _too_many(self, ticket: Ticket, response: httpx.Response, body: Any, code: int) -> None:
        pause = pause_of(response.headers, body)
        seconds = max(pause.seconds, DM_PAUSE) if code == OPENING_DMS_TOO_FAST else pause.seconds
        self.figures.limited += 1
        if pause.ours:
            self._count()
        self._limiter.refused(
            ticket, told_by(response.headers), seconds=seconds, everything=pause.everything
        )

    def _count(self) -> None:
        self.figures.refused += 1
        with self._lock:
            self._breaker.refused(self._monotonic())
