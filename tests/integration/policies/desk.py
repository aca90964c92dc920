"""The book of policies of a guild on the embedded AWS, at an hour of the test's choice."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pynamodb.connection import Connection

from app.adapters.dynamodb import tables
from app.adapters.dynamodb.guilds import DynamoGuilds
from app.adapters.dynamodb.policies import DynamoPolicies
from app.domain.ids import GuildId, UserId
from app.domain.policies.faults import faults_of
from app.domain.policies.policy import Policy
from app.services.change_policy import ChangePolicy, Wish
from tests.conftest import Aws
from tests.factories import NOW
from tests.moderation import fresh_guild

REGION = "us-east-1"
MIA = UserId(7)


@dataclass
class Hour:
    """A clock that only tests move; `ticks` is the monotonic one, in seconds."""

    now: datetime = NOW
    ticks: float = 0.0

    def __call__(self) -> datetime:
        return self.now

    def monotonic(self) -> float:
        return self.ticks

    def passes(self, length: timedelta) -> None:
        self.now += length
        self.ticks += length.total_seconds()


@dataclass
class Desk:
    aws: Aws
    guild: GuildId = field(default_factory=fresh_guild)
    hour: Hour = field(default_factory=Hour)

    def __post_init__(self) -> None:
        region = self.aws["AWS_REGION"]
        self.items = tables.bound(
            tables.GuildItem, self.aws["TABLE_GUILDS"], region=region, endpoint=self.aws.endpoint
        )
        connection = Connection(region=region, host=self.aws.endpoint)
        self.policies = DynamoPolicies(self.items, connection, first_policy=Policy())
        self.change = ChangePolicy(policies=self.policies, clock=self.hour, faults_of=faults_of)

    def guilds(self, **changes: object) -> DynamoGuilds:
        """A reader with a memory of its own, like another process."""
        values: dict[str, object] = {
            "first_policy": Policy(),
            "monotonic": self.hour.monotonic,
            "clock": self.hour,
        }
        return DynamoGuilds(self.items, **(values | changes))  # type: ignore[arg-type]

    def put(self, policy: Policy, **wish: object) -> int:
        """A change by Mia; the number of the version."""
        values: dict[str, object] = {"author": MIA}
        return self.change(self.guild, policy, Wish(**(values | wish))).number  # type: ignore[arg-type]
