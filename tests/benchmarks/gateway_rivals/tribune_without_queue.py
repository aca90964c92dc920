"""Our gateway up to the queue: envelopes are made and sealed, and a sink acknowledges them.

What it costs beside `on_message` of the libraries, which hands its events to nobody either.
"""

import asyncio
import os
import random
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from app.adapters.aws.signed import AwsPlace, SignedAws, find_credentials
from app.adapters.discord.gateway_api import RestGatewayApi
from app.adapters.dynamodb.sessions import DynamoSessions
from app.discord.intents import INTENTS
from app.gateway import holder
from app.gateway.plan import Outside, Plan
from app.gateway.process import serve
from app.ports.event_queue import QueueMessage, Refusal


class Sink:
    """Counts events on their arrival."""

    def __init__(self, expected: int) -> None:
        self._expected = expected
        self._left = expected

    def send(self, messages: Sequence[QueueMessage]) -> Sequence[Refusal]:
        for message in messages:
            self._left -= message.body.count('"t":"MESSAGE_CREATE"')
        if self._left <= 0:
            self._left += self._expected
            sys.stdout.write("done\n")
            sys.stdout.flush()

        return []


def main() -> None:
    token, application = os.environ["DISCORD_TOKEN"], os.environ["DISCORD_APPLICATION_ID"]
    aws = SignedAws(
        AwsPlace(region=os.environ["AWS_REGION"], endpoint=os.environ["AWS_ENDPOINT_URL"]),
        find_credentials(),
    )
    sessions = DynamoSessions(aws, table=os.environ["TABLE_SESSIONS"], application=application)
    plan = Plan(
        token=token,
        application=application,
        intents=INTENTS,
        shards=(0,),
        shard_count=1,
        compressed=os.environ["GATEWAY_COMPRESSION"] == "zlib-stream",
        health=("127.0.0.1", int(os.environ["HEALTH_PORT"])),
        canary_seconds=60.0,
    )
    with ThreadPoolExecutor(5) as pool, ThreadPoolExecutor(1) as rest_pool:
        outside = Outside(
            queue=Sink(int(os.environ["EXPECTED"])),
            sessions=sessions,
            identifies=sessions,
            api=RestGatewayApi(base_url=os.environ["DISCORD_API_URL"], token=token),
            pool=pool,
            rest_pool=rest_pool,
            monotonic=time.monotonic,
            epoch_ms=lambda: time.time_ns() // 1_000_000,
            chance=random.SystemRandom().random,
            holder=holder.own_name(),
            is_gone=holder.is_gone,
        )
        asyncio.run(serve(plan, outside))


if __name__ == "__main__":
    main()
