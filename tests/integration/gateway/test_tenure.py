"""T-25: two gateways and one session; never two RESUMEs of it at once."""

import asyncio
import random
import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
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
from tests.integration.gateway.harness import numbers_in, say, world
from tests.patience import PATIENCE, until

LEASE = 1.2
LONG = 2 * PATIENCE
"""A lease that nobody waits out."""
WINS = 20
POINT = ResumePoint(session_id="s", sequence=7, resume_url="wss://x", at=0)


@pytest.fixture
def store(aws: Aws) -> Iterator[DynamoSessions]:
    call = SignedAws(
        AwsPlace(region="us-east-1", endpoint=aws.endpoint), Credentials("local", "local")
    )
    yield DynamoSessions(call, table=aws["TABLE_SESSIONS"], application=uuid.uuid4().hex)
    call.close()


@asynccontextmanager
async def tenures(
    store: DynamoSessions,
    *names: str,
    lease: float = LONG,
    monotonic: Callable[[], float] = time.monotonic,
) -> AsyncIterator[list[ShardTenure]]:
    with ThreadPoolExecutor(8) as pool:
        yield [
            ShardTenure(
                store,
                shard="0/1",
                holder=name,
                is_gone=lambda holder: holder == "dead",
                offload=Offload(pool),
                monotonic=monotonic,
                chance=random.random,
                lease=lease,
            )
            for name in names
        ]


def test_a_holder_that_lives_is_waited_for_and_one_that_died_is_not(store: DynamoSessions) -> None:
    async def scenario() -> None:
        async with tenures(store, "dead", "b") as (first, second):
            await first.take()
            await first.keep(POINT)
            assert await asyncio.wait_for(second.take(), PATIENCE) == POINT
            with pytest.raises(LostTenureError):
                await first.keep(None)
            assert not first.may_start()
            assert second.may_start()

    asyncio.run(scenario())


def test_a_silent_holder_is_succeeded_after_its_lease(store: DynamoSessions) -> None:
    async def scenario() -> None:
        clock = [0.0]
        async with tenures(store, "a", "b", lease=LEASE, monotonic=lambda: clock[0]) as both:
            first, second = both
            await first.take()
            taking = asyncio.create_task(second.take())
            for _ in range(6):
                await asyncio.sleep(LEASE / 3)
                clock[0] += LEASE / 3
                await first.keep(None)
                assert not taking.done()
            silent_since = clock[0]

            def waited() -> bool:
                clock[0] += LEASE / 100
                return taking.done()

            await until(waited)
            assert clock[0] - silent_since >= LEASE
            assert not first.may_start(), "its own lease has run out before"

    asyncio.run(scenario())


def test_a_released_shard_is_taken_at_once(store: DynamoSessions) -> None:
    async def scenario() -> None:
        async with tenures(store, "a", "b") as (first, second):
            await first.take()
            await first.keep(POINT)
            await first.release()
            assert await asyncio.wait_for(second.take(), PATIENCE) == POINT

    asyncio.run(scenario())


def test_of_many_that_race_one_may_start_at_any_moment(store: DynamoSessions) -> None:
    """T-25: they take, lose and release in every order; two never hold the right at once."""

    async def scenario() -> int:
        winners: list[ShardTenure] = []
        deadline = time.monotonic() + PATIENCE

        async def compete(
            me: ShardTenure, everybody: list[ShardTenure], dice: random.Random
        ) -> None:
            while len(winners) < WINS and time.monotonic() < deadline:
                try:
                    await asyncio.wait_for(me.take(), 1.0)
                    await me.keep(None)
                except (TimeoutError, LostTenureError):
                    continue
                # On a busy machine its own right may already have run out again.
                assert [one for one in everybody if one.may_start() and one is not me] == []
                winners.extend([me] * me.may_start())
                await asyncio.sleep(dice.random() * 0.02)
                await me.release()

        async with tenures(store, *"abcd", lease=3.0) as everybody:
            await asyncio.gather(
                *(
                    compete(one, everybody, random.Random(number))
                    for number, one in enumerate(everybody)
                )
            )
        return len(winners)

    assert asyncio.run(scenario()) >= WINS


def test_a_second_process_stands_by_and_takes_over(aws: Aws) -> None:
    """The first stops cleanly; the one that waited resumes its session, and only then."""

    async def scenario() -> None:
        async with world(aws) as around:
            discord = around.discord
            async with AsyncExitStack() as first, AsyncExitStack() as second:
                await first.enter_async_context(around.gateway(holder="first", lease_seconds=LONG))
                await until(lambda: discord.live)
                await second.enter_async_context(
                    around.gateway(holder="second", lease_seconds=LONG)
                )
                await say(discord, range(10))
                await around.heard(range(10))
                await asyncio.sleep(1.0)
                assert discord.resumes == []
                await first.aclose()
                await until(lambda: discord.live and discord.resumes)

            assert (len(discord.identifies), len(discord.resumes)) == (1, 1)
            assert discord.taken_over == 0, "the first had hung up before"
            assert sorted(numbers_in(around.envelopes())) == list(range(10))

    asyncio.run(scenario())
