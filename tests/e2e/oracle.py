"""What must be true in the end: every way in which the record and Discord's own ledger disagree.

Discord's side is the fake's effect log and state, which no process of ours can write.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain.action import Action
from app.domain.order import EffectState, Order, OrderState, SendNotice, TimeOut
from app.domain.record.case import Case, Outcome
from app.local.discord.client import FakeDiscordClient
from app.local.system import LOG
from tests.e2e.play import CHANNELS
from tests.e2e.record import Record

UNKNOWN_SHARE = 0.02
"""Of all DMs, so many may be of unknown fate where executors are killed all the time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """What was written: message ids with their authors' ids; which of them had which word."""

    authors: Mapping[str, str]
    bad: frozenset[str]
    rude: frozenset[str]

    @property
    def punished(self) -> list[str]:
        return [self.authors[message] for message in self.bad]

    @property
    def offenders(self) -> list[str]:
        return [self.authors[message] for message in self.bad | self.rude]


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """Discord's ledger."""

    timeouts: Sequence[Mapping[str, Any]]
    deleted: Counter[str]
    standing_messages: frozenset[str]
    dms: Mapping[str, int]
    cards: Counter[str]
    audited: Counter[str]
    violations: Sequence[Any]


def truth_of(discord: FakeDiscordClient, members: Iterable[str]) -> Truth:
    """Ask the fake; `members` are those whose DMs are looked at."""
    standing = [
        str(message["id"])
        for channel in CHANNELS
        for message in discord.look("messages", channel=channel, limit=100_000)
    ]
    cards = discord.look("messages", channel=str(LOG), limit=100_000)
    return Truth(
        timeouts=discord.effects("update_guild_member"),
        deleted=Counter(
            effect["target"]["message_id"] for effect in discord.effects("delete_message")
        ),
        standing_messages=frozenset(standing),
        dms={user: len(discord.look("dms", user=user)["messages"]) for user in members},
        cards=Counter(str(card["id"]) for card in cards),
        audited=Counter(
            f"{entry['target_id']}:{entry['action_type']}" for entry in discord.look("audit-log")
        ),
        violations=discord.violations(),
    )


def faults_of(spoken: Spoken, record: Record, truth: Truth) -> list[str]:
    """One line a fault; empty when everything happened exactly once."""
    return [
        *_judging(spoken, record),
        *_cases(spoken, record),
        *_orders(spoken, record.orders),
        *_punishments(spoken, record, truth),
        *_messages(spoken, truth),
        *_letters(spoken, record, truth),
        *_standings(spoken, record),
        *_some("contract violations", map(str, truth.violations)),
    ]


def _judging(spoken: Spoken, record: Record) -> Iterator[str]:
    yield from _some("lost", (one for one in spoken.authors if not record.judged[one]))
    yield from _some("judged twice", (one for one, n in record.judged.items() if n > 1))
    yield from _some("never written", set(record.judged) - set(spoken.authors))


def _cases(spoken: Spoken, record: Record) -> Iterator[str]:
    by_message = Counter(str(case.source.message) for case in record.cases if case.source)
    offending = spoken.bad | spoken.rude
    yield from _some("case missing", offending - set(by_message))
    yield from _some("case too many", (by_message - Counter(offending)).elements())
    untold = {user for user, _ in of_unknown_fate(record.orders)}
    yield from _some("case not as decided", (_odd(case, spoken, untold) for case in record.cases))
    yield from _some("number twice", _twice(case.number for case in record.cases))
    if record.flags:
        yield f"{record.flags} flags"


def _odd(case: Case, spoken: Spoken, untold: set[str]) -> str | None:
    said = str(case.source.message) if case.source else ""
    action = Action.TIMEOUT if said in spoken.bad else Action.WARN
    told = case.dm or str(case.member) in untold
    right = case.action is action and case.outcome is Outcome.DONE and told and case.log
    return None if right else f"#{case.number} {case.action} {case.outcome} {case.outcome_reason}"


def _twice(numbers: Iterable[int]) -> Iterator[str]:
    return (f"#{number}" for number, count in Counter(numbers).items() if count > 1)


