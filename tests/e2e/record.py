"""What Tribune itself put on record in a run, read back from its tables and queues."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from app.adapters.dynamodb import tables
from app.adapters.dynamodb.archive import DynamoArchive
from app.adapters.dynamodb.members import DynamoMembers
from app.domain.ids import GuildId, UserId
from app.domain.order import Order
from app.domain.record.case import Case
from app.domain.record.standing import Standing
from app.local.stack import client
from app.local.system import Running


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """`judged` counts the evidence on each message that a person wrote, clean or not."""

    judged: Counter[str]
    cases: Sequence[Case]
    orders: Sequence[Order]
    flags: int
    standings: dict[str, Standing]


class Books:
    """Reads the record of one guild, and how much is still under way."""

    def __init__(self, running: Running, guild: str) -> None:
        self._environment = running.environment
        self._guild = GuildId(int(guild))
        self._since = datetime.now(UTC)
        self._archive = DynamoArchive(
            cases=self._bound(tables.CaseItem, "TABLE_CASES"),
            flags=self._bound(tables.FlagItem, "TABLE_FLAGS"),
            orders=self._bound(tables.OrderItem, "TABLE_ORDERS"),
            evidence=self._bound(tables.EvidencePage, "TABLE_EVIDENCE"),
        )
        self._members = DynamoMembers(self._bound(tables.MemberItem, "TABLE_MEMBERS"))
        self.sqs = client("sqs", self._environment["AWS_ENDPOINT_URL"])

    def read(self, members: Sequence[str]) -> Record:
        cases = list(self._archive.cases(self._guild))
        flags = list(self._archive.flags(self._guild))
        clean = self._archive.clean(self._guild, self._since, datetime.now(UTC))
        evidence = [one.evidence for one in clean]
        evidence += [case.evidence for case in cases if case.evidence]
        evidence += [flag.evidence for flag in flags if flag.case is None]
        keys = {(self._guild, UserId(int(member))): member for member in members}
        standings = self._members.standings_of(keys)

        return Record(
            judged=Counter(str(one.message) for one in evidence if not one.subject.is_bot),
            cases=cases,
            orders=self.orders(),
            flags=len(flags),
            standings={keys[key]: standing for key, standing in standings.items()},
        )

    def orders(self) -> list[Order]:
        return list(self._archive.orders(self._guild))

    def under_way(self) -> int:
        """Messages in the queues, waiting or in hand."""
        urls = (self._environment["EVENTS_QUEUE_URL"], self._environment["ORDERS_QUEUE_URL"])
        return sum(self._length(url) for url in urls)

    def put_aside(self) -> list[str]:
        """What landed where nobody works on it: dead letters and failed stream records."""
        return [
            f"{url.rsplit('/', 1)[-1]}: {message['Attributes']} {message['Body'][:300]}"
            for url in self._side_queues()
            for message in self.sqs.receive_message(
                QueueUrl=url, MaxNumberOfMessages=10, MessageSystemAttributeNames=["All"]
            ).get("Messages", ())
        ]

    def _side_queues(self) -> list[str]:
        work = {self._environment["EVENTS_QUEUE_URL"], self._environment["ORDERS_QUEUE_URL"]}
        names = {url.rsplit("/", 1)[-1] for url in work}
        urls: list[str] = self.sqs.list_queues()["QueueUrls"]
        return [url for url in urls if url.rsplit("/", 1)[-1] not in names]

    def _length(self, url: str) -> int:
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        found = self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
        return sum(int(found[name]) for name in names)

    def _bound(self, model: type[tables.M], name: str) -> type[tables.M]:
        environment: Any = self._environment
        return tables.bound(
            model,
            environment[name],
            region=environment["AWS_REGION"],
            endpoint=environment["AWS_ENDPOINT_URL"],
            keys=(environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"]),
        )
