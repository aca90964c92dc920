"""The sweep as it is wired for production, on the embedded AWS."""

from datetime import UTC, datetime, timedelta

from app.adapters.dynamodb import tables
from app.adapters.dynamodb.counters import DynamoCounters
from app.bootstrap.sweep import service
from app.config import SweepSettings, read
from tests.conftest import Aws
from tests.moderation import fresh_guild


def test_every_job_finds_its_tables(fresh_aws: Aws) -> None:
    """IS-082: a sweep over nothing but a guild that was just joined."""
    settings = read(SweepSettings, {**fresh_aws.environment, "COUNT_EVERY_SECONDS": "10"})
    guilds = tables.bound(
        tables.GuildItem, settings.guilds, region=settings.region, endpoint=settings.endpoint
    )
    guild, now = fresh_guild(), datetime.now(UTC)
    DynamoCounters(guilds).begin(guild, now - timedelta(minutes=5))

    swept = service(settings)()

    assert swept["conduct"].done == 1
    assert not any(job.failed for job in swept.values())
    counter = DynamoCounters(guilds).of(guild)
    assert counter is not None
    assert counter.version == 1
    assert counter.counted_at >= now
