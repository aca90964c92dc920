"""T-25: two gateways and one session; never two RESUMEs of it at once."""

import asyncio
import random
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from botocore.credentials import Credentials

from app.adapters.aws.signed import AwsPlace, SignedAws
from app.adapters.dynamodb.sessions import DynamoSessions
from app.gateway.offload import Offload
from app.gateway.tenure import LostTenureError, ShardTenure
from app.ports.session_store import ResumePoint
from tests.conftest import Aws
from tests.integration.gateway.harness import numbers_in, say, until, world

LEASE = 1.2
POINT = ResumePoint(session_id="s", sequence=7, resume_url="wss://x", at=0)


@pytest.fixture
def store(aws: Aws) -> Iterator[DynamoSessions]:
    call = SignedAws(
        AwsPlace(region="us-east-1", endpoint=aws.endpoint), Credentials("local", "local")
    )
    yield DynamoSessions(call, table=aws["TABLE_SESSIONS"], application=uuid.uuid4().hex)
    call.close()


@asynccontextmanager
async def tenures(store: DynamoSessions, *names: str) -> AsyncIterator[list[ShardTenure]]:
    with ThreadPoolExecutor(8) as pool:
        yield [
            ShardTenure(
                store,
                shard="0/1",
                holder=name,
                is_gone=lambda holder: holder == "dead",
                offload=Offload(pool),
                monotonic=time.monotonic,
                chance=random.random,
                lease=LEASE,
            )
            for name in names
        ]


def test_a_holder_that_lives_is_waited_for_and_one_that_died_is_not(store: DynamoSessions) -> None:
    async def scenario() -> None:
        async with tenures(store, "dead", "b") as (first, second):
            await first.take()
            await first.keep(POINT)
            started = time.monotonic()
            assert await second.take() == POINT
            assert time.monotonic() - started < LEASE / 2
            with pytest.raises(LostTenureError):
                await first.keep(None)
            assert not first.may_start()
            assert second.may_start()

    asyncio.run(scenario())


def test_a_silent_holder_is_succeeded_after_its_lease(store: DynamoSessions) -> None:
    async def scenario() -> None:
        async with tenures(store, "a", "b") as (first, second):
            await first.take()
            taking = asyncio.create_task(second.take())
            for _ in range(4):
                await asyncio.sleep(LEASE / 3)
                await first.keep(None)
                assert not taking.done()
            await asyncio.wait_for(taking, LEASE * 2)
            assert not first.may_start(), "its own lease has run out before"

    asyncio.run(scenario())


def test_a_released_shard_is_taken_at_once(store: DynamoSessions) -> None:
    async def scenario() -> None:
        async with tenures(store, "a", "b") as (first, second):
            await first.take()
            await first.keep(POINT)
            await first.release()
            started = time.monotonic()
            assert await second.take() == POINT
            assert time.monotonic() - started < LEASE / 2

    asyncio.run(scenario())


def test_of_many_that_race_one_may_start_at_any_moment(store: DynamoSessions) -> None:
    """T-25: they take, lose and release in every order; two never hold the right at once."""

    async def scenario() -> int:
        async def compete(
            me: ShardTenure, everybody: list[ShardTenure], dice: random.Random
        ) -> int:
            won = 0
            until_then = time.monotonic() + 3.0
            while time.monotonic() < until_then:
                try:
                    await asyncio.wait_for(me.take(), 1.0)
                    await me.keep(None)
                except (TimeoutError, LostTenureError):
                    continue
                assert [one for one in everybody if one.may_start()] == [me]
                won += 1
                await asyncio.sleep(dice.random() * 0.02)
                await me.release()
            return won

        async with tenures(store, *"abcd") as everybody:
            competitors = [
                compete(one, everybody, random.Random(number))
                for number, one in enumerate(everybody)
            ]
            return sum(await asyncio.gather(*competitors))

    assert asyncio.run(scenario()) > 10


def test_a_second_process_stands_by_and_takes_over(aws: Aws) -> None:
    """The first stops cleanly; the one that waited resumes its session, and only then."""

    async def scenario() -> None:
        async with world(aws) as around:
            discord = around.discord
            async with AsyncExitStack() as first, AsyncExitStack() as second:
                await first.enter_async_context(around.gateway(holder="first"))
                await until(lambda: discord.live)
                await second.enter_async_context(around.gateway(holder="second"))
                await say(discord, range(10))
                await asyncio.sleep(1.0)
                assert discord.resumes == []
                await first.aclose()
                assert discord.live == {}
                await until(lambda: discord.live)

            assert (len(discord.identifies), len(discord.resumes)) == (1, 1)
            assert sorted(numbers_in(around.envelopes())) == list(range(10))

    asyncio.run(scenario())
