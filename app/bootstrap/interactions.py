"""Wires `interactions`: `build()` for Lambda; as a program it serves on loopback."""

import logging
import os
import signal
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from types import FrameType

from fastapi import FastAPI

from app.adapters.aws.parameters import secret
from app.adapters.aws.signed import AwsPlace, SignedAws, find_credentials
from app.adapters.dynamodb import codec, tables
from app.adapters.dynamodb.appeals import AppealTables, DynamoAppeals
from app.adapters.dynamodb.calibrations import DynamoCalibrations
from app.adapters.dynamodb.case_files import DynamoCaseFiles
from app.adapters.dynamodb.erasures import DynamoErasures
from app.adapters.dynamodb.guilds import DynamoGuilds
from app.adapters.dynamodb.members import DynamoMembers
from app.adapters.dynamodb.one_connection import one_connection
from app.adapters.dynamodb.policies import DynamoPolicies
from app.adapters.dynamodb.raids import DynamoRaids
from app.adapters.dynamodb.replies import DynamoReplies
from app.adapters.dynamodb.reputations import DynamoReputations
from app.adapters.dynamodb.trials import DynamoTrials
from app.adapters.telemetry import logs
from app.config import ConfigError, InteractionsSettings, read
from app.discord.custom_id import CustomIds
from app.domain.appeals.appeal import Appeal
from app.domain.guild import GuildFacts
from app.domain.order import Order
from app.domain.policies.policy import Policy
from app.domain.record.case import Case
from app.domain.record.standing import Standing
from app.interactions.asgi import web_app
from app.interactions.endpoint import InteractionEndpoint
from app.interactions.lambda_door import Handler, lambda_handler
from app.interactions.registry import all_routes
from app.interactions.routes import Router
from app.interactions.signature import Verifier
from app.services.ask_to_erase import AskToErase
from app.services.change_policy import ChangePolicy
from app.services.command_raids import CommandRaids
from app.services.decide_appeal import DecideAppeal
from app.services.open_appeal import OpenAppeal
from app.services.reset_guild import ResetGuild
from app.services.show_case import ShowCase
from app.services.show_reputation import ShowReputation
from app.services.take_suggestions import TakeSuggestions

_log = logging.getLogger(__name__)

REPLY_WITHIN = 2.5
"""Answers of the store that a repeated request waits for the first one's reply."""


def build(environment: Mapping[str, str] = os.environ) -> Handler:
    """The Lambda handler, everything it needs made and checked.

    Raises:
        ConfigError: settings are missing or wrong.
    """
    settings = read(InteractionsSettings, environment)
    logs.configure("interactions", settings.log_format, settings.log_level)

    return lambda_handler(app_of(settings))


def app_of(settings: InteractionsSettings) -> FastAPI:
    """The ASGI application with its adapters."""
    return web_app(endpoint_of(settings))


