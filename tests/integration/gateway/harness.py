"""Runs the gateway against the tiny Discord and a real queue and table, inside the test."""

import asyncio
import contextlib
import random
import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from botocore.credentials import Credentials

from app.adapters.aws.signed import AwsPlace, SignedAws
from app.adapters.discord.gateway_api import RestGatewayApi
from app.adapters.dynamodb.sessions import DynamoSessions
from app.adapters.sqs.batch_sender import SqsBatchSender
from app.discord.envelope import Envelope, decode
from app.discord.intents import INTENTS
from app.gateway.plan import Outside, Plan
from app.gateway.process import serve_until
from app.ports.errors import Unavailable
from app.ports.event_queue import MessageQueue, QueueMessage, Refusal
from tests.conftest import Aws
from tests.integration.gateway.tiny_discord import TinyDiscord
from tests.patience import until


def now_ms() -> int:
    return time.time_ns() // 1_000_000


@dataclass
class FaultyQueue:
    """The real queue behind faults that a test switches on; `taken` numbers what it has."""

    inner: MessageQueue
    down: bool = False
    refuse: float = 0.0
    dice: random.Random = field(default_factory=lambda: random.Random(7))
    taken: list[int] = field(default_factory=list)

    def send(self, messages: Sequence[QueueMessage]) -> Sequence[Refusal]:
        if self.down:
            raise Unavailable("the queue is down")
        kept = [index for index in range(len(messages)) if self.dice.random() >= self.refuse]
        lost = set(range(len(messages))) - set(kept)
        refused = [Refusal(index=index, code="InternalError", hopeless=False) for index in lost]
        if not kept:
            return refused
        assert not self.inner.send([messages[index] for index in kept])
        self.taken += numbers_in(decode(messages[index].body) for index in kept)
        return refused


class Ledger:
    """Takes everything: for floods that the embedded queue would chew on for long."""

    def __init__(self) -> None:
        self.bodies: list[str] = []

    def send(self, messages: Sequence[QueueMessage]) -> Sequence[Refusal]:
        self.bodies += [message.body for message in messages]
        return []


class World:
    """One application with its queue and table; gateways come and go."""

    def __init__(self, aws: Aws, discord: TinyDiscord) -> None:
        self.discord = discord
        self.application = str(uuid.uuid4().int)[:18]
        self._aws = aws
        self.queue_url = aws.sqs.create_queue(QueueName=f"events-{self.application}")["QueueUrl"]
        self.call = SignedAws(
            AwsPlace(region="us-east-1", endpoint=aws.endpoint), Credentials("local", "local")
        )
        self.queue = FaultyQueue(SqsBatchSender(self.call, self.queue_url))
        self.sessions = DynamoSessions(
            self.call, table=aws["TABLE_SESSIONS"], application=self.application
        )
        self.pool = ThreadPoolExecutor(12)
        self.rest_pool = ThreadPoolExecutor(2)

    def close(self) -> None:
        self.pool.shutdown()
        self.rest_pool.shutdown()
        self.call.close()

    async def heard(self, numbers: Iterable[int]) -> None:
        """Wait until the queue has these messages, however often."""
        wanted = set(numbers)
        await until(lambda: wanted <= set(self.queue.taken))

    def envelopes(self) -> list[Envelope]:
        """Everything that is in the queue, taken out."""
        found: list[Envelope] = []
        while True:
            answer = self._aws.sqs.receive_message(QueueUrl=self.queue_url, MaxNumberOfMessages=10)
            got = answer.get("Messages", [])
            if not got:
                return found
            found += [decode(message["Body"]) for message in got]
            self._aws.sqs.delete_message_batch(
                QueueUrl=self.queue_url,
                Entries=[
                    {"Id": str(index), "ReceiptHandle": message["ReceiptHandle"]}
                    for index, message in enumerate(got)
                ],
            )

    @contextlib.asynccontextmanager
    async def gateway(
        self,
        *,
        compressed: bool = True,
        shards: Sequence[int] = (0,),
        shard_count: int = 1,
        canary_seconds: float = 60.0,
        lease_seconds: float = 30.0,
        health: tuple[str, int] | None = None,
        holder: str = "test",
        is_gone: Callable[[str], bool] = lambda _: False,
    ) -> AsyncIterator["asyncio.Task[None]"]:
        """A gateway that is stopped cleanly at the end of the block."""
        plan = Plan(
            token="token",
            application=self.application,
            intents=INTENTS,
            shards=shards,
            shard_count=shard_count,
            compressed=compressed,
            health=health,
            canary_seconds=canary_seconds,
            lease_seconds=lease_seconds,
            identify_spacing_ms=100,
        )
        outside = Outside(
            queue=self.queue,
            sessions=self.sessions,
            identifies=self.sessions,
            api=RestGatewayApi(base_url=self.discord.api, token="token", pace=0.0),
            pool=self.pool,
            rest_pool=self.rest_pool,
            monotonic=time.monotonic,
            epoch_ms=now_ms,
            chance=lambda: 0.1,
            holder=holder,
            is_gone=is_gone,
        )
        stop = asyncio.Event()
        task = asyncio.create_task(serve_until(stop, plan, outside))
        try:
            yield task
        finally:
            stop.set()
            await task


@contextlib.asynccontextmanager
async def world(aws: Aws, **discord: Any) -> AsyncIterator[World]:
    """A tiny Discord that behaves as told, and an application on it."""
    tiny = TinyDiscord(**discord)
    await tiny.start()
    around = World(aws, tiny)
    try:
        yield around
    finally:
        await tiny.stop()
        around.close()


async def say(discord: TinyDiscord, numbers: Sequence[int], *, words: int = 1) -> None:
    """Members write: one message each, told apart by its number."""
    for number in numbers:
        content = "" if discord.mute_content else f"message {number}" + " привет" * words
        message = discord.message(number, content, now_ms=now_ms())
        await discord.dispatch("MESSAGE_CREATE", message)


def numbers_in(envelopes: Iterable[Envelope]) -> list[int]:
    """The numbers of the messages that arrived."""
    return [
        event.payload()["number"]
        for envelope in envelopes
        for event in envelope.events
        if event.t == "MESSAGE_CREATE"
    ]
