"""The use case of `moderate` on the embedded AWS and a real Redis, as tests need it."""

import itertools
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import redis
from pynamodb.connection import Connection

from app.adapters.dynamodb import codec, tables
from app.adapters.dynamodb.counters import DynamoCounters
from app.adapters.dynamodb.guilds import DynamoGuilds
from app.adapters.dynamodb.members import DynamoMembers
from app.adapters.dynamodb.pages import unpacked
from app.adapters.dynamodb.raids import DynamoRaids
from app.adapters.dynamodb.records import DynamoRecords, RecordTables
from app.adapters.dynamodb.reputations import DynamoReputations
from app.adapters.dynamodb.threads import DynamoThreads
from app.adapters.redis.guild_windows import RedisGuildWindows
from app.adapters.redis.windows import RedisWindows
from app.domain.ids import GuildId, UserId, snowflake_at
from app.domain.order import Order
from app.domain.policies.policy import Policy
from app.domain.record.case import Case
from app.domain.record.flag import Flag
from app.ports.classifier import Classifier
from app.ports.domain_list import DomainList
from app.ports.records import Judged
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
from tests.patience import PATIENCE

OWN = UserId(77)
_fresh_ids = itertools.count(snowflake_at(datetime.now(UTC)) >> 22)


def fresh_guild() -> GuildId:
    """A guild nobody else uses, so that tests share tables."""
    return GuildId(next(_fresh_ids) << 22)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moderation:
    """The use case and what one reads to see what it did."""

    handle: HandleEnvelopes
    guilds: DynamoGuilds
    members: DynamoMembers
    raids: DynamoRaids
    tables: RecordTables

    def cases(self, guild: GuildId) -> list[Case]:
        return [codec.load(Case, item.body) for item in self.tables.cases.query(str(guild))]

    def flags(self, guild: GuildId) -> list[Flag]:
        return [codec.load(Flag, item.body) for item in self.tables.flags.query(str(guild))]

    def orders(self, guild: GuildId) -> list[Order]:
        found = [codec.load(Order, item.body) for item in self.tables.orders.scan()]
        return [order for order in found if order.guild == guild]

    def clean(self, guild: GuildId) -> list[Judged]:
        items = self.tables.evidence.scan(self.tables.evidence.pk.startswith(f"{guild}#"))
        return [judged for item in items for judged in unpacked(item.page)]

    def quarantined(self) -> set[str]:
        items = self.tables.evidence.scan(self.tables.evidence.pk.startswith("quarantine#"))
        return {item.sk for item in items}


