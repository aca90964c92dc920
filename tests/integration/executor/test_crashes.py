"""Killed at every point where something is written: each effect happens exactly once.

A process dies before or after any write to the ledger; another one takes the order up again. What
really happened is read off the fake Discord, which knows nothing of ledgers.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from app.domain.action import Action
from app.domain.ids import MessageId
from app.domain.notice import Notice
from app.domain.order import (
    Ban,
    DeleteMessages,
    Effect,
    EffectState,
    Kick,
    Order,
    OrderState,
    SendNotice,
    ShowCase,
    TimeOut,
)
from app.domain.record.case import Outcome
from app.ports.ledger import Ledger
from tests.execution import Execution, carrying_out

SOON = timedelta(seconds=31)
"""Longer than a call may be under way, short enough for Discord to know a nonce again."""
LATE = timedelta(minutes=3)


class Killed(BaseException):
    """The process is gone."""


class DyingLedger:
    """A ledger whose process dies at the nth write, before or after it."""

    def __init__(self, ledger: Ledger, write: int, *, after: bool) -> None:
        self._ledger = ledger
        self._writes_left = write
        self._after = after

    def load(self, order_id: str) -> Order | None:
        return self._ledger.load(order_id)

    def save(self, order: Order) -> Order:
        self._writes_left -= 1
        if self._writes_left == 0 and not self._after:
            raise Killed
        saved = self._ledger.save(order)
        if self._writes_left == 0:
            raise Killed

        return saved


def told(run: Execution, key: str) -> SendNotice:
    return SendNotice(
        user=run.member("mia"), notice=Notice(key, {"until": 1}), locale="en", appealable=True
    )


def removal(run: Execution) -> DeleteMessages:
    return DeleteMessages(channel=run.channel("general"), messages=(run.say("mia", "an insult"),))


def card(run: Execution) -> ShowCase:
    return ShowCase(channel=run.channel("mod-log"), locale="en")


def a_timeout(run: Execution) -> tuple[Effect, ...]:
    until = run.clock.now() + timedelta(hours=1)
    act = TimeOut(user=run.member("mia"), until=until)
    return act, removal(run), told(run, "dm.timeout"), card(run)


def a_kick(run: Execution) -> tuple[Effect, ...]:
    return told(run, "dm.kick"), Kick(user=run.member("mia")), removal(run), card(run)


def a_ban(run: Execution) -> tuple[Effect, ...]:
    return told(run, "dm.ban"), Ban(user=run.member("mia")), removal(run), card(run)


def a_warning(run: Execution) -> tuple[Effect, ...]:
    return removal(run), told(run, "dm.warn"), card(run)


KINDS: dict[Action, tuple[Callable[[Execution], tuple[Effect, ...]], str | None]] = {
    Action.TIMEOUT: (a_timeout, "update_guild_member"),
    Action.KICK: (a_kick, "delete_guild_member"),
    Action.BAN: (a_ban, "ban_user_from_guild"),
    Action.WARN: (a_warning, None),
}


def writes_of(action: Action) -> int:
    """SENT and CONFIRMED for each effect, and the order's end."""
    return 2 * (3 if action is Action.WARN else 4) + 1


def deaths(action: Action) -> Iterator[tuple[int, bool]]:
    """After SENT (nothing was called yet), and before CONFIRMED (it was); likewise at the end.

    Between a CONFIRMED and the next SENT nothing happens that anybody could see.
    """
    for write in range(1, writes_of(action) + 1):
        is_sent = write % 2 == 1
        yield write, is_sent
    yield writes_of(action), False


def die_and_go_on(
    run: Execution, order: Order, write: int, *, after: bool, pause: timedelta
) -> OrderState | None:
    dying = carrying_out(run, lambda ledger: DyingLedger(ledger, write, after=after))
    with pytest.raises(Killed):
        dying(order.id)
    run.clock.skip(pause)

    return carrying_out(run)(order.id)


def check(run: Execution, order: Order, action: Action) -> None:
    """Everything happened once, except perhaps the DM, which never happened twice."""
    operation = KINDS[action][1]
    done = run.done()
    if operation:
        assert done.count(operation) == 1, done
    assert done.count("delete_message") == 1, done
    assert len(run.messages("mod-log")) == 1
    case = run.case_of(order)
    assert case.outcome is Outcome.DONE
    assert case.log is not None
    assert case.log.message == MessageId(int(run.messages("mod-log")[0]["id"]))
    assert run.stored(order).state is OrderState.DONE


@pytest.mark.parametrize(
    "action",
    [
        pytest.param(action, marks=() if action is Action.KICK else pytest.mark.slow)
        for action in KINDS
    ],
)
def test_a_process_that_dies_anywhere_is_followed_by_one_that_finishes_exactly_once(
    run: Execution, action: Action
) -> None:
    """G-3, contracts 1.8: every write of every kind of order, taken up within two minutes."""
    for write, after in deaths(action):
        run.new_guild()
        order = run.case_order(action, *KINDS[action][0](run))

        state = die_and_go_on(run, order, write, after=after, pause=SOON)

        assert state is OrderState.DONE, (write, after)
        check(run, order, action)
        assert len(run.dms("mia")) == 1, (write, after)


@pytest.mark.parametrize(
    ("make", "operation"),
    [
        (lambda run: Ban(user=run.member("mia")), "ban_user_from_guild"),
        (card, "create_message"),
    ],
    ids=["ban", "card"],
)
def test_what_was_done_just_before_a_death_is_found_on_discord_and_not_repeated(
    run: Execution, make: Callable[[Execution], Effect], operation: str
) -> None:
    """G-3: the call went through, but nobody wrote it down; the nonce is forgotten by now."""
    order = run.case_order(Action.BAN, make(run))

    assert die_and_go_on(run, order, 2, after=False, pause=LATE) is OrderState.DONE
    assert run.done() == [operation]
    assert run.stored(order).ledger[0].state is EffectState.CONFIRMED


@pytest.mark.slow
@pytest.mark.parametrize("action", KINDS)
def test_after_minutes_a_dm_of_unknown_fate_is_not_sent_again(
    run: Execution, action: Action
) -> None:
    """Contracts 1.8: at most once; the ledger says that nobody knows."""
    for write, after in deaths(action):
        run.new_guild()
        order = run.case_order(action, *KINDS[action][0](run))

        state = die_and_go_on(run, order, write, after=after, pause=LATE)

        assert state is OrderState.DONE, (write, after)
        check(run, order, action)
        entries = zip(order.effects, run.stored(order).ledger, strict=True)
        notice = next(entry for effect, entry in entries if isinstance(effect, SendNotice))
        told_once = notice.state is EffectState.CONFIRMED
        assert told_once or notice.state is EffectState.UNKNOWN
        assert len(run.dms("mia")) == 1 if told_once else len(run.dms("mia")) <= 1
