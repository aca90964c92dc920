"""Trouble by a seed: what goes wrong, when, and the hands that do it."""

import random
import signal
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from app.local.supervisor import Line
from app.local.system import Running
from tests.e2e.record import Books

Moment = tuple[float, Callable[[], None]]

FAULTY = {
    "update_guild_member": 0.03,
    "delete_message": 0.03,
    "create_message": 0.03,
    "create_dm": 0.03,
    "get_guild_member": 0.02,
    "get_guild": 0.02,
    "list_messages": 0.02,
    "get_bot_gateway": 0.05,
}
"""How likely each kind of fault is for a call of the operation."""
KINDS: tuple[dict[str, Any], ...] = (
    {"kind": "error_before", "status": 500},
    {"kind": "error_before", "status": 503},
    {"kind": "error_after", "status": 502},
    {"kind": "reset_before"},
    {"kind": "reply_lost"},
    {"kind": "rate_limited", "seconds": 0.5},
    {"kind": "latency", "seconds": 1.5},
)
GATEWAY: tuple[dict[str, Any], ...] = (
    {"now": "reconnect"},
    {"now": "kill"},
    {"now": "drop_acks"},
    {"now": "freeze"},
    {"now": "invalid_session"},
    {"now": "invalid_session", "resumable": True},
    {"now": "close", "code": 4000},
    {"now": "close", "code": 4007},
    {"now": "close", "code": 4009},
    {"now": "garbage"},
    {"now": "skip_seq"},
    {"now": "expire_replay"},
)
COPIED = 4
"""Envelopes and orders that are copied at once."""
BUSY = {
    "executor": "effect",
    "moderate": "decided",
    "moderate-2": "decided",
    "dispatch": "dispatched",
}
"""What a program logs in the middle of its work: a good moment to be killed."""
HURRIED = 2
"""Seconds after which orders come again although somebody is at them."""
QUICK_SECONDS = 9.0
IN_A_ROW = 3
"""The supervisor gives up a program that ends five times in a row soon after its start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Storm:
    """How much trouble of each kind within `seconds`.

    `calm` is free of executor kills at the end: what it had in hand comes again only after
    `orders_again` seconds, but for `hurries`, when it comes while somebody is still at it.
    """

    seconds: float
    kills: Mapping[str, int]
    stalls: Mapping[str, int]
    gateway: int
    copies: int
    refused_resumes: float
    calm: float = 0.0
    hurries: int = 0
    orders_again: int = 60


class Trouble:
    """Does it, and counts what was really done."""

    def __init__(self, running: Running, books: Books, guild: str, chance: random.Random) -> None:
        self._running = running
        self._books = books
        self._guild = guild
        self._chance = chance
        self._envelopes: list[str] = []
        self._waiting_for: dict[str, str] = {}
        self.done: Counter[str] = Counter()

    def hear(self, line: Line) -> None:
        """A log line: the moment that a kill may be waiting for."""
        if self._waiting_for.get(line.program) == line.facts.get("event"):
            del self._waiting_for[line.program]
            self._kill(line.program)

    def begin(self, storm: Storm) -> None:
        """Standing orders: faults of the REST side, refused resumes."""
        self._orders_come_again_after(storm.orders_again)
        faults = [
            {"operation": operation, "probability": likely, **kind}
            for operation, likely in FAULTY.items()
            for kind in KINDS
        ]
        self._running.fake.act("faults", faults=faults, seed=self._chance.randrange(1 << 30))
        self._running.fake.act(
            "gateway",
            refuse_resumes=1,
            refuse_probability=storm.refused_resumes,
            seed=self._chance.randrange(1 << 30),
        )

    def end(self) -> None:
        """From now on all behave; what went wrong before must mend itself."""
        self._waiting_for.clear()
        self._running.fake.act("faults", faults=[])
        self._running.fake.act("gateway", refuse_probability=0.0)

    def moments(self, storm: Storm) -> Iterator[Moment]:
        """Everything that will go wrong, each with its time."""
        for name, count in storm.kills.items():
            end = storm.seconds - (storm.calm if name == "executor" else 0.0)
            for number, at in enumerate(self._kill_times(count, end)):
                in_work = number % 2 == 0 and name in BUSY
                yield at, partial(self._kill_in_work if in_work else self._kill, name)
        for name, count in storm.stalls.items():
            for at in self._times(count, storm.seconds):
                yield from self._stall(name, at, self._chance.uniform(0.5, 6.0))
        for at, how in zip(
            self._times(storm.gateway, storm.seconds), self._shuffled(storm.gateway), strict=True
        ):
            yield at, partial(self._disturb, how)
        for at in self._times(storm.copies, storm.seconds):
            yield from self._copied(at, [name for name in storm.kills if "moderate" in name])
        for at in self._times(storm.hurries, storm.seconds - 10.0):
            yield at, partial(self._orders_come_again_after, HURRIED)
            yield at + 8.0, partial(self._orders_come_again_after, storm.orders_again)

    def _times(self, count: int, end: float) -> list[float]:
        """One at random in each of `count` equal parts."""
        return [end * (part + self._chance.random()) / count for part in range(count)]

    def _kill_times(self, count: int, end: float) -> Iterator[float]:
        """At random, also while a program is starting; but not so often that it is given up."""
        last, row = -QUICK_SECONDS, 0
        for at in self._times(count, end):
            row = row + 1 if at - last < QUICK_SECONDS else 1
            if row > IN_A_ROW:
                at, row = last + QUICK_SECONDS, 1  # noqa: PLW2901 — put off
            last = at
            yield at

    def _shuffled(self, count: int) -> list[dict[str, Any]]:
        """Every kind of gateway trouble about equally often, in random order."""
        rounds = count // len(GATEWAY) + 1
        return [how for _ in range(rounds) for how in self._some(GATEWAY, len(GATEWAY))][:count]

    def _kill(self, name: str) -> None:
        """Unless it is down already."""
        if self._running.supervisor.states()[name].pid is not None:
            self._running.supervisor.send(name, signal.SIGKILL)
            self.done[f"kill {name}"] += 1

    def _kill_in_work(self, name: str) -> None:
        self._waiting_for[name] = BUSY[name]

    def _stall(self, name: str, at: float, seconds: float) -> Iterator[Moment]:
        """The process stands still, as in a long pause, and goes on as if nothing had been."""
        yield at, partial(self._send, name, signal.SIGSTOP, f"stall {name}")
        yield at + seconds, partial(self._send, name, signal.SIGCONT)

    def _send(self, name: str, number: signal.Signals, what: str | None = None) -> None:
        self._running.supervisor.send(name, number)
        if what:
            self.done[what] += 1

    def _disturb(self, how: Mapping[str, Any]) -> None:
        self._running.fake.act("gateway", **how)
        self.done[f"gateway {how['now']}"] += 1

    def _copied(self, at: float, readers: Sequence[str]) -> Iterator[Moment]:
        """Readers are held for a moment, so that there are envelopes to be copied."""
        for name in readers:
            yield from self._stall(name, at, 0.6)
        yield at + 0.5, self._copy_envelopes
        yield at + 0.5, self._copy_orders

    def _copy_envelopes(self) -> None:
        """Some that wait become two, and some that were there before come once more.

        Looking at a message counts as a receipt, so the one that was looked at goes.
        """
        url = self._running.environment["EVENTS_QUEUE_URL"]
        waiting = self._books.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=COPIED)
        found = waiting.get("Messages", [])
        bodies = [message["Body"] for message in found]
        for body in [*bodies, *bodies, *self._some(self._envelopes, COPIED)]:
            self._books.sqs.send_message(QueueUrl=url, MessageBody=body, MessageGroupId=self._guild)
        for message in found:
            self._books.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        self.done["copied envelope"] += len(found) + min(COPIED, len(self._envelopes))
        self._envelopes += bodies

    def _copy_orders(self) -> None:
        for order in self._some(self._books.orders(), COPIED):
            self._books.sqs.send_message(
                QueueUrl=self._running.environment["ORDERS_QUEUE_URL"],
                MessageBody=f'{{"v":1,"order":"{order.id}"}}',
                MessageGroupId=order.group,
                MessageDeduplicationId=str(self._chance.randrange(1 << 62)),
            )
            self.done["copied order"] += 1

    def _some(self, found: Sequence[Any], count: int) -> list[Any]:
        return self._chance.sample(found, min(count, len(found)))

    def _orders_come_again_after(self, seconds: int) -> None:
        self._books.sqs.set_queue_attributes(
            QueueUrl=self._running.environment["ORDERS_QUEUE_URL"],
            Attributes={"VisibilityTimeout": str(seconds)},
        )
        self.done["orders come again too early"] += seconds == HURRIED