def _orders(spoken: Spoken, orders: Sequence[Order]) -> Iterator[str]:
    yield from _some(
        "order not done",
        (f"{one.id} {one.state} {one.state_reason}" for one in orders if one.state != "done"),
    )
    unknown = list(of_unknown_fate(orders))
    allowed = {order for _, order in unknown}
    yield from _some(
        "effect not confirmed",
        (
            f"{order.id} {effect.kind} {entry.state} {entry.error}"
            for order in orders
            if order.state is not OrderState.OPEN
            for effect, entry in zip(order.effects, order.ledger, strict=True)
            if entry.state is not EffectState.CONFIRMED
            and not (isinstance(effect, SendNotice) and order.id in allowed)
        ),
    )
    if len(unknown) > UNKNOWN_SHARE * len(spoken.offenders):
        yield from _some("too many DMs of unknown fate", (order for _, order in unknown))


def of_unknown_fate(orders: Sequence[Order]) -> Iterator[tuple[str, str]]:
    """Members, with the order, of whom nobody can say whether they got their DM.

    That is right when an order was cut off after its DM was sent and not taken up within the two
    minutes in which Discord remembers a nonce: at most once, and said so (contracts 1.8).
    """
    return (
        (str(effect.user), order.id)
        for order in orders
        for effect, entry in zip(order.effects, order.ledger, strict=True)
        if isinstance(effect, SendNotice) and entry.state is EffectState.UNKNOWN
    )


def _punishments(spoken: Spoken, record: Record, truth: Truth) -> Iterator[str]:
    """Each timeout once, with the moment that was fixed at the decision, and once in the audit."""
    done = Counter(effect["target"]["user_id"] for effect in truth.timeouts)
    yield from _some("punishment missing", set(spoken.punished) - set(done))
    yield from _some("punished twice or wrongly", (done - Counter(spoken.punished)).elements())
    until = {str(one.user): one.until for order in record.orders for one in _timeouts(order)}
    yield from _some(
        "punished for another time",
        (
            user
            for effect in truth.timeouts
            if _moment(effect) != until.get(user := effect["target"]["user_id"])
        ),
    )
    audited = Counter({key.split(":")[0]: n for key, n in truth.audited.items() if ":24" in key})
    yield from _some("audit log disagrees", (audited - done) + (done - audited))


def _timeouts(order: Order) -> Iterator[TimeOut]:
    return (one for one in order.effects if isinstance(one, TimeOut))


def _moment(effect: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(effect["body"]["communication_disabled_until"])


def _messages(spoken: Spoken, truth: Truth) -> Iterator[str]:
    clean = set(spoken.authors) - spoken.bad
    yield from _some("bad message stands", spoken.bad & truth.standing_messages)
    yield from _some("good message gone", clean - truth.standing_messages)
    yield from _some("good message deleted", clean & set(truth.deleted))


def _letters(spoken: Spoken, record: Record, truth: Truth) -> Iterator[str]:
    offenders = set(spoken.offenders)
    untold = {user for user, _ in of_unknown_fate(record.orders)}
    yield from _some("DM missing", (one for one in offenders - untold if not truth.dms[one]))
    yield from _some("DM twice", (one for one, n in truth.dms.items() if n > 1))
    yield from _some(
        "DM to the innocent", (one for one, n in truth.dms.items() if n and one not in offenders)
    )
    shown = Counter(str(case.log.message) for case in record.cases if case.log)
    yield from _some("card missing", (shown - truth.cards).elements())
    yield from _some("card too many", (truth.cards - shown).elements())
    notices = sum(isinstance(one, SendNotice) for order in record.orders for one in order.effects)
    if notices != len(offenders):
        yield f"{notices} notices were ordered for {len(offenders)} offenders"


def _standings(spoken: Spoken, record: Record) -> Iterator[str]:
    punished = set(spoken.punished)
    warned = set(spoken.offenders) - punished
    yield from _some(
        "wrong standing",
        (
            f"{user}: {standing.timeouts} timeouts, {standing.warnings} warnings"
            for user, standing in record.standings.items()
            if (standing.offences, standing.warnings) != (user in punished, user in warned)
        ),
    )


def _some(what: str, found: Iterable[str | None]) -> Iterator[str]:
    names = [one for one in found if one is not None]
    if names:
        yield f"{what}: {len(names)}, such as {', '.join(names[:3])}"
