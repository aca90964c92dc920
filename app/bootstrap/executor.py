"""The executor's composition root: `python -m app.bootstrap.executor`."""

import os
import random
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from app.adapters.discord.actions import RestActions
from app.adapters.discord.rest import DiscordRest
from app.adapters.discord.state import RestState
from app.adapters.dynamodb import tables
from app.adapters.dynamodb.guilds import DynamoGuilds
from app.adapters.dynamodb.members import DynamoMembers
from app.adapters.dynamodb.one_connection import one_connection
from app.adapters.dynamodb.orders import DynamoLedger
from app.adapters.dynamodb.papers import DynamoPapers, PaperTables
from app.adapters.dynamodb.raids import DynamoRaids
from app.adapters.sqs.orders import SqsOrderQueue
from app.adapters.telemetry import logs
from app.bootstrap.secrets import secret_of
from app.config import ExecutorSettings, read
from app.discord.custom_id import CustomIds
from app.domain.policies.policy import Policy
from app.executor.figures import Figures
from app.executor.journal import ExecutorJournal
from app.executor.process import Executor, Outside
from app.ports.effect_journal import EffectJournal
from app.ports.guilds import Guilds
from app.ports.ledger import Ledger
from app.ports.members import Members
from app.ports.papers import Papers
from app.ports.raids import RaidFiles
from app.services.bodies import Bodies
from app.services.carry_out_order import CarryOutOrder
from app.services.effect_calls import EffectCalls
from app.services.effect_recovery import EffectRecovery
from app.services.preflight import Preflight
from app.services.raid_calls import RaidCalls
from app.services.settling import Settling

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


def _now() -> datetime:
    return datetime.now(UTC)


def main(environment: Mapping[str, str]) -> int:
    """Run the process until it is told to stop."""
    settings = read(ExecutorSettings, environment)
    logs.configure("executor", settings.log_format, settings.log_level)
    finished = build(settings).run_until_told()

    return 0 if finished else 1


def build(settings: ExecutorSettings) -> Executor:
    """The executor with its adapters."""
    rest = DiscordRest(
        url=settings.api_url,
        token=secret_of("DISCORD_TOKEN", settings.token, settings.token_parameter),
        monotonic=time.monotonic,
        sleep=time.sleep,
        connections=settings.workers * 2,
        crowd=max(1, settings.workers // 2),
    )
    figures = Figures(
        {
            "calls": lambda: rest.figures.calls,
            "rate_limited": lambda: rest.figures.limited,
            "unclear": lambda: rest.figures.unclear,
            "invalid_requests": rest.invalid_requests,
            "token_refused": lambda: rest.stopped,
        }
    )
    sqs = _sqs(settings)

    def close() -> None:
        rest.close()
        sqs.close()

    return Executor(
        Outside(
            queue=SqsOrderQueue(sqs, settings.orders_queue, wait_seconds=settings.wait_seconds),
            carry_out=service(settings, rest, stores(settings), ExecutorJournal(figures)),
            pause=rest.pause,
            stopped=lambda: rest.stopped,
            figures=figures,
            monotonic=time.monotonic,
            chance=random.SystemRandom().random,
            close=close,
        ),
        workers=settings.workers,
        health=None
        if settings.health_port is None
        else (settings.health_host, settings.health_port),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """What is on record."""

    ledger: Ledger
    papers: Papers
    raids: RaidFiles
    guilds: Guilds
    members: Members


def stores(settings: ExecutorSettings, *, now: Callable[[], datetime] = _now) -> Stores:
    """The tables."""
    bound = partial(tables.bound, region=settings.region, endpoint=settings.endpoint)

    orders = bound(tables.OrderItem, settings.orders)
    guilds = bound(tables.GuildItem, settings.guilds)
    members = bound(tables.MemberItem, settings.members)
    papers = PaperTables(
        cases=bound(tables.CaseItem, settings.cases),
        flags=bound(tables.FlagItem, settings.flags),
        appeals=bound(tables.AppealItem, settings.appeals),
    )
    raids = bound(tables.RaidItem, settings.raids)
    connection = one_connection(
        (orders, guilds, members, raids, papers.cases, papers.flags, papers.appeals),
        region=settings.region,
        endpoint=settings.endpoint,
    )

    return Stores(
        ledger=DynamoLedger(orders, now=now),
        papers=DynamoPapers(papers),
        raids=DynamoRaids(raids, orders, guilds, connection, monotonic=time.monotonic),
        guilds=DynamoGuilds(guilds, first_policy=Policy(), monotonic=time.monotonic),
        members=DynamoMembers(members),
    )


def service(
    settings: ExecutorSettings,
    rest: DiscordRest,
    stores: Stores,
    journal: EffectJournal,
    *,
    now: Callable[[], datetime] = _now,
    sleep: Callable[[float], None] = time.sleep,
) -> CarryOutOrder:
    """The use case with its adapters."""
    secret = secret_of(
        "COMPONENT_SECRET", settings.component_secret, settings.component_secret_parameter
    )
    state = RestState(rest, monotonic=time.monotonic)
    actions = RestActions(rest, application=settings.application_id)
    calls = EffectCalls(
        actions=actions,
        state=state,
        papers=stores.papers,
        guilds=stores.guilds,
        bodies=Bodies(CustomIds(secret.encode())),
        raids=RaidCalls(actions=actions, state=state, raids=stores.raids, guilds=stores.guilds),
    )
    return CarryOutOrder(
        ledger=stores.ledger,
        papers=stores.papers,
        preflight=Preflight(state=state, members=stores.members, guilds=stores.guilds),
        calls=calls,
        recovery=EffectRecovery(state=state, calls=calls),
        settling=Settling(papers=stores.papers, raids=stores.raids, calls=calls),
        journal=journal,
        now=now,
        sleep=sleep,
    )


def _sqs(settings: ExecutorSettings) -> "SQSClient":
    return boto3.client(
        "sqs",
        region_name=settings.region,
        endpoint_url=settings.endpoint,
        config=Config(
            max_pool_connections=settings.workers + 4,
            connect_timeout=3,
            read_timeout=settings.wait_seconds + 10,
            retries={"mode": "standard", "total_max_attempts": 3},
        ),
    )


if __name__ == "__main__":
    sys.exit(main(os.environ))
