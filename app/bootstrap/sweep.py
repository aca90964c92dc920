"""Wires `sweep`: what time brings, each kind of thing a job."""

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from pynamodb.connection import Connection

from app.adapters.dynamodb import tables
from app.adapters.dynamodb.calibrations import KIND as CALIBRATION
from app.adapters.dynamodb.calibrations import DynamoCalibrations
from app.adapters.dynamodb.deadlines import DynamoDeadlines
from app.adapters.dynamodb.erasures import KIND as ERASURE
from app.adapters.dynamodb.erasures import DynamoErasable, DynamoErasures, ErasureTables, scope_of
from app.adapters.dynamodb.guilds import DynamoGuilds
from app.adapters.dynamodb.members import DynamoMembers
from app.adapters.dynamodb.one_connection import one_connection
from app.adapters.dynamodb.pasts import DynamoPasts, PastTables
from app.adapters.dynamodb.policies import DynamoPolicies
from app.adapters.dynamodb.raid_cases import DynamoRaidCases
from app.adapters.dynamodb.raids import DynamoRaids
from app.adapters.dynamodb.records import DynamoRecords, RecordTables
from app.adapters.dynamodb.reputations import DynamoReputations
from app.adapters.dynamodb.trials import KIND, DynamoTrials
from app.adapters.dynamodb.upkeep import DynamoUpkeep, UpkeepTables
from app.adapters.telemetry import logs
from app.bootstrap.reputation_jobs import reputation_jobs
from app.config import SweepSettings, read
from app.domain.policies.policy import Policy
from app.ports.guilds import Guilds
from app.services.activate_policies import ActivatePolicy
from app.services.age_standing import AgeStanding
from app.services.calibrate_guild import CalibrateGuild
from app.services.count_trial import CountTrial
from app.services.erase_records import EraseRecords
from app.services.forget_words import ForgetWords
from app.services.keep_raid import KeepRaid
from app.services.lapse_review import LapseReview
from app.services.suggest_thresholds import SuggestThresholds
from app.services.sweep import DueJob, Job, Sweep

Handler = Callable[[Mapping[str, Any], object], dict[str, Any]]


def build(environment: Mapping[str, str] = os.environ) -> Handler:
    """The Lambda handler, everything it needs made and checked.

    Raises:
        ConfigError: settings are missing or wrong.
    """
    settings = read(SweepSettings, environment)
    logs.configure("sweep", settings.log_format, settings.log_level)
    sweep = service(settings)

    def handler(_event: Mapping[str, Any], _context: object) -> dict[str, Any]:
        swept = sweep()
        return {"done": {name: one.done for name, one in swept.items()}}

    return handler


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepTables:
    """The tables that things with a deadline stand in, and those that acting on them writes."""

    guilds: type[tables.GuildItem]
    members: type[tables.MemberItem]
    cases: type[tables.CaseItem]
    orders: type[tables.OrderItem]
    flags: type[tables.FlagItem]
    raids: type[tables.RaidItem]
    seen: type[tables.SeenItem]
    appeals: type[tables.AppealItem]
    evidence: type[tables.EvidencePage]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """What jobs are made of."""

    tables: SweepTables
    connection: Connection
    guilds: Guilds
    count_every: timedelta | None = None


def service(settings: SweepSettings, *, clock: Callable[[], datetime] | None = None) -> Sweep:
    """The use case with its adapters and all its jobs."""
    return Sweep(
        jobs_of(stores(settings)),
        clock=clock or _now,
        monotonic=time.monotonic,
        things=settings.things,
        seconds=settings.seconds,
    )


def jobs_of(stores: Stores) -> tuple[Job, ...]:
    """Every kind of thing that time brings; what members wait for comes first."""
    return (
        *record_jobs(stores),
        _raids(stores),
        _policies(stores),
        *_reputation(stores),
        _shadow(stores),
        _calibrations(stores),
        _erasures(stores),
    )


def record_jobs(stores: Stores) -> tuple[Job, ...]:
    """Warnings decay, mutes and bans end, reviews lapse, words go."""
    found, guilds = stores.tables, stores.guilds
    upkeep = DynamoUpkeep(
        UpkeepTables(
            members=found.members, cases=found.cases, flags=found.flags, orders=found.orders
        ),
        stores.connection,
    )
    age = AgeStanding(upkeep=upkeep, guilds=guilds)
    lapse = LapseReview(upkeep=upkeep, guilds=guilds, members=DynamoMembers(found.members))
    forget = ForgetWords(upkeep=upkeep)
    return (
        DueJob("standings", deadlines=DynamoDeadlines(found.members), act=age),
        DueJob("reviews", deadlines=DynamoDeadlines(found.flags), act=lapse),
        DueJob("words", deadlines=DynamoDeadlines(found.cases), act=forget),
    )


