"""The REST door: from a socket to a handler and back, past limits, faults and the judge."""

import asyncio
import inspect
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from app.local.discord.contract.headers import REASON, USER_AGENT, decoded_reason
from app.local.discord.contract.judge import Judge
from app.local.discord.contract.request import Request
from app.local.discord.contract.violation import Breach
from app.local.discord.effects import Effect, EffectLog
from app.local.discord.errors import ApiError
from app.local.discord.gateway.hub import Hub
from app.local.discord.interactions.registry import Interactions
from app.local.discord.interactions.sender import Sender
from app.local.discord.operations import Operation, Router
from app.local.discord.rest.answers import Answers
from app.local.discord.rest.body import read_body
from app.local.discord.rest.call import Call, Reply, Upload
from app.local.discord.rest.faults import Fault, Faults
from app.local.discord.rest.handlers.table import handlers
from app.local.discord.rest.limits import Limits, Refusal
from app.local.discord.rest.nonces import Nonces
from app.local.discord.state.world import World

PREFIX = "/api/v10"


class Gone(Exception):
    """The connection was cut on purpose; there is nobody to answer."""


class RestEndpoint:
    """Everything between an HTTP request under /api and its answer."""

    def __init__(
        self,
        *,
        world: World,
        hub: Hub,
        interactions: Interactions,
        sender: Sender,
        judge: Judge,
        effects: EffectLog,
        limits: Limits,
        faults: Faults,
    ) -> None:
        self._world = world
        self._hub = hub
        self._interactions = interactions
        self._sender = sender
        self._judge = judge
        self._effects = effects
        self._limits = limits
        self._answers = Answers(limits)
        self._faults = faults
        self._nonces = Nonces(world.clock)
        self._router = Router()
        self._handlers = handlers()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        path = request.path
        found = self._router.find(request.method, path.removeprefix(PREFIX))
        if not path.startswith(PREFIX + "/") or found is None:
            return self._outside(request)
        operation, params = found
        try:
            return await self._admitted(request, operation, params)
        except Gone:
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=500)

    def _outside(self, request: web.Request) -> web.Response:
        """Not one of the operations Tribune may use, or not versioned."""
        versioned = request.path.startswith(PREFIX + "/")
        seen = Request(operation="unknown", method=request.method, now=self._world.now())
        rule, message = ("1.9", "not allow-listed") if versioned else ("RS-1", "unversioned route")
        target = f"{request.method} {request.path}"
        self._judge.record(seen, target, Breach(rule=rule, path="", message=message))
        return self._answers.not_found()

    async def _admitted(
        self, request: web.Request, operation: Operation, params: dict[str, str]
    ) -> web.Response:
        headers, refusal = self._limits.admit(operation, params)
        if refusal:
            return self._answers.limited(refusal, headers)
        if not USER_AGENT.match(request.headers.get("User-Agent", "")):
            breach = Breach(rule="RS-1", path="User-Agent", message="no DiscordBot user agent")
            self._record(operation, breach)
            return self._answers.refused(ApiError(40333), headers)
        if not operation.by_token and not self._authorized(request):
            return self._answers.unauthorized(headers)
        fault = self._faults.next_for(operation.name, params)
        if fault and (answer := await self._before(fault, headers)):
            return answer
        return await self._carried_out(request, operation, params, headers, fault)

    def _record(self, operation: Operation, breach: Breach) -> None:
        seen = Request(operation=operation.name, method=operation.method, now=self._world.now())
        self._judge.record(seen, operation.template, breach)

    def _authorized(self, request: web.Request) -> bool:
        given = request.headers.get("Authorization", "")
        return bool(self._hub.token) and given == f"Bot {self._hub.token}"

    async def _before(self, fault: Fault, headers: dict[str, str]) -> web.Response | None:
        match fault.kind:
            case "error_before":
                return self._answers.broken(fault.status, headers)
            case "reset_before":
                raise Gone
            case "refuse":
                status = fault.status if fault.status != 500 else None  # noqa: PLR2004 — default
                return self._answers.refused(ApiError(fault.code, status=status), headers)
            case "rate_limited":
                wait = fault.seconds or 1.0
                everywhere = fault.scope == "global"
                refusal = Refusal(retry_after=wait, scope=fault.scope, is_global=everywhere)
                return self._answers.limited(refusal, headers)
            case "cloudflare":
                return self._answers.limited(
                    Refusal(retry_after=fault.seconds or 60.0, html=True), {}
                )
            case "latency":
                await asyncio.sleep(fault.seconds)
        return None

    async def _carried_out(
        self,
        request: web.Request,
        operation: Operation,
        params: dict[str, str],
        headers: dict[str, str],
        fault: Fault | None,
    ) -> web.Response:
        body: Any = None
        reason = decoded_reason(request.headers.get(REASON, "")) or None
        try:
            body, has_body, uploads = await read_body(request)
            self._check(request, operation, params, body, has_body=has_body)
            reply = await self._done(
                request, operation, params, body=body, uploads=uploads, reason=reason
            )
        except ApiError as error:
            if operation.changes_state:
                self._note(operation, params, body, reason, error=error)
            return self._answers.refused(error, headers)
        if reply.breach:
            self._record(operation, reply.breach)
        effect = None
        if operation.changes_state:
            effect = self._note(operation, params, body, reason, reply=reply)
        return self._after(fault, reply, effect, headers)

    def _check(
        self,
        request: web.Request,
        operation: Operation,
        params: Mapping[str, str],
        body: Any,
        *,
        has_body: bool,
    ) -> None:
        if self._judge.mode == "off":
            return
        channel = self._world.channels.get(params.get("channel_id", ""))
        seen = Request(
            operation=operation.name,
            method=operation.method,
            query=request.query,
            params=params,
            headers=request.headers,
            body=body,
            has_body=has_body,
            by_token=operation.by_token,
            now=self._world.now(),
            channel_type=channel.type if channel else None,
        )
        self._judge.check(seen, operation.template)

    async def _done(
        self,
        request: web.Request,
        operation: Operation,
        params: Mapping[str, str],
        *,
        body: Any,
        uploads: list[Upload],
        reason: str | None,
    ) -> Reply:
        call = Call(
            world=self._world,
            hub=self._hub,
            interactions=self._interactions,
            sender=self._sender,
            nonces=self._nonces,
            params=params,
            query=request.query,
            body=body,
            uploads=uploads,
            reason=reason,
            host=request.host,
        )
        try:
            result = self._handlers[operation.name](call)
            return result if isinstance(result, Reply) else await _awaited(result)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            if self._judge.mode == "refuse":
                raise  # the judge let it pass: a fault of ours
            raise ApiError(50035) from error

    def _after(
        self, fault: Fault | None, reply: Reply, effect: Effect | None, headers: dict[str, str]
    ) -> web.Response:
        if fault and fault.kind in {"error_after", "reply_lost"}:
            if effect:
                effect.delivered = False
            if fault.kind == "reply_lost":
                raise Gone
            return self._answers.broken(fault.status, headers)
        return self._answers.plain(reply.status, reply.body, headers)

    def _note(
        self,
        operation: Operation,
        params: dict[str, str],
        body: Any,
        reason: str | None,
        *,
        reply: Reply | None = None,
        error: ApiError | None = None,
    ) -> Effect:
        hidden = {"webhook_token", "interaction_token"}
        return self._effects.note(
            self._world.now(),
            operation.name,
            {k: v for k, v in params.items() if k not in hidden},
            body=body,
            status=reply.status if reply else error.status if error else 500,
            reason=reason,
            code=error.code if error else None,
            made=reply.made if reply else None,
            applied=reply.applied if reply else False,
        )


async def _awaited(result: Any) -> Reply:
    if not inspect.isawaitable(result):
        raise TypeError(result)
    reply: Reply = await result
    return reply
