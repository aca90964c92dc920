"""The executor's use case on the embedded AWS and the fake Discord, as tests need it."""

import itertools
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from app.adapters.discord.rest import DiscordRest
from app.adapters.dynamodb import codec, tables
from app.bootstrap.executor import Stores, service, stores
from app.config import ExecutorSettings, read
from app.domain.action import Action
from app.domain.appeals.appeal import Appeal
from app.domain.decide import decide
from app.domain.ids import ChannelId, GuildId, MessageId, UserId
from app.domain.notice import Notice
from app.domain.order import Effect, Order, plan
from app.domain.place import Place
from app.domain.policies.policy import Policy
from app.domain.reason import reasons_of
from app.domain.record.case import Case
from app.domain.record.flag import Flag
from app.domain.record.standing import Standing
from app.executor.figures import Figures
from app.executor.journal import ExecutorJournal
from app.ports.ledger import Ledger
from app.services.carry_out_order import CarryOutOrder
from tests.factories import evidence
from tests.fake_discord import AGORA, RunningFake

SECRET = "a secret of the tests, long enough"
_numbers = itertools.count(1)


class Clock:
    """The fake Discord's time: real time, moved forward by what is slept and what a test skips."""

    def __init__(self, fake: RunningFake) -> None:
        self.fake = fake
        self.ahead = timedelta(seconds=fake.control.look("info")["now"] - time.time())
        self.slept: list[float] = []
        self._stopped_at: datetime | None = None

    def now(self) -> datetime:
        return (self._stopped_at or datetime.now(UTC)) + self.ahead

    def stop(self) -> None:
        """From now on only what is slept and skipped counts."""
        self._stopped_at = datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.skip(timedelta(seconds=seconds))

    def skip(self, length: timedelta) -> None:
        self.ahead += length
        self.fake.control.act("clock", seconds=length.total_seconds())


@dataclass(slots=True, kw_only=True)
class Execution:
    """A guild on the fake Discord, the tables, and the use case between them."""

    fake: RunningFake
    settings: ExecutorSettings
    rest: DiscordRest
    stores: Stores
    carry_out: CarryOutOrder
    clock: Clock
    guild: GuildId
    names: Mapping[str, Any]
    first_effect: int
    others: list[DiscordRest] = field(default_factory=list)

    def new_guild(self) -> None:
        """Leave this guild behind and go on with another."""
        self.names = self.fake.control.act("guilds", **AGORA)
        self.guild = GuildId(int(self.names["id"]))
        self.first_effect = _last_effect(self.fake)

    def member(self, name: str) -> UserId:
        return UserId(int(self.names["members"][name]))

    def channel(self, name: str) -> ChannelId:
        return ChannelId(int(self.names["channels"][name]))

    def say(self, author: str, content: str, channel: str = "general") -> MessageId:
        return MessageId(int(self.fake.control.say(author, str(self.channel(channel)), content)))

    def order(self, *effects: Effect, user: str | None = "mia", **changes: Any) -> Order:
        """An order as `moderate` plans it, put on record, just decided."""
        number = next(_numbers)
        now = self.clock.now()
        values: dict[str, Any] = {
            "id": f"m:{self.guild}:{number}",
            "guild": self.guild,
            "effects": effects,
            "decided_at": now,
            "expires_at": now + timedelta(minutes=10),
            "audit_reason": f"[Case #{number}] Automatic: toxic 97 of 100",
            "user": self.member(user) if user else None,
        }
        return self.keep(plan(**(values | changes)))

    def keep(self, order: Order) -> Order:
        self._items(tables.OrderItem, self.settings.orders)(
            pk=order.id,
            body=codec.dump(order),
            version=order.version,
            group=order.group,
            state=str(order.state),
        ).save()

        return order

    def case_order(self, action: Action, *effects: Effect, **changes: Any) -> Order:
        """An order with its case."""
        number = next(_numbers)
        of_case = changes.pop("of_case", {})
        order = self.order(*effects, id=f"m:{self.guild}:c{number}", case=number, **changes)
        found = evidence(0.97)
        decision = replace(decide(found, Policy()), action=action)
        self.keep_case(
            replace(
                Case(
                    guild=self.guild,
                    number=number,
                    action=action,
                    member=order.user or self.member("mia"),
                    made_at=order.decided_at,
                    reasons=reasons_of(decision) or (Notice("reason.escalated"),),
                    duration=timedelta(hours=1) if action is Action.TIMEOUT else None,
                    source=Place(channel=self.channel("general"), message=MessageId(8)),
                    decision=decision,
                    evidence=found,
                    order=order.id,
                ),
                **of_case,
            )
        )
        return order

    def keep_case(self, case: Case) -> None:
        self._items(tables.CaseItem, self.settings.cases)(
            pk=str(case.guild),
            sk=tables.case_key(case.number),
            member_key=tables.member_key(case.guild, case.member),
            body=codec.dump(case),
        ).save()

    def keep_flag(self, flag: Flag, revision: str = "0" * 16) -> None:
        self._items(tables.FlagItem, self.settings.flags)(
            pk=str(flag.guild),
            sk=f"{flag.source.message}:{revision}",
            status=str(flag.status),
            body=codec.dump(flag),
        ).save()

    def keep_appeal(self, appeal: Appeal) -> None:
        self._items(tables.AppealItem, self.settings.appeals)(
            pk=str(appeal.guild),
            sk=appeal.id,
            member_key=tables.member_key(appeal.guild, appeal.member),
            status=str(appeal.status),
            body=codec.dump(appeal),
        ).save()

    def keep_standing(self, user: UserId, standing: Standing) -> None:
        self._items(tables.MemberItem, self.settings.members)(
            pk=tables.member_key(self.guild, user),
            sk="member",
            body=codec.dump(standing),
            version=standing.version,
        ).save()

    def keep_policy(self, policy: Policy) -> None:
        self._items(tables.GuildItem, self.settings.guilds)(
            pk=str(self.guild), sk="policy#current", body=codec.dump(policy)
        ).save()

    def stored(self, order: Order) -> Order:
        item = self._items(tables.OrderItem, self.settings.orders).get(
            order.id, consistent_read=True
        )
        return replace(codec.load(Order, item.body), version=int(item.version))

    def case_of(self, order: Order) -> Case:
        items = self._items(tables.CaseItem, self.settings.cases)
        key = tables.case_key(order.case or 0)
        return codec.load(Case, items.get(str(self.guild), key, consistent_read=True).body)

    def flag_of(self, message: MessageId, revision: str = "0" * 16) -> Flag:
        items = self._items(tables.FlagItem, self.settings.flags)
        return codec.load(Flag, items.get(str(self.guild), f"{message}:{revision}").body)

    def appeal(self, identity: str) -> Appeal:
        items = self._items(tables.AppealItem, self.settings.appeals)
        return codec.load(Appeal, items.get(str(self.guild), identity).body)

    def fault(self, operation: str, kind: str, **more: Any) -> None:
        """The next call of the operation meets trouble; replaces earlier faults."""
        fault = {"operation": operation, "kind": kind, "count": 1} | more
        self.fake.control.act("faults", faults=[fault])

    def no_faults(self) -> None:
        self.fake.control.act("faults", faults=[])

    def effects(self, operation: str | None = None) -> list[dict[str, Any]]:
        """What really changed on this guild and in DMs, by what Discord was asked."""
        found: list[dict[str, Any]] = self.fake.control.effects(operation)
        return [effect for effect in found if effect["number"] > self.first_effect]

    def done(self) -> list[str]:
        """The operations that changed something, in their order."""
        return [effect["operation"] for effect in self.effects()]

    def messages(self, channel: str) -> list[dict[str, Any]]:
        """What stands in a channel, as its last reader sees it."""
        found: list[dict[str, Any]] = self.fake.control.look(
            "messages", channel=str(self.channel(channel))
        )
        return found

    def dms(self, user: str) -> list[dict[str, Any]]:
        """What the bot wrote to somebody since this guild exists."""
        found: list[dict[str, Any]] = self.fake.control.look("dms", user=user)["messages"]
        return [message for message in found if int(message["id"]) > self.guild]

    def standing_of(self, name: str) -> dict[str, Any]:
        """A member as the guild has it: `there`, `banned`, `timed_out`."""
        state = self.fake.control.look("state", guild=str(self.guild))
        user = str(self.member(name))
        return {
            "there": user in {one["user"]["id"] for one in state["members"]},
            "banned": user in state["bans"],
            "timed_out": user in state["timeouts"],
        }

    def _items(self, model: type[tables.M], name: str) -> type[tables.M]:
        return _bound(model, name, region=self.settings.region, endpoint=self.settings.endpoint)


