"""Wires what a person runs from a shell to look back: simulate, suggest, explain."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from pynamodb.connection import Connection

from app.adapters.dynamodb import tables
from app.adapters.dynamodb.guilds import DynamoGuilds
from app.adapters.dynamodb.pasts import DynamoPasts, PastTables
from app.adapters.dynamodb.policies import DynamoPolicies
from app.adapters.dynamodb.trials import DynamoTrials
from app.config import LookBackSettings, read
from app.domain.ids import GuildId
from app.domain.policies.policy import Policy
from app.ports.pasts import Pasts
from app.ports.trials import Trials
from app.services.explain_decision import ExplainDecision
from app.services.simulate_draft import SimulateDraft
from app.services.suggest_thresholds import SuggestThresholds


@dataclass(frozen=True, slots=True, kw_only=True)
class LookBack:
    """The use cases that read what was decided, and the drafts in shadow."""

    simulate: SimulateDraft
    suggest: SuggestThresholds
    explain: ExplainDecision
    trials: Trials
    pasts: Pasts
    policy_of: Callable[[GuildId], Policy]


def build(environment: Mapping[str, str]) -> LookBack:
    """The use cases on the tables that the environment names.

    Raises:
        ConfigError: settings are missing or wrong.
    """
    settings = read(LookBackSettings, environment)
    keys = (environment.get("AWS_ACCESS_KEY_ID"), environment.get("AWS_SECRET_ACCESS_KEY"))

    bound = partial(
        tables.bound,
        region=settings.region,
        endpoint=settings.endpoint,
        keys=(keys[0], keys[1]) if keys[0] and keys[1] else None,
    )

    found = PastTables(
        guilds=bound(tables.GuildItem, settings.guilds),
        cases=bound(tables.CaseItem, settings.cases),
        flags=bound(tables.FlagItem, settings.flags),
        appeals=bound(tables.AppealItem, settings.appeals),
        evidence=bound(tables.EvidencePage, settings.evidence),
    )
    pasts = DynamoPasts(found)
    guilds = DynamoGuilds(found.guilds, first_policy=Policy(), monotonic=time.monotonic)

    policies = DynamoPolicies(
        found.guilds,
        Connection(region=settings.region, host=settings.endpoint),
        first_policy=Policy(),
    )

    return LookBack(
        simulate=SimulateDraft(pasts=pasts, guilds=guilds),
        suggest=SuggestThresholds(pasts=pasts, guilds=guilds),
        explain=ExplainDecision(pasts=pasts, guilds=guilds, policies=policies),
        trials=DynamoTrials(found.guilds),
        pasts=pasts,
        policy_of=guilds.policy_of,
    )
