"""A gateway's life on a tiny Discord with a real queue and table."""

import asyncio
import json
import urllib.request
from functools import partial

import pytest

from app.discord.envelope import decode
from app.gateway.shard import FatalError
from app.local.ports import free_port
from app.ports.discord_gateway import Unauthorized
from tests.conftest import Aws
from tests.integration.gateway.harness import Ledger, World, now_ms, numbers_in, say, world
from tests.integration.gateway.tiny_discord import TinyDiscord
from tests.patience import PATIENCE, until


@pytest.mark.parametrize("compressed", [True, False])
def test_messages_reach_the_queue_in_envelopes_of_their_guild(
    aws: Aws,
    compressed: bool,  # noqa: FBT001
) -> None:
    async def scenario() -> None:
        async with world(aws, guilds=3) as around:
            async with around.gateway(compressed=compressed):
                await until(lambda: around.discord.live)
                await say(around.discord, range(60))
                await around.heard(range(60))
            envelopes = around.envelopes()

        assert around.discord.compressed_seen is compressed
        assert sorted(numbers_in(envelopes)) == list(range(60))
        assert len({envelope.id for envelope in envelopes}) == len(envelopes)
        assert {envelope.source for envelope in envelopes} == {"gateway"}
        for envelope in envelopes:
            for event in envelope.events:
                payload = event.payload()
                assert payload.get("guild_id", payload["id"]) == envelope.guild

    asyncio.run(scenario())


def test_a_clean_stop_keeps_the_session_for_the_next_process(aws: Aws) -> None:
    """GW-8: closed with 4000; after the restart RESUME, no IDENTIFY, no backfill, nothing lost."""

    async def scenario() -> None:
        async with world(aws) as around:
            discord = around.discord
            async with around.gateway():
                await until(lambda: discord.live)
                await say(discord, range(20))
            await say(discord, range(20, 40))
            async with around.gateway(lease_seconds=2 * PATIENCE):
                # The lease was given back: nobody waits for it to run out.
                await until(lambda: discord.live)
                await say(discord, range(40, 60))
                await around.heard(range(60))

            await until(lambda: discord.closes == [4000, 4000])
            assert len(discord.identifies) == 1
            assert len(discord.resumes) == 1
            assert not [call for call in discord.rest_calls if "messages" in call]
            numbers = numbers_in(around.envelopes())
            assert sorted(set(numbers)) == list(range(60))
            assert len(numbers) == 60, "what was acknowledged before the stop is not sent again"

    asyncio.run(scenario())


def test_a_refused_resume_is_followed_by_identify_and_backfill(aws: Aws) -> None:
    """GW-7: what was said in between is read by REST, page after page."""

    async def scenario() -> None:
        async with world(aws, guilds=2) as around:
            discord = around.discord
            async with around.gateway():
                await until(lambda: discord.live)
                await say(discord, range(10))
            discord.refuse_resume = True
            await say(discord, range(10, 500))
            async with around.gateway():
                await until(lambda: len(discord.identifies) == 2)
                await say(discord, range(500, 520))
                await around.heard(range(520))
            envelopes = around.envelopes()

        assert set(numbers_in(envelopes)) == set(range(520))
        backfilled = [envelope for envelope in envelopes if envelope.source == "backfill"]
        assert backfilled
        for envelope in backfilled:
            assert {event.payload()["guild_id"] for event in envelope.events} == {envelope.guild}

    asyncio.run(scenario())


def test_without_a_stored_session_nothing_is_backfilled(aws: Aws) -> None:
    async def scenario() -> None:
        async with world(aws) as around:
            around.discord.message(1, "long ago", now_ms=now_ms())
            async with around.gateway():
                await until(lambda: around.discord.live)
                await asyncio.sleep(0.3)

            assert not [call for call in around.discord.rest_calls if "messages" in call]
            assert numbers_in(around.envelopes()) == []

    asyncio.run(scenario())


def test_a_stop_in_the_middle_of_a_backfill_leaves_it_to_the_next_process(aws: Aws) -> None:
    """The stored point stays before the gap until the gap is filled."""

    async def scenario() -> None:
        async with world(aws) as around:
            discord = around.discord
            async with around.gateway():
                await until(lambda: discord.live)
                await say(discord, range(5))
            before = around.sessions.look("0/1")
            discord.refuse_resume = True
            discord.history_open.clear()
            await say(discord, range(5, 250))
            async with around.gateway():
                await until(lambda: any("messages" in call for call in discord.rest_calls))
            discord.history_open.set()
            after = around.sessions.look("0/1")
            assert before is not None
            assert after is not None
            assert after.point == before.point
            async with around.gateway():
                await around.heard(range(250))
                await until(lambda: _session(around) == "session-2")

            assert set(numbers_in(around.envelopes())) == set(range(250))
            last = around.sessions.look("0/1")
            assert last is not None
            assert last.point is not None
            assert last.point.session_id == "session-2"

    asyncio.run(scenario())


