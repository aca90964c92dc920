from dataclasses import replace

import pytest

from app.domain.action import Action
from app.domain.appeals.settlement import settle
from app.domain.ids import ChannelId, MessageId, UserId
from app.domain.notice import Notice
from app.domain.order import (
    Ban,
    DeleteMessages,
    Effect,
    EffectState,
    LedgerEntry,
    Order,
    OrderState,
    SendNotice,
    ShowCase,
    plan,
)
from tests.factories import GUILD, NOW

BAN = Ban(user=UserId(5))
DELETE = DeleteMessages(channel=ChannelId(7), messages=(MessageId(1),))
TELL = SendNotice(user=UserId(5), notice=Notice("dm.ban"), locale="en")
CARD = ShowCase(channel=ChannelId(7), locale="en")

DONE = LedgerEntry(state=EffectState.CONFIRMED)
UNKNOWN = LedgerEntry(state=EffectState.UNKNOWN)


def failed(why: str = "refused") -> LedgerEntry:
    return LedgerEntry(state=EffectState.FAILED, error=why)


def skipped(why: str) -> LedgerEntry:
    return LedgerEntry(state=EffectState.SKIPPED, error=why)


def order(*pairs: tuple[Effect, LedgerEntry]) -> Order:
    planned = plan(
        id="o",
        guild=GUILD,
        effects=tuple(effect for effect, _ in pairs),
        decided_at=NOW,
        expires_at=NOW,
        audit_reason="",
    )
    return replace(planned, ledger=tuple(entry for _, entry in pairs))


@pytest.mark.parametrize(
    ("ledger", "expected"),
    [
        ((DONE, DONE, DONE), (OrderState.DONE, "")),
        ((failed("dm_closed"), DONE, failed()), (OrderState.DONE, "")),
        ((UNKNOWN, DONE, DONE), (OrderState.DONE, "")),
        ((DONE, failed("hierarchy"), DONE), (OrderState.FAILED, "hierarchy")),
        (
            (DONE, LedgerEntry(state=EffectState.UNKNOWN, error="unknown"), DONE),
            (OrderState.FAILED, "unknown"),
        ),
        ((skipped("no_action"), skipped("expired"), DONE), (OrderState.EXPIRED, "expired")),
        (
            (skipped("no_action"), skipped("human_acted"), DONE),
            (OrderState.SUPERSEDED, "human_acted"),
        ),
        ((skipped("no_action"), skipped("voided"), DONE), (OrderState.SUPERSEDED, "voided")),
        (
            (skipped("no_action"), skipped("switched_off"), DONE),
            (OrderState.SUPERSEDED, "switched_off"),
        ),
    ],
)
def test_the_act_decides(ledger: tuple[LedgerEntry, ...], expected: tuple[OrderState, str]) -> None:
    """AC-043, AC-044: neither the DM nor the card fails an order."""
    effects: tuple[Effect, ...] = (TELL, BAN, CARD)

    assert settle(order(*zip(effects, ledger, strict=True)), Action.BAN) == expected


def test_removing_messages_decides_where_it_is_the_action() -> None:
    removal = order((DELETE, failed("missing_permission")), (CARD, DONE))

    assert settle(removal, Action.DELETE) == (OrderState.FAILED, "missing_permission")
    assert settle(removal, None) == (OrderState.FAILED, "missing_permission")
    assert settle(removal, Action.WARN) == (OrderState.DONE, "")


def test_a_warning_that_came_too_late_is_expired() -> None:
    warning = order((DELETE, skipped("expired")), (TELL, skipped("expired")), (CARD, DONE))

    assert settle(warning, Action.WARN) == (OrderState.EXPIRED, "expired")


def test_an_act_that_was_needless_is_done() -> None:
    """Somebody who is gone already cannot be taken off the server again."""
    needless = order((TELL, DONE), (BAN, skipped("gone")), (CARD, DONE))

    assert settle(needless, Action.BAN) == (OrderState.DONE, "")


def test_a_card_alone_is_done_whatever_becomes_of_it() -> None:
    assert settle(order((CARD, failed("gone"))), None) == (OrderState.DONE, "")
