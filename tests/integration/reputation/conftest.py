"""Judging and sweeping on the embedded AWS, on a guild of its own for each test."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from pynamodb.connection import Connection

from app.adapters.dynamodb import codec, tables
from app.adapters.dynamodb.pasts import PastTables
from app.adapters.dynamodb.reputations import DynamoReputations
from app.bootstrap.reputation_jobs import reputation_jobs
from app.domain.ids import GuildId, UserId
from app.domain.order import Order
from app.domain.policies.policy import Policy
from app.domain.reputation.record import Reputation
from app.services.sweep import Budget, Job, Swept
from tests.conftest import Aws
from tests.moderation import Moderation, envelope, fresh_guild, guild_payload, moderation
from tests.scripted_classifier import ScriptedClassifier


@dataclass
class Place:
    """A guild, the use case that judges its messages, and the jobs that follow."""

    moderate: Moderation
    jobs: tuple[Job, ...]
    reputations: DynamoReputations
    guild: GuildId = field(default_factory=fresh_guild)

    def enter(self) -> None:
        """The bot joins, and from now on conduct is counted."""
        self.moderate.handle([envelope(self.guild, ("GUILD_CREATE", guild_payload(self.guild)))])

    def sweep(self, after: timedelta = timedelta(minutes=1)) -> dict[str, Swept]:
        now = datetime.now(UTC) + after
        return {job.name: job(now, Budget(1000, 1.0, lambda: 0.0)) for job in self.jobs}

    def record(self, user: int) -> Reputation:
        member = (self.guild, UserId(user))
        return self.reputations.of([member])[member]

    def points(self, user: int) -> int:
        member = (self.guild, UserId(user))
        return self.reputations.points_of([member]).get(member, 0)

    def notices(self) -> list[Order]:
        found = (codec.load(Order, item.body) for item in self.moderate.tables.orders.scan())
        return [one for one in found if one.guild == self.guild and ":achievement:" in one.id]


@pytest.fixture
def place(aws: Aws, redis_url: str) -> Place:
    return a_place(aws, redis_url)


def a_place(aws: Aws, redis_url: str, policy: Policy | None = None) -> Place:
    """A guild under a policy, with the classifier of the tests."""
    classifier = ScriptedClassifier({"you are scum": 0.97})
    moderate = moderation(aws.environment, redis_url, classifier, policy=policy)
    endpoint, region = aws.endpoint, aws["AWS_REGION"]
    connection = Connection(region=region, host=endpoint)
    found = moderate.tables

    return Place(
        moderate=moderate,
        reputations=DynamoReputations(
            members=found.members, orders=found.orders, connection=connection, monotonic=Jumping()
        ),
        jobs=reputation_jobs(
            pasts=PastTables(
                guilds=found.guilds,
                cases=found.cases,
                flags=found.flags,
                appeals=tables.bound(
                    tables.AppealItem, aws["TABLE_APPEALS"], region=region, endpoint=endpoint
                ),
                evidence=found.evidence,
            ),
            members=found.members,
            orders=found.orders,
            connection=connection,
            guilds=moderate.guilds,
            count_every=timedelta(seconds=1),
        ),
    )


class Jumping:
    """A clock by which whatever was read is old."""

    def __init__(self) -> None:
        self._now = 0.0

    def __call__(self) -> float:
        self._now += 1000
        return self._now