_bound = cache(tables.bound)
_stores = cache(stores)  # each table has a client of its own, which takes its time to make


def settings_for(environment: Mapping[str, str], fake: RunningFake) -> ExecutorSettings:
    return read(
        ExecutorSettings,
        {
            **environment,
            "DISCORD_API_URL": fake.api_url,
            "DISCORD_TOKEN": fake.token,
            "DISCORD_APPLICATION_ID": fake.application_id,
            "COMPONENT_SECRET": SECRET,
            "HEALTH_PORT": "0",
        },
    )


@contextmanager
def execution(environment: Mapping[str, str], fake: RunningFake) -> Iterator[Execution]:
    """Everything wired as in production, on a guild of its own."""
    settings = settings_for(environment, fake)
    clock = Clock(fake)
    names = fake.control.act("guilds", **AGORA)
    rest = rest_for(settings, clock)
    kept = _stores(settings)
    journal = ExecutorJournal(Figures({}))
    made = Execution(
        fake=fake,
        settings=settings,
        rest=rest,
        stores=kept,
        carry_out=service(settings, rest, kept, journal, now=clock.now, sleep=clock.sleep),
        clock=clock,
        guild=GuildId(int(names["id"])),
        names=names,
        first_effect=_last_effect(fake),
    )
    yield made
    for one in (rest, *made.others):
        one.close()


def carrying_out(
    run: Execution, around: Callable[[Ledger], Ledger] = lambda ledger: ledger
) -> CarryOutOrder:
    """The use case of another process; `around` may stand between it and its ledger."""
    rest = rest_for(run.settings, run.clock)
    run.others.append(rest)
    kept = replace(run.stores, ledger=around(run.stores.ledger))
    journal, clock = ExecutorJournal(Figures({})), run.clock

    return service(run.settings, rest, kept, journal, now=clock.now, sleep=clock.sleep)


def _last_effect(fake: RunningFake) -> int:
    return max((one["number"] for one in fake.control.effects(applied=None)), default=0)


def rest_for(settings: ExecutorSettings, clock: Clock) -> DiscordRest:
    token = settings.token.get_secret_value() if settings.token else ""

    def monotonic() -> float:
        return clock.now().timestamp()

    return DiscordRest(url=settings.api_url, token=token, monotonic=monotonic, sleep=clock.sleep)
