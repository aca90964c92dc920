"""Reads by REST what a lost session may have held, channel by channel, into envelopes."""

import asyncio
import logging
from collections.abc import Callable
from functools import partial

from app.discord import ascii_json, envelope
from app.gateway.backoff import wait_seconds
from app.gateway.courier import Courier, Letter
from app.gateway.forwarding import shrink_if_large
from app.gateway.gap import GuildGap
from app.gateway.metrics import ShardMetrics
from app.gateway.offload import Offload
from app.gateway.packer import FRAME_BYTES
from app.ports.discord_gateway import GatewayApi, Unauthorized
from app.ports.errors import Rejected, Unavailable

PAGE = 100
TRIES = 12

log = logging.getLogger(__name__)


class Backfill:
    """Twice is fine (messages are known by their ids downstream), never is not."""

    def __init__(
        self,
        *,
        shard: int,
        api: GatewayApi,
        offload: Offload,
        courier: Courier,
        metrics: ShardMetrics,
        epoch_ms: Callable[[], int],
        chance: Callable[[], float],
    ) -> None:
        self._shard = shard
        self._api = api
        self._offload = offload
        self._courier = courier
        self._metrics = metrics
        self._epoch_ms = epoch_ms
        self._chance = chance

    async def read(self, gap: GuildGap, after: int) -> None:
        """Fetch and post all messages of the guild behind `after`; returns when all are safe."""
        safe: list[asyncio.Future[None]] = []
        for channel in gap.channels:
            safe += await self._channel(gap.guild, channel, after)
        if safe:
            await asyncio.wait(safe)

    async def _channel(self, guild: str, channel: str, after: int) -> list[asyncio.Future[None]]:
        safe: list[asyncio.Future[None]] = []
        while True:
            await self._courier.room()
            page = await self._page(channel, after)
            if page:
                safe += self._post(guild, page)
                after = max(number for number, _ in page)
                self._metrics.backfilled += len(page)
            if len(page) < PAGE:
                return safe

    async def _page(self, channel: str, after: int) -> list[tuple[int, bytes]]:
        attempt = 0
        while attempt < TRIES:
            try:
                return await self._offload(self._api.messages_after, channel, after)
            except Unauthorized:
                raise
            except Rejected:
                # Gone, or hidden from the bot: it could not have been moderated either.
                return []
            except Unavailable as error:
                # Being told to wait is no failure.
                attempt += error.retry_after is None
                wait = error.retry_after or wait_seconds(attempt, chance=self._chance())
                await asyncio.sleep(wait)
        log.error("backfill.gave_up", extra={"shard": self._shard, "channel": channel})

        return []

    def _post(self, guild: str, page: list[tuple[int, bytes]]) -> list[asyncio.Future[None]]:
        at = self._epoch_ms()
        loop = asyncio.get_running_loop()
        safe: list[asyncio.Future[None]] = []
        for first, events in _in_envelopes(guild, page, at):
            done: asyncio.Future[None] = loop.create_future()
            safe.append(done)
            size = sum(map(len, events))
            self._courier.reserve(size)
            self._courier.post(
                Letter(
                    guild=guild,
                    identity=f"{self._shard}:backfill:{first}",
                    events=events,
                    size=size,
                    seal=self._seal,
                    safe=partial(_settle, done),
                )
            )

        return safe

    def _seal(self, letter: Letter) -> str:
        return envelope.seal(
            identity=letter.identity,
            guild=letter.guild,
            shard=self._shard,
            source="backfill",
            sent=self._epoch_ms(),
            events=letter.events,
        )


def _settle(done: asyncio.Future[None]) -> None:
    if not done.done():
        done.set_result(None)


def _in_envelopes(
    guild: str, page: list[tuple[int, bytes]], at: int
) -> list[tuple[int, list[bytes]]]:
    """Messages in order, as many in one envelope as it holds; named by its first message."""
    envelopes: list[tuple[int, list[bytes]]] = []
    size = envelope.MAX_BYTES
    for number, message in page:
        payload = ascii_json.ascii_json(b'{"guild_id":"%b",' % guild.encode() + message[1:])
        event = envelope.event_json(
            sequence=0,
            name="MESSAGE_CREATE",
            at=at,
            payload=shrink_if_large("MESSAGE_CREATE", payload),
        )
        if size + len(event) + FRAME_BYTES > envelope.MAX_BYTES:
            envelopes.append((number, []))
            size = 0
        envelopes[-1][1].append(event)
        size += len(event) + 1

    return envelopes