def test_the_point_waits_until_the_queue_has_what_was_backfilled(aws: Aws) -> None:
    """Read is not yet safe: with the queue down, the stored point stays before the gap."""

    async def scenario() -> None:
        async with world(aws) as around:
            discord = around.discord
            async with around.gateway():
                await until(lambda: discord.live)
            before = around.sessions.look("0/1")
            await say(discord, range(5))
            discord.refuse_resume = True
            around.queue.down = True
            async with around.gateway():
                await until(lambda: any("messages" in call for call in discord.rest_calls))
                await asyncio.sleep(1.5)
                during = around.sessions.look("0/1")
                around.queue.down = False
                await until(lambda: _session(around) == "session-1")

            assert before is not None
            assert during is not None
            assert during.point == before.point
            assert set(numbers_in(around.envelopes())) == set(range(5))

    asyncio.run(scenario())


def test_while_the_queue_is_down_it_stops_reading_but_not_its_heart(aws: Aws) -> None:
    """G-6: nothing is lost, nothing is resumed, and it recovers by itself."""

    async def scenario() -> None:
        # Long enough between two beats for what had piled up to be read before the next ACK.
        async with world(aws, heartbeat_ms=4_000) as around:
            discord = around.discord
            async with around.gateway(compressed=False):
                await until(lambda: discord.live)
                around.queue.inner = ledger = Ledger()
                around.queue.down = True
                flood = asyncio.create_task(say(discord, range(4_000), words=300))
                await until(lambda: not discord.is_read())
                beats = len(discord.beats)
                await until(partial(_beaten, discord, beats + 2))
                assert not flood.done(), "the socket is not read any more"
                around.queue.down = False
                await asyncio.wait_for(flood, PATIENCE)
                await around.heard(range(4_000))

            assert len(discord.identifies) == 1
            assert discord.resumes == []
            arrived = [decode(body) for body in ledger.bodies]
            assert sorted(numbers_in(arrived)) == list(range(4_000))

    asyncio.run(scenario())


def test_refused_entries_are_sent_again_before_the_point_moves(aws: Aws) -> None:
    """AW-4"""

    async def scenario() -> None:
        async with world(aws, guilds=20) as around:
            around.queue.refuse = 0.4
            async with around.gateway():
                await until(lambda: around.discord.live)
                await say(around.discord, range(400))
                await around.heard(range(400))

            assert sorted(numbers_in(around.envelopes())) == list(range(400))

    asyncio.run(scenario())


def test_missing_acks_lead_to_resume_within_an_interval(aws: Aws) -> None:
    """GW-3"""

    async def scenario() -> None:
        async with world(aws, heartbeat_ms=500) as around:
            discord = around.discord
            async with around.gateway():
                await until(lambda: discord.live)
                discord.acks = False
                before = len(discord.beats)
                await until(lambda: discord.resumes)
                unanswered = len(discord.beats) - before
                discord.acks = True
                await say(discord, range(5))
                await around.heard(range(5))

            assert unanswered <= 2, "the second beat is not waited for"
            assert discord.closes[0] == 4000
            assert set(numbers_in(around.envelopes())) == set(range(5))

    asyncio.run(scenario())


def test_a_deaf_socket_is_found_and_cured(aws: Aws) -> None:
    """GW-4"""

    async def scenario() -> None:
        async with world(aws) as around:
            discord = around.discord
            async with around.gateway(canary_seconds=1.5):
                await until(lambda: discord.live)
                await say(discord, range(3))
                discord.deaf = True
                history = discord.message(3, now_ms=now_ms() + 60_000)
                discord.session.sent.append(
                    {
                        "op": 0,
                        "s": len(discord.session.sent) + 1,
                        "t": "MESSAGE_CREATE",
                        "d": history,
                    }
                )
                await until(lambda: discord.resumes)
                discord.deaf = False
                await around.heard(range(4))

            assert set(numbers_in(around.envelopes())) == {0, 1, 2, 3}
            assert len(discord.identifies) == 1

    asyncio.run(scenario())


