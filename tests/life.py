"""A member's life on a server: judged, carried out, swept, on the embedded AWS and fake Discord."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from pynamodb.connection import Connection

from app.adapters.discord import routes
from app.adapters.dynamodb import codec, tables
from app.adapters.dynamodb.records import DynamoRecords, RecordTables
from app.bootstrap import sweep as wiring
from app.config import SweepSettings, read
from app.domain.decide import decide
from app.domain.evidence import Subject
from app.domain.ids import UserId
from app.domain.message import Author
from app.domain.order import Order, OrderState
from app.domain.policies.policy import Policy
from app.domain.record.case import Case
from app.domain.record.flag import Flag
from app.domain.record.standing import Standing
from app.ports.records import Judged
from app.services.heed_audit_log import HeedAuditLog
from app.services.ruling import ruling_of
from app.services.sweep import Sweep, Swept
from tests.conftest import Aws
from tests.execution import Execution
from tests.factories import a_message, a_signal, evidence

WARNED, TIMED_OUT = 0.6, 0.95
"""Toxicities that call for it by the formula: 0.6 · 0.6 = 0.36, 0.6 · 0.95 = 0.57."""
_revisions = itertools.count()


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """What happens to members of the guild of an `Execution`, and how to look at it."""

    run: Execution
    policy: Policy
    records: DynamoRecords
    tables: RecordTables
    heed: HeedAuditLog
    sweep_: Callable[[], Sweep]

    def offend(self, user: str = "mia", toxicity: float = WARNED, **policy: Any) -> None:
        """The member writes something, it is judged and carried out at once."""
        member, now = self.run.member(user), self.run.clock.now()
        here = replace(self.policy, **policy)
        message = a_message(
            "some words",
            guild=self.run.guild,
            sent_at=now,
            channel=self.run.channel("general"),
            author=Author(id=member),
        )
        found = evidence(
            toxicity,
            guild=self.run.guild,
            channel=message.channel,
            message=message.id,
            revision=f"{next(_revisions):016}",
            subject=Subject(user=member),
            spoken_at=now,
            judged_at=now,
            standing=self.standing(user),
            signals=(a_signal(toxicity),),
        )
        judged = Judged(evidence=found, decision=decide(found, here))
        number = None
        if judged.decision.opens_case:
            number = self.records.next_case_number(self.run.guild)
        self.records.commit(ruling_of(message, judged, number=number, once=found.key, policy=here))
        self.carry_out()

    def moderate(self, act: str, user: str = "mia", by: str = "max", **more: Any) -> dict[str, Any]:
        """A moderator acts in Discord's own interface, and we hear of it; the entry."""
        self.run.fake.control.act(
            "moderate", guild=str(self.run.guild), by=by, act=act, user=user, **more
        )
        entry = self.last_entry()
        self.heed(self.run.guild, entry)
        self.carry_out()

        return entry

    def last_entry(self) -> dict[str, Any]:
        log = self.run.rest.read(routes.guild("GET", self.run.guild, "/audit-logs"), params={})
        found: dict[str, Any] = max(log["audit_log_entries"], key=lambda one: int(one["id"]))

        return found

    def skip(self, **length: float) -> None:
        """Time goes by, and nobody looks."""
        self.run.clock.skip(timedelta(**length))

    def sweep(self) -> dict[str, Swept]:
        """One sweep, and what it ordered carried out."""
        swept = self.sweep_()()
        self.carry_out()

        return swept

    def after(self, **length: float) -> dict[str, Swept]:
        """Time goes by, then a sweep."""
        self.skip(**length)

        return self.sweep()

    def carry_out(self) -> None:
        """What the executor does, in the order of the decisions."""
        for order in self.orders(only_open=True):
            self.run.carry_out(order.id)

    def orders(self, *, only_open: bool = False) -> list[Order]:
        table = self.tables.orders
        found = table.scan(table.state == str(OrderState.OPEN) if only_open else None)
        items = [codec.load(Order, item.body) for item in found]
        ours = [order for order in items if order.guild == self.run.guild]

        return sorted(ours, key=lambda order: (order.decided_at, order.id))

    def standing(self, user: str = "mia") -> Standing:
        key = tables.member_key(self.run.guild, self.run.member(user))
        try:
            return codec.load(Standing, self.tables.members.get(key, "member").body)
        except self.tables.members.DoesNotExist:
            return Standing()

    def due_at(self, user: str = "mia") -> datetime | None:
        key = tables.member_key(self.run.guild, self.run.member(user))
        text = self.tables.members.get(key, "member").due_at

        return datetime.fromisoformat(text) if text else None

    def cases(self) -> list[Case]:
        found = self.tables.cases.query(str(self.run.guild))

        return [codec.load(Case, item.body) for item in found]

    def flags(self) -> list[Flag]:
        found = self.tables.flags.query(str(self.run.guild))

        return [codec.load(Flag, item.body) for item in found]

    def told(self, user: str = "mia") -> list[str]:
        """What the bot wrote to the member, oldest first."""
        return [one["embeds"][0]["description"] for one in self.run.dms(user)]


def a_life(run: Execution, aws: Aws, policy: Policy) -> Life:
    """Everything wired as in production; the policy is the guild's."""
    run.keep_policy(policy)
    region, endpoint = aws["AWS_REGION"], aws.endpoint

    def bound(model: type[tables.M], name: str) -> type[tables.M]:
        return tables.bound(model, aws[name], region=region, endpoint=endpoint)

    kept = RecordTables(
        guilds=bound(tables.GuildItem, "TABLE_GUILDS"),
        members=bound(tables.MemberItem, "TABLE_MEMBERS"),
        cases=bound(tables.CaseItem, "TABLE_CASES"),
        evidence=bound(tables.EvidencePage, "TABLE_EVIDENCE"),
        orders=bound(tables.OrderItem, "TABLE_ORDERS"),
        flags=bound(tables.FlagItem, "TABLE_FLAGS"),
        seen=bound(tables.SeenItem, "TABLE_SEEN"),
    )
    records = DynamoRecords(kept, Connection(region=region, host=endpoint))
    settings = read(SweepSettings, aws.environment)
    jobs = wiring.record_jobs(wiring.stores(settings))

    def a_sweep() -> Sweep:
        return Sweep(
            jobs,
            clock=run.clock.now,
            monotonic=lambda: 0.0,
            things=settings.things,
            seconds=settings.seconds,
        )

    return Life(
        run=run,
        policy=policy,
        records=records,
        tables=kept,
        heed=HeedAuditLog(
            members=run.stores.members,
            guilds=run.stores.guilds,
            records=records,
            own=UserId(int(run.fake.application_id)),
        ),
        sweep_=a_sweep,
    )
