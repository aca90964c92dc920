"""Wires what a person runs from a shell to look after policies."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from pynamodb.connection import Connection

from app.adapters.dynamodb import tables
from app.adapters.dynamodb.erasures import DynamoErasures
from app.adapters.dynamodb.guilds import DynamoGuilds, known_guilds
from app.adapters.dynamodb.policies import DynamoPolicies
from app.config import PolicySettings, read
from app.domain.ids import GuildId
from app.domain.policies.faults import faults_of
from app.domain.policies.policy import Policy
from app.ports.policies import Policies
from app.services.ask_to_erase import AskToErase
from app.services.change_policy import ChangePolicy
from app.services.reset_guild import ResetGuild


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyDesk:
    """The books of policies, and what is done with them; `known` are the servers ever heard of."""

    known: Callable[[], Sequence[GuildId]]
    policies: Policies
    change: ChangePolicy
    reset: ResetGuild
    erase: AskToErase


def build(environment: Mapping[str, str]) -> PolicyDesk:
    """The use cases on the tables that the environment names.

    Raises:
        ConfigError: settings are missing or wrong.
    """
    settings = read(PolicySettings, environment)
    key, secret = (
        environment.get(f"AWS_{name}") for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY")
    )

    bound = partial(
        tables.bound,
        region=settings.region,
        endpoint=settings.endpoint,
        keys=(key, secret) if key and secret else None,
    )

    guilds = bound(tables.GuildItem, settings.guilds)
    connection = Connection(region=settings.region, host=settings.endpoint)
    if key and secret:
        connection.session.set_credentials(key, secret)
    policies = DynamoPolicies(guilds, connection, first_policy=Policy())
    change = ChangePolicy(policies=policies, clock=_now, faults_of=faults_of)
    erase = AskToErase(
        erasures=DynamoErasures(guilds),
        guilds=DynamoGuilds(guilds, first_policy=Policy(), monotonic=time.monotonic),
        clock=_now,
    )

    return PolicyDesk(
        known=lambda: known_guilds(guilds),
        policies=policies,
        change=change,
        reset=ResetGuild(change=change, erase=erase, first_policy=Policy()),
        erase=erase,
    )


def _now() -> datetime:
    return datetime.now(UTC)
