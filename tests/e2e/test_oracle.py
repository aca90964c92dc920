"""The oracle of the chaos test bites: each planted wrong is named, and a sound world is not."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.domain.action import Action
from app.domain.ids import ChannelId, GuildId, MessageId, UserId
from app.domain.notice import Notice
from app.domain.order import (
    Effect,
    EffectState,
    LedgerEntry,
    Order,
    OrderState,
    SendNotice,
    TimeOut,
    plan,
)
from app.domain.place import Place
from app.domain.record.case import Case, Outcome
from app.domain.record.standing import Standing
from tests.e2e.oracle import Spoken, Truth, faults_of
from tests.e2e.record import Record

NOW = datetime(2026, 1, 1, tzinfo=UTC)
GUILD = GuildId(1)
GOOD, BAD, RUDE = "101", "102", "103"
ANN, BEN, CAT = "11", "12", "13"

SPOKEN = Spoken(
    authors={GOOD: ANN, BAD: BEN, RUDE: CAT}, bad=frozenset({BAD}), rude=frozenset({RUDE})
)


def order(message: str, user: str, *acts: Effect) -> Order:
    notice = SendNotice(user=UserId(int(user)), notice=Notice("dm.warn"), locale="en")
    made = plan(
        id=f"m:{message}",
        guild=GUILD,
        effects=(*acts, notice),
        decided_at=NOW,
        expires_at=NOW + timedelta(minutes=10),
        audit_reason="",
        user=UserId(int(user)),
    )
    confirmed = tuple(LedgerEntry(state=EffectState.CONFIRMED) for _ in made.effects)
    return replace(made, state=OrderState.DONE, ledger=confirmed)


def case(number: int, message: str, user: str, action: Action) -> Case:
    return Case(
        guild=GUILD,
        number=number,
        action=action,
        member=UserId(int(user)),
        made_at=NOW,
        source=Place(channel=ChannelId(5), message=MessageId(int(message))),
        outcome=Outcome.DONE,
        log=Place(channel=ChannelId(6), message=MessageId(200 + number)),
        dm=Place(channel=ChannelId(7), message=MessageId(300 + number)),
    )


TIMEOUT = order(BAD, BEN, TimeOut(user=UserId(int(BEN)), until=NOW))
WARNING = order(RUDE, CAT)
CASES = [case(1, BAD, BEN, Action.TIMEOUT), case(2, RUDE, CAT, Action.WARN)]
RECORD = Record(
    judged=Counter([GOOD, BAD, RUDE]),
    cases=CASES,
    orders=[TIMEOUT, WARNING],
    flags=0,
    standings={ANN: Standing(), BEN: Standing(timeouts=1), CAT: Standing(warnings=1)},
)
DONE = {"target": {"user_id": BEN}, "body": {"communication_disabled_until": NOW.isoformat()}}
LATER = {**DONE, "body": {"communication_disabled_until": "2026-02-01T00:00:00+00:00"}}
TRUTH = Truth(
    timeouts=[DONE],
    deleted=Counter([BAD]),
    standing_messages=frozenset({GOOD, RUDE}),
    dms={ANN: 0, BEN: 1, CAT: 1},
    cards=Counter(["201", "202"]),
    audited=Counter([f"{BEN}:24"]),
    violations=[],
)


UNKNOWN = replace(WARNING, ledger=(replace(WARNING.ledger[0], state=EffectState.UNKNOWN),))


def test_a_world_where_all_happened_once_has_no_fault() -> None:
    assert faults_of(SPOKEN, RECORD, TRUTH) == []


def test_a_dm_of_unknown_fate_may_be_there_or_not_but_not_often() -> None:
    """Contracts 1.8: at most once."""
    unknown = replace(
        RECORD, orders=[TIMEOUT, UNKNOWN], cases=[CASES[0], replace(CASES[1], dm=None)]
    )
    for dms in (0, 1):
        truth = replace(TRUTH, dms={ANN: 0, BEN: 1, CAT: dms})
        assert faults_of(SPOKEN, unknown, truth) == [
            "too many DMs of unknown fate: 1, such as m:103"
        ]
    twice = faults_of(SPOKEN, unknown, replace(TRUTH, dms={ANN: 0, BEN: 1, CAT: 2}))
    assert any(line.startswith("DM twice") for line in twice)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"judged": Counter([BAD, RUDE])}, "lost"),
        ({"judged": Counter([GOOD, GOOD, BAD, RUDE])}, "judged twice"),
        ({"judged": Counter([GOOD, BAD, RUDE, "999"])}, "never written"),
        ({"cases": CASES[:1]}, "case missing"),
        ({"cases": [*CASES, case(3, BAD, BEN, Action.TIMEOUT)]}, "case too many"),
        ({"cases": [replace(CASES[0], number=2), CASES[1]]}, "number twice"),
        ({"cases": [replace(CASES[0], outcome=Outcome.PENDING), CASES[1]]}, "case not as decided"),
        ({"cases": [replace(CASES[0], dm=None), CASES[1]]}, "case not as decided"),
        ({"orders": [replace(TIMEOUT, state=OrderState.OPEN), WARNING]}, "order not done"),
        ({"orders": [replace(TIMEOUT, state=OrderState.EXPIRED), WARNING]}, "order not done"),
        (
            {"orders": [replace(TIMEOUT, ledger=(LedgerEntry(),) * 2), WARNING]},
            "effect not confirmed",
        ),
        ({"orders": [TIMEOUT]}, "1 notices were ordered"),
        ({"flags": 1}, "1 flags"),
        ({"standings": RECORD.standings | {BEN: Standing(timeouts=2)}}, "wrong standing"),
        ({"standings": RECORD.standings | {ANN: Standing(warnings=1)}}, "wrong standing"),
    ],
)
def test_what_is_wrong_on_record_is_named(changes: dict[str, Any], fault: str) -> None:
    found = faults_of(SPOKEN, replace(RECORD, **changes), TRUTH)

    assert any(line.startswith(fault) for line in found), found


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"timeouts": []}, "punishment missing"),
        ({"timeouts": [DONE, DONE]}, "punished twice"),
        ({"timeouts": [DONE, {**DONE, "target": {"user_id": ANN}}]}, "punished twice or wrongly"),
        ({"timeouts": [LATER]}, "punished for another time"),
        ({"audited": Counter()}, "audit log disagrees"),
        ({"audited": Counter([f"{BEN}:24"] * 2)}, "audit log disagrees"),
        ({"standing_messages": frozenset({GOOD, RUDE, BAD})}, "bad message stands"),
        ({"standing_messages": frozenset({RUDE})}, "good message gone"),
        ({"deleted": Counter([BAD, GOOD])}, "good message deleted"),
        ({"dms": {ANN: 0, BEN: 0, CAT: 1}}, "DM missing"),
        ({"dms": {ANN: 0, BEN: 2, CAT: 1}}, "DM twice"),
        ({"dms": {ANN: 1, BEN: 1, CAT: 1}}, "DM to the innocent"),
        ({"cards": Counter(["201"])}, "card missing"),
        ({"cards": Counter(["201", "202", "203"])}, "card too many"),
        ({"violations": ["OV-4"]}, "contract violations"),
    ],
)
def test_what_is_wrong_on_discord_is_named(changes: dict[str, Any], fault: str) -> None:
    found = faults_of(SPOKEN, RECORD, replace(TRUTH, **changes))

    assert any(line.startswith(fault) for line in found), found