def endpoint_of(settings: InteractionsSettings) -> InteractionEndpoint:
    """The endpoint with its adapters, warm: the first person waits no longer than the others."""
    custom_ids = _custom_ids(settings)
    stores = _stores(settings)
    change = ChangePolicy(policies=stores.policies, clock=_now, faults_of=lambda _: ())
    erase = AskToErase(erasures=stores.erasures, guilds=stores.guilds, clock=_now)
    routes = all_routes(
        show_case=ShowCase(cases=stores.cases),
        open_appeal=OpenAppeal(
            cases=stores.cases, appeals=stores.appeals, guilds=stores.guilds, clock=_now
        ),
        decide_appeal=DecideAppeal(
            cases=stores.cases,
            appeals=stores.appeals,
            guilds=stores.guilds,
            members=stores.members,
            clock=_now,
        ),
        command_raids=CommandRaids(raids=stores.raids, guilds=stores.guilds, clock=_now),
        policies=stores.policies,
        change_policy=change,
        reset_guild=ResetGuild(change=change, erase=erase, first_policy=Policy()),
        erase=erase,
        suggestions=TakeSuggestions(
            calibrations=stores.calibrations,
            policies=stores.policies,
            trials=stores.trials,
            change=change,
            clock=_now,
        ),
        show_reputation=ShowReputation(
            reputations=stores.reputations,
            members=stores.members,
            guilds=stores.guilds,
            clock=_now,
        ),
        custom_ids=custom_ids,
    )
    codec.warm(Case, Order, Policy, GuildFacts, Appeal, Standing)

    return InteractionEndpoint(
        verifier=Verifier(settings.public_keys.split(",")),
        window=timedelta(seconds=settings.window_seconds),
        router=Router(routes, custom_ids),
        replies=stores.replies,
        clock=_now,
        pause=time.sleep,
        patience=REPLY_WITHIN * timedelta(seconds=settings.store_seconds),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stores:
    guilds: DynamoGuilds
    policies: DynamoPolicies
    erasures: DynamoErasures
    calibrations: DynamoCalibrations
    trials: DynamoTrials
    members: DynamoMembers
    raids: DynamoRaids
    reputations: DynamoReputations
    cases: DynamoCaseFiles
    appeals: DynamoAppeals
    replies: DynamoReplies


def _stores(settings: InteractionsSettings) -> _Stores:
    bound = partial(tables.bound, region=settings.region, endpoint=settings.endpoint)

    guilds = bound(tables.GuildItem, settings.guilds)
    members = bound(tables.MemberItem, settings.members)
    cases = bound(tables.CaseItem, settings.cases)
    orders = bound(tables.OrderItem, settings.orders)
    appeals = bound(tables.AppealItem, settings.appeals)
    raids = bound(tables.RaidItem, settings.raids)
    seen = bound(tables.SeenItem, settings.seen)
    connection = one_connection(
        (guilds, members, cases, orders, appeals, raids, seen),
        region=settings.region,
        endpoint=settings.endpoint,
        timeout_seconds=settings.store_seconds,
        retries=1,
    )

    return _Stores(
        guilds=DynamoGuilds(guilds, first_policy=Policy(), monotonic=time.monotonic),
        policies=DynamoPolicies(guilds, connection, first_policy=Policy()),
        erasures=DynamoErasures(guilds),
        calibrations=DynamoCalibrations(guilds),
        trials=DynamoTrials(guilds),
        members=DynamoMembers(members),
        raids=DynamoRaids(raids, orders, guilds, connection, monotonic=time.monotonic),
        reputations=DynamoReputations(members=members),
        cases=DynamoCaseFiles(cases=cases, orders=orders, guilds=guilds),
        appeals=DynamoAppeals(
            AppealTables(appeals=appeals, cases=cases, members=members, orders=orders, seen=seen),
            connection,
        ),
        replies=DynamoReplies(seen),
    )


def _custom_ids(settings: InteractionsSettings) -> CustomIds:
    try:
        return CustomIds(_secret(settings))
    except ValueError as error:
        raise ConfigError(f"COMPONENT_SECRET: {error}") from None


def _secret(settings: InteractionsSettings) -> bytes:
    if settings.component_secret is not None:
        return settings.component_secret.get_secret_value().encode()
    aws = SignedAws(
        AwsPlace(region=settings.region, endpoint=settings.endpoint), find_credentials()
    )

    return secret(aws, settings.component_secret_parameter or "").encode()


def _now() -> datetime:
    return datetime.now(UTC)


def main(environment: Mapping[str, str]) -> None:
    """Serve on loopback until a signal comes."""
    import uvicorn  # noqa: PLC0415 — Lambda has none and needs none

    settings = read(InteractionsSettings, environment)
    logs.configure("interactions", settings.log_format, settings.log_level)
    _log.info("started", extra={"port": settings.port})
    for signal_ in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signal_, _nothing_more)
    uvicorn.run(
        app_of(settings),
        host="127.0.0.1",
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )


def _nothing_more(_number: int, _frame: FrameType | None) -> None:
    """Uvicorn has stopped by then, and raises the signal once more."""


if __name__ == "__main__":
    main(os.environ)