def test_a_connection_that_is_cut_is_resumed(aws: Aws) -> None:
    """GW-6"""

    async def scenario() -> None:
        async with world(aws) as around:
            discord = around.discord
            async with around.gateway():
                await until(lambda: discord.live)
                for start in range(0, 100, 20):
                    await say(discord, range(start, start + 10))
                    discord.drop()
                    await say(discord, range(start + 10, start + 20))
                    await until(partial(_resumed, discord, start // 20 + 1))
                await around.heard(range(100))

            assert len(discord.identifies) == 1
            assert sorted(numbers_in(around.envelopes())) == list(range(100))

    asyncio.run(scenario())


def test_a_dead_resume_address_does_not_end_the_session(aws: Aws) -> None:
    """GW-6: after two tries the gateway's own address is used."""

    async def scenario() -> None:
        async with world(aws, resume_url="ws://127.0.0.1:9") as around:
            discord = around.discord
            async with around.gateway():
                await until(lambda: discord.live)
                discord.drop()
                await say(discord, range(5))
                await around.heard(range(5))

            assert sorted(numbers_in(around.envelopes())) == list(range(5))

    asyncio.run(scenario())


def test_a_gap_in_the_sequence_is_resumed_from_the_last_good_event(aws: Aws) -> None:
    """GW-20"""

    async def scenario() -> None:
        async with world(aws) as around:
            discord = around.discord
            async with around.gateway():
                await until(lambda: discord.live)
                await say(discord, range(5))
                discord.deaf = True
                await say(discord, range(5, 8))
                discord.deaf = False
                await say(discord, range(8, 12))
                await around.heard(range(12))

            assert discord.resumes[0][1] == 7
            assert sorted(numbers_in(around.envelopes())) == list(range(12))

    asyncio.run(scenario())


def test_an_event_that_nobody_can_read_costs_the_session_but_no_message(aws: Aws) -> None:
    """T-13: RESUME twice, then a new session and a backfill around the poison."""

    async def scenario() -> None:
        async with world(aws) as around:
            discord = around.discord
            async with around.gateway():
                await until(lambda: discord.live)
                await say(discord, range(5))
                discord.session.sent.append('{"op":0,"s":8,"t":"MESSAGE_CREATE","d":{')
                await say(discord, range(5, 10))
                await until(lambda: len(discord.identifies) == 2)
                await say(discord, range(10, 15))
                await around.heard(range(15))

            assert set(numbers_in(around.envelopes())) == set(range(15))

    asyncio.run(scenario())


@pytest.mark.parametrize("code", [4004, 4010, 4011, 4012, 4013, 4014])
def test_a_fatal_close_code_ends_the_process(aws: Aws, code: int) -> None:
    """GW-9"""

    async def scenario() -> int:
        async with world(aws, identify_close=code) as around:
            with pytest.raises(FatalError, match=str(code)):
                async with around.gateway() as task:
                    await asyncio.wait_for(asyncio.shield(task), PATIENCE)
            return len(around.discord.identifies)

    assert asyncio.run(scenario()) == 1


def test_a_dead_token_ends_the_process_before_it_connects(aws: Aws) -> None:
    """G-5: one call, no IDENTIFY."""

    async def scenario() -> None:
        async with world(aws, unauthorized=True) as around:
            with pytest.raises(Unauthorized):
                async with around.gateway() as task:
                    await asyncio.wait_for(asyncio.shield(task), PATIENCE)

            assert len(around.discord.rest_calls) == 1
            assert around.discord.identifies == []

    asyncio.run(scenario())


def test_the_last_sessions_of_the_day_are_not_spent(aws: Aws) -> None:
    """GW-10"""

    async def scenario() -> None:
        async with world(aws, remaining=100) as around:
            async with around.gateway():
                await asyncio.sleep(1.0)

            assert around.discord.identifies == []

    asyncio.run(scenario())


def test_several_shards_live_in_one_process(aws: Aws) -> None:
    """GW-12"""

    async def scenario() -> None:
        async with world(aws) as around:
            async with around.gateway(shards=(0, 1, 2), shard_count=4):
                await until(lambda: all(_session(around, f"{shard}/4") for shard in range(3)))

            asked = sorted(tuple(one["shard"]) for one in around.discord.identifies)
            assert asked == [(0, 4), (1, 4), (2, 4)]
            await until(lambda: around.discord.closes == [4000] * 3)

    asyncio.run(scenario())


def test_missing_message_content_raises_the_alarm(aws: Aws) -> None:
    """GW-14, and what `/healthz` and `/metrics` say."""

    async def scenario() -> None:
        async with world(aws, mute_content=True) as around:
            port = free_port()
            async with around.gateway(health=("127.0.0.1", port)):
                await until(lambda: around.discord.live)
                await say(around.discord, range(30))
                await around.heard(range(30))
                metrics = (await _get(port, "/metrics")).decode()
                health = json.loads(await _get(port, "/healthz"))

        assert health["status"] == "degraded"
        assert health["degraded"] == ["content_missing"]
        assert health["shards"] == {"0": True}
        assert 'forwarded_total{shard="0"} 31.0' in metrics
        assert 'tribune_gateway_content_missing{shard="0"} 1.0' in metrics
        assert 'tribune_gateway_connected{shard="0"} 1.0' in metrics

    asyncio.run(scenario())


def _session(around: World, shard: str = "0/1") -> str | None:
    seen = around.sessions.look(shard)
    return None if seen is None or seen.point is None else seen.point.session_id


def _beaten(discord: TinyDiscord, times: int) -> bool:
    return len(discord.beats) >= times


def _resumed(discord: TinyDiscord, times: int) -> bool:
    """And the line is whole again."""
    return len(discord.resumes) == times and bool(discord.live)


async def _get(port: int, path: str) -> bytes:
    def get() -> bytes:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=PATIENCE) as answer:
            return bytes(answer.read())

    return await asyncio.to_thread(get)