def _raids(stores: Stores) -> Job:
    """Raids end, waiting bans are tried again, members' records are completed."""
    found = stores.tables
    records = DynamoRecords(
        RecordTables(
            guilds=found.guilds,
            members=found.members,
            cases=found.cases,
            evidence=found.evidence,
            orders=found.orders,
            flags=found.flags,
            seen=found.seen,
        ),
        stores.connection,
    )
    keep = KeepRaid(
        raids=DynamoRaids(
            found.raids, found.orders, found.guilds, stores.connection, monotonic=time.monotonic
        ),
        cases=DynamoRaidCases(
            cases=found.cases,
            members=found.members,
            orders=found.orders,
            connection=stores.connection,
        ),
        members=DynamoMembers(found.members),
        records=records,
        guilds=stores.guilds,
    )
    return DueJob("raids", deadlines=DynamoDeadlines(found.raids), act=keep)


def _policies(stores: Stores) -> Job:
    """Versions that waited for their time come in force."""
    guilds = stores.tables.guilds
    policies = DynamoPolicies(guilds, stores.connection, first_policy=Policy())
    return DueJob(
        "policies",
        deadlines=DynamoDeadlines(guilds),
        act=ActivatePolicy(policies=policies),
    )


def _shadow(stores: Stores) -> Job:
    """What drafts in shadow would have done is counted."""
    found = stores.tables
    return DueJob(
        "shadow",
        deadlines=DynamoDeadlines(found.guilds, kind=KIND),
        act=CountTrial(trials=DynamoTrials(found.guilds), pasts=DynamoPasts(_pasts(stores))),
    )


def _calibrations(stores: Stores) -> Job:
    """What people said of decisions is read again, where somebody asked for it."""
    guilds = stores.tables.guilds
    calibrate = CalibrateGuild(
        suggest=SuggestThresholds(pasts=DynamoPasts(_pasts(stores)), guilds=stores.guilds),
        calibrations=DynamoCalibrations(guilds),
    )
    return DueJob(
        "calibrations", deadlines=DynamoDeadlines(guilds, kind=CALIBRATION), act=calibrate
    )


def _erasures(stores: Stores) -> Job:
    """What somebody asked for goes: reputations, or the records of what was done."""
    found = stores.tables
    erase = EraseRecords(
        erasures=DynamoErasures(found.guilds),
        records=DynamoErasable(
            ErasureTables(
                guilds=found.guilds,
                members=found.members,
                cases=found.cases,
                flags=found.flags,
                appeals=found.appeals,
            ),
            stores.connection,
        ),
        guilds=stores.guilds,
        members=DynamoMembers(found.members),
        reputations=DynamoReputations(members=found.members),
        scope_of=scope_of,
    )
    return DueJob("erasures", deadlines=DynamoDeadlines(found.guilds, kind=ERASURE), act=erase)


def _reputation(stores: Stores) -> tuple[Job, ...]:
    """Cases and conduct come onto members' reputation."""
    found = stores.tables
    return reputation_jobs(
        pasts=_pasts(stores),
        members=found.members,
        orders=found.orders,
        connection=stores.connection,
        guilds=stores.guilds,
        count_every=stores.count_every,
    )


def _pasts(stores: Stores) -> PastTables:
    found = stores.tables
    return PastTables(
        guilds=found.guilds,
        cases=found.cases,
        flags=found.flags,
        appeals=found.appeals,
        evidence=found.evidence,
    )


def stores(settings: SweepSettings) -> Stores:
    """The tables."""
    bound = partial(tables.bound, region=settings.region, endpoint=settings.endpoint)

    found = SweepTables(
        guilds=bound(tables.GuildItem, settings.guilds),
        members=bound(tables.MemberItem, settings.members),
        cases=bound(tables.CaseItem, settings.cases),
        orders=bound(tables.OrderItem, settings.orders),
        flags=bound(tables.FlagItem, settings.flags),
        raids=bound(tables.RaidItem, settings.raids),
        seen=bound(tables.SeenItem, settings.seen),
        appeals=bound(tables.AppealItem, settings.appeals),
        evidence=bound(tables.EvidencePage, settings.evidence),
    )
    connection = one_connection(
        (getattr(found, field.name) for field in fields(found)),
        region=settings.region,
        endpoint=settings.endpoint,
    )
    return Stores(
        count_every=timedelta(seconds=settings.count_every) if settings.count_every else None,
        tables=found,
        connection=connection,
        guilds=DynamoGuilds(found.guilds, first_policy=Policy(), monotonic=time.monotonic),
    )


def _now() -> datetime:
    return datetime.now(UTC)
