"""Sends interactions to the application: signed HTTP when it has a URL, else by the gateway."""

import asyncio
from dataclasses import dataclass

import aiohttp
import orjson

from app.local.discord.contract.judge import Judge
from app.local.discord.contract.request import Request
from app.local.discord.effects import EffectLog
from app.local.discord.errors import ApiError
from app.local.discord.interactions.answers import apply_answer
from app.local.discord.interactions.payloads import ping
from app.local.discord.interactions.registry import Interaction, Interactions
from app.local.discord.interactions.signing import Signer
from app.local.discord.state.entities import Json
from app.local.discord.state.events import Event
from app.local.discord.state.world import World, dump

POLL_SECONDS = 0.005


@dataclass(slots=True, kw_only=True, eq=False)
class Sender:
    """Delivers an interaction and sees that it is answered in time."""

    world: World
    interactions: Interactions
    judge: Judge
    effects: EffectLog
    signer: Signer
    url: str | None = None
    session: aiohttp.ClientSession | None = None

    async def send(self, interaction: Interaction) -> Interaction:
        """Deliver, wait for the first answer, apply it; failures are noted, not raised."""
        self.interactions.add(interaction)
        if self.url is None:
            self.world.emit(Event(name="INTERACTION_CREATE", data=dump(interaction.payload)))
            await self._await_callback(interaction)
            return interaction
        try:
            async with asyncio.timeout(self.interactions.answer_seconds):
                await self._over_http(interaction, self.url)
        except TimeoutError:
            self._too_late(interaction)
        except aiohttp.ClientError as error:
            interaction.failure = f"the endpoint was not reached: {type(error).__name__}"
        return interaction

    async def _over_http(self, interaction: Interaction, url: str) -> None:
        status, content_type, raw = await self.post(url, dump(interaction.payload))
        if status == 202:  # noqa: PLR2004 — "the answer comes by the callback route"
            await self._await_callback(interaction)
            return
        if status != 200 or not content_type.startswith("application/json"):  # noqa: PLR2004
            interaction.failure = f"the endpoint answered {status} {content_type}"
            return
        self._take_answer(interaction, raw)

    def _take_answer(self, interaction: Interaction, raw: bytes) -> None:
        operation = "create_interaction_response"
        body: Json | None = None
        try:
            body = orjson.loads(raw)
            request = Request(
                operation=operation,
                method="POST",
                body=body,
                has_body=True,
                now=self.world.now(),
                over_http=False,
            )
            self.judge.check(request, f"inline:{interaction.id}")
            _require_typed(body)
            self.interactions.awaiting_answer(interaction.id, interaction.token)
            made = apply_answer(self.world, interaction, body)
        except orjson.JSONDecodeError:
            interaction.failure = "the answer is no JSON"
            return
        except ApiError as error:
            interaction.failure = f"{error.code}: {error.message} {error.fields or ''}".strip()
            self.effects.note(
                self.world.now(),
                operation,
                {"interaction_id": interaction.id},
                body=body,
                status=error.status,
                code=error.code,
                applied=False,
            )
            return
        self.effects.note(
            self.world.now(),
            operation,
            {"interaction_id": interaction.id, "channel_id": interaction.channel_id},
            body=body,
            status=200,
            made=made.id if made else None,
        )

    async def _await_callback(self, interaction: Interaction) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + self.interactions.answer_seconds
        while interaction.answer is None:
            if loop.time() > end:
                self._too_late(interaction)
                return
            await asyncio.sleep(POLL_SECONDS)

    def _too_late(self, interaction: Interaction) -> None:
        interaction.failure = f"no answer within {self.interactions.answer_seconds:g} seconds"

    async def post(
        self, url: str, body: bytes, *, spoil_signature: bool = False
    ) -> tuple[int, str, bytes]:
        """One signed request; a spoiled signature is what Discord sends to test the endpoint."""
        headers = self.signer.headers(body, self.world.now())
        if spoil_signature:
            headers["X-Signature-Ed25519"] = "00" * 64
        if self.session is None:
            self.session = aiohttp.ClientSession()
        async with self.session.post(url, data=body, headers=headers) as answer:
            return answer.status, answer.headers.get("Content-Type", ""), await answer.read()

    async def verifies(self, url: str) -> bool:
        """Discord's check of a new endpoint: PING is answered, a bad signature gets 401."""
        body = dump(ping(self.world))
        try:
            async with asyncio.timeout(self.interactions.answer_seconds):
                status, _, raw = await self.post(url, body)
                refused, _, _ = await self.post(url, body, spoil_signature=True)
        except (TimeoutError, aiohttp.ClientError):
            return False
        answered = status == 200 and raw.strip().replace(b" ", b"") == b'{"type":1}'  # noqa: PLR2004
        return answered and refused == 401  # noqa: PLR2004

    async def close(self) -> None:
        if self.session is not None:
            await self.session.close()
            self.session = None


def _require_typed(body: object) -> None:
    if not isinstance(body, dict) or not isinstance(body.get("type"), int):
        raise ApiError(50035)
