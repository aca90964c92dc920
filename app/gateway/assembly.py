"""Puts one shard together from its parts."""

import asyncio

from app.gateway.backfill import Backfill
from app.gateway.canary import Canary
from app.gateway.gap_filler import GapFiller
from app.gateway.intake import Intake
from app.gateway.journal import Journal
from app.gateway.metrics import Metrics, ShardMetrics
from app.gateway.outbox import Outbox
from app.gateway.plan import Outside, Plan
from app.gateway.protocol import Identity
from app.gateway.shard import Shard
from app.gateway.surroundings import Surroundings
from app.gateway.tenure import ShardTenure


def assemble_shard(
    number: int, plan: Plan, outside: Outside, around: Surroundings, metrics: Metrics
) -> Shard:
    """Everything that lives and ends with this shard."""
    figures = metrics.shards.setdefault(number, ShardMetrics())
    journal = Journal()
    canary = Canary(now=outside.monotonic(), window=plan.canary_seconds)
    outbox = Outbox(
        shard=number,
        courier=around.courier,
        journal=journal,
        monotonic=outside.monotonic,
        epoch_ms=outside.epoch_ms,
    )
    backfill = Backfill(
        shard=number,
        api=outside.api,
        offload=around.rest,
        courier=around.courier,
        metrics=figures,
        epoch_ms=outside.epoch_ms,
        chance=outside.chance,
    )
    changed = asyncio.Event()
    gaps = GapFiller(
        shard=number,
        journal=journal,
        backfill=backfill,
        changed=changed,
        monotonic=outside.monotonic,
    )
    intake = Intake(
        shard=number,
        journal=journal,
        outbox=outbox,
        gaps=gaps,
        changed=changed,
        canary=canary,
        metrics=figures,
        own_ids=frozenset({plan.application}),
        epoch_ms=outside.epoch_ms,
    )
    tenure = ShardTenure(
        outside.sessions,
        shard=f"{number}/{plan.shard_count}",
        holder=outside.holder,
        is_gone=outside.is_gone,
        offload=around.offload,
        monotonic=outside.monotonic,
        chance=outside.chance,
        lease=plan.lease_seconds,
    )
    identity = Identity(
        token=plan.token, intents=plan.intents, shard_id=number, shard_count=plan.shard_count
    )

    return Shard(
        identity,
        around=around,
        tenure=tenure,
        intake=intake,
        gaps=gaps,
        changed=changed,
        canary=canary,
        metrics=figures,
    )
