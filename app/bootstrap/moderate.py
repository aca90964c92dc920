"""Wires `moderate`: envelopes from the queue are judged and put on record."""

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from redis import Redis
from redis.cluster import RedisCluster

from app.adapters.dynamodb import tables
from app.adapters.dynamodb.counters import DynamoCounters
from app.adapters.dynamodb.guilds import DynamoGuilds
from app.adapters.dynamodb.members import DynamoMembers
from app.adapters.dynamodb.one_connection import one_connection
from app.adapters.dynamodb.raids import DynamoRaids
from app.adapters.dynamodb.records import DynamoRecords, RecordTables
from app.adapters.dynamodb.reputations import DynamoReputations
from app.adapters.dynamodb.threads import DynamoThreads
from app.adapters.lists.phishing import PhishingList
from app.adapters.onnx import OnnxClassifier
from app.adapters.redis.guild_windows import RedisGuildWindows
from app.adapters.redis.link import Client
from app.adapters.redis.windows import RedisWindows
from app.adapters.telemetry import logs
from app.adapters.yaml.policy_file import read_policy
from app.config import ModerateSettings, read
from app.domain.ids import UserId
from app.domain.policies.policy import Policy
from app.services.gather import Gather
from app.services.handle_envelopes import Delivery, HandleEnvelopes
from app.services.hear_automod import HearAutoMod
from app.services.heed_audit_log import HeedAuditLog
from app.services.heed_joins import HeedJoins
from app.services.judge_messages import JudgeMessages
from app.services.learn_guild import LearnGuild
from app.services.learn_threads import LearnThreads
from app.services.read_names import ReadNames
from app.services.read_titles import ReadTitles
from app.services.watch_for_raids import WatchForRaids

Handler = Callable[[Mapping[str, Any], object], dict[str, Any]]


def build(environment: Mapping[str, str] = os.environ) -> Handler:
    """The Lambda handler, everything it needs made and checked, the model loaded and warm.

    Raises:
        ConfigError: settings are missing or wrong.
        ModelMissing, ModelAltered: there is no model, or not the one that was shipped.
    """
    settings = read(ModerateSettings, environment)
    logs.configure("moderate", settings.log_format, settings.log_level)
    handle = service(settings)

    def handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
        deliveries = [Delivery(record["messageId"], record["body"]) for record in event["Records"]]
        failed = handle(deliveries)
        return {"batchItemFailures": [{"itemIdentifier": one} for one in sorted(failed)]}

    return handler


def service(settings: ModerateSettings) -> HandleEnvelopes:
    """The use case with its adapters."""
    bound = partial(tables.bound, region=settings.region, endpoint=settings.endpoint)

    kept = RecordTables(
        guilds=bound(tables.GuildItem, settings.guilds),
        members=bound(tables.MemberItem, settings.members),
        cases=bound(tables.CaseItem, settings.cases),
        evidence=bound(tables.EvidencePage, settings.evidence),
        orders=bound(tables.OrderItem, settings.orders),
        flags=bound(tables.FlagItem, settings.flags),
        seen=bound(tables.SeenItem, settings.seen),
    )
    raid_items = bound(tables.RaidItem, settings.raids)
    connection = one_connection(
        (raid_items, *(getattr(kept, field.name) for field in fields(kept))),
        region=settings.region,
        endpoint=settings.endpoint,
    )
    members = DynamoMembers(kept.members)
    guilds = DynamoGuilds(
        kept.guilds,
        first_policy=_first_policy(settings),
        monotonic=time.monotonic,
        first_wins=settings.policy_file is not None,
    )
    records = DynamoRecords(kept, connection)
    windows = RedisWindows(lambda: _redis(settings))
    raids = DynamoRaids(raid_items, kept.orders, kept.guilds, connection, monotonic=time.monotonic)
    own = UserId(settings.application_id)
    watch = WatchForRaids(
        windows=RedisGuildWindows(lambda: _redis(settings)),
        raids=raids,
        guilds=guilds,
        own=own,
        clock=_now,
    )
    threads = DynamoThreads(kept.guilds, monotonic=time.monotonic)
    gather = Gather(
        threads=threads,
        guilds=guilds,
        members=members,
        reputations=DynamoReputations(members=kept.members, monotonic=time.monotonic),
        raids=raids,
        windows=windows,
        classifier=OnnxClassifier(Path(settings.model_dir), settings.model_stages),
        clock=_now,
        phishing=PhishingList(settings.phishing_list) if settings.phishing_list else None,
    )
    return HandleEnvelopes(
        judge=JudgeMessages(
            gather=gather, windows=windows, records=records, watch=watch, clock=_now
        ),
        threads=LearnThreads(threads=threads),
        learn=LearnGuild(guilds=guilds, counters=DynamoCounters(kept.guilds), clock=_now),
        heed=HeedAuditLog(members=members, guilds=guilds, records=records, own=own),
        joins=HeedJoins(watch=watch),
        readers=(
            ReadNames(guilds=guilds),
            ReadTitles(guilds=guilds),
            HearAutoMod(guilds=guilds, members=members),
        ),
        records=records,
        clock=_now,
    )


def _redis(settings: ModerateSettings) -> Client:
    kind = RedisCluster if settings.redis_mode == "cluster" else Redis
    seconds = settings.redis_seconds

    return kind.from_url(settings.redis_url, socket_timeout=seconds, socket_connect_timeout=seconds)


def _first_policy(settings: ModerateSettings) -> Policy:
    return read_policy(Path(settings.policy_file)) if settings.policy_file else Policy()


def _now() -> datetime:
    return datetime.now(UTC)