def moderation(
    environment: Mapping[str, str],
    redis_url: str,
    classifier: Classifier,
    *,
    policy: Policy | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    around: Callable[[str, Any], Any] = lambda _, part: part,
    phishing: DomainList | None = None,
    believes: bool = False,
) -> Moderation:
    """Everything wired as in production, with the classifier of the test's choice.

    `around` may put something before a part of the outside world: it gets its name and the part.
    With `believes` it never reads an alert twice, as instances do within seconds.
    """
    endpoint, region = environment["AWS_ENDPOINT_URL"], environment["AWS_REGION"]

    def bound(model: type[tables.M], name: str) -> type[tables.M]:
        return tables.bound(model, environment[name], region=region, endpoint=endpoint)

    found = RecordTables(
        guilds=bound(tables.GuildItem, "TABLE_GUILDS"),
        members=bound(tables.MemberItem, "TABLE_MEMBERS"),
        cases=bound(tables.CaseItem, "TABLE_CASES"),
        evidence=bound(tables.EvidencePage, "TABLE_EVIDENCE"),
        orders=bound(tables.OrderItem, "TABLE_ORDERS"),
        flags=bound(tables.FlagItem, "TABLE_FLAGS"),
        seen=bound(tables.SeenItem, "TABLE_SEEN"),
    )
    ticks = itertools.count()
    guilds = DynamoGuilds(
        found.guilds, first_policy=policy or Policy(), monotonic=lambda: next(ticks) * 1000.0
    )
    members = DynamoMembers(found.members)
    records = around("record", DynamoRecords(found, Connection(region=region, host=endpoint)))
    windows = around(
        "windows",
        RedisWindows(lambda: redis.Redis.from_url(redis_url, socket_timeout=PATIENCE)),
    )
    guild_windows = around(
        "guild_windows",
        RedisGuildWindows(lambda: redis.Redis.from_url(redis_url, socket_timeout=PATIENCE)),
    )
    raids = around(
        "raids",
        DynamoRaids(
            bound(tables.RaidItem, "TABLE_RAIDS"),
            found.orders,
            found.guilds,
            Connection(region=region, host=endpoint),
            monotonic=lambda: 0.0 if believes else next(ticks) * 1000.0,
        ),
    )
    watch = WatchForRaids(
        windows=guild_windows,
        raids=raids,
        guilds=guilds,
        own=OWN,
        clock=clock,
    )
    threads = DynamoThreads(found.guilds, monotonic=lambda: next(ticks) * 1000.0)
    gather = Gather(
        threads=threads,
        guilds=around("guilds", guilds),
        members=around("members", members),
        reputations=around(
            "reputations",
            DynamoReputations(members=found.members, monotonic=lambda: next(ticks) * 1000.0),
        ),
        raids=raids,
        windows=windows,
        classifier=around("model", classifier),
        clock=clock,
        phishing=phishing,
    )
    handle = HandleEnvelopes(
        judge=JudgeMessages(
            gather=gather, windows=windows, records=records, watch=watch, clock=clock
        ),
        threads=LearnThreads(threads=threads),
        learn=LearnGuild(guilds=guilds, counters=DynamoCounters(found.guilds), clock=clock),
        heed=HeedAuditLog(members=members, guilds=guilds, records=records, own=OWN),
        joins=HeedJoins(watch=watch),
        readers=(
            ReadNames(guilds=guilds),
            ReadTitles(guilds=guilds),
            HearAutoMod(guilds=guilds, members=members),
        ),
        records=records,
        clock=clock,
    )
    return Moderation(handle=handle, guilds=guilds, members=members, raids=raids, tables=found)


def message_payload(
    guild: GuildId, content: str, *, user: int = 4242, **changes: Any
) -> dict[str, Any]:
    """MESSAGE_CREATE as Discord sends it, just now unless `id` says otherwise."""
    return {
        "id": str(snowflake_at(datetime.now(UTC)) + next(_fresh_ids) % (1 << 22)),
        "guild_id": str(guild),
        "channel_id": str(int(guild) + 1),
        "type": 0,
        "content": content,
        "author": {"id": str(user), "username": "somebody"},
        "member": {"roles": [], "joined_at": "2020-01-01T00:00:00+00:00"},
        "timestamp": datetime.now(UTC).isoformat(),
        "edited_timestamp": None,
        "embeds": [],
        "attachments": [],
        "mentions": [],
        "mention_roles": [],
        "mention_everyone": False,
    } | changes


def guild_payload(guild: GuildId, **changes: Any) -> dict[str, Any]:
    """GUILD_CREATE, as much as the gateway forwards."""
    return {
        "id": str(guild),
        "name": "A server",
        "owner_id": "1",
        "roles": [{"id": str(guild), "position": 0, "permissions": "0"}],
        "preferred_locale": "en-US",
    } | changes


def envelope(guild: GuildId, *events: tuple[str, Any], name: str = "") -> Delivery:
    """A delivery as the gateway makes it; every envelope is another one unless named."""
    number = next(_fresh_ids)
    identity = name or f"0:test:{number}"
    body = {
        "v": 1,
        "id": identity,
        "guild": str(guild),
        "shard": 0,
        "source": "gateway",
        "sent": int((datetime.now(UTC) - timedelta(milliseconds=50)).timestamp() * 1000),
        "events": [
            {"s": index + 1, "t": kind, "at": 0, "d": payload}
            for index, (kind, payload) in enumerate(events)
        ],
    }
    return Delivery(id=f"delivery-{number}", body=json.dumps(body))


def created(guild: GuildId, *contents: str, **changes: Any) -> Iterator[tuple[str, Any]]:
    """MESSAGE_CREATE events."""
    return (("MESSAGE_CREATE", message_payload(guild, text, **changes)) for text in contents)
