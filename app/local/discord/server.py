"""The fake Discord as one object: wire the parts, serve them, stop."""

import asyncio
from types import TracebackType
from typing import Self

from aiohttp import web

from app.local.discord.contract.judge import Judge
from app.local.discord.control.endpoint import ControlEndpoint
from app.local.discord.effects import EffectLog
from app.local.discord.gateway.endpoint import GATEWAY_PATH, RESUME_PATH, GatewayEndpoint
from app.local.discord.gateway.hub import Hub
from app.local.discord.interactions.registry import Interactions
from app.local.discord.interactions.sender import Sender
from app.local.discord.interactions.signing import Signer
from app.local.discord.page import Page
from app.local.discord.rest.endpoint import RestEndpoint
from app.local.discord.rest.faults import Faults
from app.local.discord.rest.limits import Limits
from app.local.discord.settings import FakeSettings
from app.local.discord.state.clock import Clock
from app.local.discord.state.world import World

MAX_REQUEST = 64 * 1024 * 1024
STOP_SECONDS = 1.0


class FakeDiscord:
    """`async with FakeDiscord(FakeSettings()) as fake:` serves until the block ends."""

    def __init__(self, settings: FakeSettings) -> None:
        self.settings = settings
        self.world = World(settings, Clock())
        self.hub = Hub(self.world, settings)
        self.judge = Judge(settings.openapi, settings.contract)
        self.effects = EffectLog()
        self.limits = Limits(settings.limits, self.world.clock)
        self.faults = Faults()
        self.interactions = Interactions(self.world.clock, settings.answer_seconds)
        self.sender = Sender(
            world=self.world,
            interactions=self.interactions,
            judge=self.judge,
            effects=self.effects,
            signer=Signer(settings.signing_seed),
            url=settings.interactions_url,
        )
        self.gateway = GatewayEndpoint(self.hub)
        self._runner: web.AppRunner | None = None
        self._port = settings.port

    @property
    def url(self) -> str:
        return f"http://{self.settings.host}:{self._port}"

    async def start(self) -> None:
        self._runner = web.AppRunner(
            self._application(), access_log=None, shutdown_timeout=STOP_SECONDS
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, self.settings.host, self.settings.port)
        await site.start()
        self._port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        for connection in list(self.hub.connections):
            self.gateway.abort(connection)
        await asyncio.sleep(0)
        await self.sender.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    def _application(self) -> web.Application:
        rest = RestEndpoint(
            world=self.world,
            hub=self.hub,
            interactions=self.interactions,
            sender=self.sender,
            judge=self.judge,
            effects=self.effects,
            limits=self.limits,
            faults=self.faults,
        )
        page = Page(self.world)
        control = ControlEndpoint(self)
        application = web.Application(client_max_size=MAX_REQUEST)
        application.on_shutdown.append(page.close)
        route = application.router.add_route
        route("*", "/api/{rest:.*}", rest.handle)
        for path in (GATEWAY_PATH, f"{GATEWAY_PATH}/", RESUME_PATH, f"{RESUME_PATH}/"):
            route("GET", path, self.gateway.handle)
        route("GET", "/control/events", page.events)
        route("*", "/control/{name:.*}", control.handle)
        route("GET", "/", page.show)
        return application
