"""The gateway's composition root: `python -m app.bootstrap.gateway`."""

import asyncio
import logging
import os
import random
import sys
import time
from collections.abc import Mapping
from concurrent.futures import Executor, ThreadPoolExecutor

from app.adapters.aws.parameters import secret
from app.adapters.aws.signed import AwsPlace, NoCredentialsError, SignedAws, find_credentials
from app.adapters.discord.gateway_api import RestGatewayApi
from app.adapters.dynamodb.sessions import DynamoSessions
from app.adapters.sqs.batch_sender import SqsBatchSender
from app.adapters.telemetry import logs
from app.discord.intents import INTENTS
from app.gateway import holder
from app.gateway.plan import Outside, Plan
from app.gateway.process import COURIER_WORKERS, serve
from app.gateway.settings import GatewaySettings, read_settings
from app.gateway.shard import FatalError
from app.ports.aws_call import AwsCall
from app.ports.discord_gateway import Unauthorized
from app.ports.errors import PortError

# sysexits.h EX_CONFIG: restarting cannot help, a supervisor should not.
EXIT_FATAL = 78
EXIT_BUG = 70
# The courier's workers, and room for the leases beside them. REST calls wait for each other anyway.
THREADS = COURIER_WORKERS + 2

log = logging.getLogger("app.bootstrap.gateway")


def main(environment: Mapping[str, str]) -> int:
    """Run the process; the exit status says whether starting it again can help."""
    settings = read_settings(environment)
    logs.configure("gateway", settings.log_format, settings.log_level)
    try:
        aws = SignedAws(
            AwsPlace(region=settings.aws_region, endpoint=settings.aws_endpoint_url),
            find_credentials(),
        )
        token = _token(settings, aws)
        with ThreadPoolExecutor(THREADS) as pool, ThreadPoolExecutor(1) as rest_pool:
            outside = _outside(settings, token, aws, (pool, rest_pool))
            asyncio.run(serve(_plan(settings, token), outside))
    except (FatalError, Unauthorized, NoCredentialsError) as error:
        return _give_up(str(error))
    except PortError as error:
        return _give_up(f"the bot token could not be read: {error}", status=1)
    except Exception:
        # The log shows where; the text of an exception may quote what a member wrote.
        log.exception("process.bug")
        return _give_up("ended by a bug, see the log", status=EXIT_BUG)

    return 0


def _token(settings: GatewaySettings, aws: AwsCall) -> str:
    if settings.discord_token is not None:
        return settings.discord_token

    return secret(aws, settings.discord_token_parameter or "")


def _plan(settings: GatewaySettings, token: str) -> Plan:
    return Plan(
        token=token,
        application=settings.discord_application_id,
        intents=INTENTS,
        shards=settings.shards,
        shard_count=settings.shard_count,
        compressed=settings.gateway_compression == "zlib-stream",
        health=None
        if settings.health_port is None
        else (settings.health_host, settings.health_port),
        canary_seconds=settings.gateway_canary_seconds,
    )


def _outside(
    settings: GatewaySettings, token: str, aws: AwsCall, pools: tuple[Executor, Executor]
) -> Outside:
    sessions = DynamoSessions(
        aws, table=settings.table_sessions, application=settings.discord_application_id
    )

    return Outside(
        queue=SqsBatchSender(aws, settings.events_queue_url),
        sessions=sessions,
        identifies=sessions,
        api=RestGatewayApi(base_url=settings.discord_api_url, token=token),
        pool=pools[0],
        rest_pool=pools[1],
        monotonic=time.monotonic,
        epoch_ms=_epoch_ms,
        chance=random.SystemRandom().random,
        holder=holder.own_name(),
        is_gone=holder.is_gone,
    )


def _epoch_ms() -> int:
    return time.time_ns() // 1_000_000


def _give_up(reason: str, *, status: int = EXIT_FATAL) -> int:
    sys.stderr.write(f"gateway: {reason}\n")

    return status


if __name__ == "__main__":
    sys.exit(main(os.environ))
