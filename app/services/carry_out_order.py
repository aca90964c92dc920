"""Carry out an order: each effect at most once, in order, with its ledger.

Before an effect is called its entry says SENT, after it CONFIRMED, FAILED or UNKNOWN. An entry
found SENT is looked into first (`effect_recovery`). An entry goes back to PLANNED only when it is
certain that nothing happened. Delivering an order again, or two executors at it at once, changes
nothing: every step is written over the version that was read, or not taken.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from app.domain.appeals.settlement import HUMAN_ACTED, NO_ACTION, deciding_entries
from app.domain.order import DeleteMessages, Effect, EffectState, Order, OrderState, SendNotice
from app.domain.preflight import ACTS, PUNISHMENTS, Act
from app.domain.raids.effects import ON_MEMBERS, ON_SERVER
from app.domain.record.case import Case
from app.domain.recovery import Step
from app.ports.effect_journal import EffectJournal, EffectTold, OrderTold
from app.ports.errors import PortError, Unavailable
from app.ports.ledger import Ledger
from app.ports.papers import Papers
from app.services.effect_calls import CARDS, EffectCalls
from app.services.effect_recovery import EffectRecovery
from app.services.endings import UNCLEAR, Ending, done, ending_of
from app.services.nothing_to_do import NothingToDo
from app.services.order_in_hand import OrderInHand
from app.services.preflight import Obstacle, Preflight
from app.services.settling import Settling

UNDER_WAY = timedelta(seconds=30)
"""A call ends within this time: a younger SENT that says no more may still be under way."""
CLEARED_FOR = timedelta(seconds=3)
"""For so long a pre-flight holds within one turn: it is not repeated between DM and ban."""
PAUSES = (0.3, 1.0)
"""Seconds before an unclear effect is looked into at once; after that it waits in the queue."""

_NOTHING_TO_TELL = Obstacle(EffectState.SKIPPED, NO_ACTION)


class CarryOutOrder:
    """What the executor does with one delivery. Safe to use from several threads."""

    def __init__(
        self,
        *,
        ledger: Ledger,
        papers: Papers,
        preflight: Preflight,
        calls: EffectCalls,
        recovery: EffectRecovery,
        settling: Settling,
        journal: EffectJournal,
        now: Callable[[], datetime],
        sleep: Callable[[float], None],
    ) -> None:
        self._ledger = ledger
        self._papers = papers
        self._preflight = preflight
        self._calls = calls
        self._recovery = recovery
        self._settling = settling
        self._journal = journal
        self._now = now
        self._sleep = sleep

    def __call__(self, order_id: str) -> OrderState | None:
        """Carry it out as far as it goes; its final state, or None when there is no such order.

        Raises:
            Unavailable: something is left to do; deliver it again later.
            Conflict: somebody else has it in hand; deliver it again soon.
        """
        order = self._ledger.load(order_id)
        if order is None or order.state.is_final:
            return order.state if order else None
        hand = OrderInHand(order, self._ledger, self._case_of(order))
        settled = False
        for index, effect in hand:
            if isinstance(effect, CARDS) and not settled:
                self._settling.outcome(hand, self._now())  # the card shows it
                settled = True
            self._finish(hand, index, effect)

        return self._close(hand)

    def _case_of(self, order: Order) -> Case | None:
        return None if order.case is None else self._papers.case(order.guild, order.case)

    def _close(self, hand: OrderInHand) -> OrderState:
        state, reason = self._settling.outcome(hand, self._now())
        self._settling.places(hand)
        self._settling.raid(hand, self._now())
        hand.close(state, reason)
        order = hand.order
        self._journal.closed(
            OrderTold(
                order=order.id,
                guild=order.guild,
                case=order.case,
                member=order.user,
                state=state,
                reason=reason,
                decided_at=order.decided_at,
                closed_at=self._now(),
            )
        )
        return state

    def _finish(self, hand: OrderInHand, index: int, effect: Effect) -> None:
        """Go on with one effect until its entry is final."""
        pauses = iter(PAUSES)
        while not hand.entry(index).state.is_final:
            if hand.entry(index).state is EffectState.SENT and self._recovered(hand, index):
                return
            obstacle = self._obstacle(hand, effect)
            if obstacle:
                self._leave_out(hand, index, effect, obstacle)
                return
            ending = self._attempt(hand, index, effect)
            if ending.again is None:
                return
            if not ending.at_once:
                raise ending.again
            pause = next(pauses, None)
            if pause is None:
                raise Unavailable(str(ending.again))
            self._sleep(pause)

    def _recovered(self, hand: OrderInHand, index: int) -> bool:
        """Whether an effect that was sent is settled; otherwise it may be repeated."""
        now, entry = self._now(), hand.entry(index)
        age = now - (entry.at or now)
        if entry.error != UNCLEAR and age < UNDER_WAY:
            left = (UNDER_WAY - age).total_seconds()
            raise Unavailable("another executor may be at it", retry_after=left)
        step, found = self._recovery.step(hand, index, now)
        if step is Step.CONFIRM:
            ending = Ending(state=EffectState.CONFIRMED, status="found", result=found)
        elif step is Step.GIVE_UP:
            ending = Ending(state=EffectState.UNKNOWN, error="unknown")
        elif step is Step.SUPERSEDE:
            ending = Ending(state=EffectState.SKIPPED, error=HUMAN_ACTED)
        else:
            return False
        self._mark(hand, index, ending)

        return True

    def _obstacle(self, hand: OrderInHand, effect: Effect) -> Obstacle | None:
        """Why the effect is not called; None when it may be."""
        if isinstance(effect, ACTS):
            return self._of_act(hand, effect)
        if isinstance(effect, SendNotice):
            return self._of_notice(hand)
        if isinstance(effect, DeleteMessages):
            return self._of_removal(hand)
        if isinstance(effect, (*ON_MEMBERS, *ON_SERVER)):
            return self._preflight.fence(hand.order, hand.case, self._now())

        return None

    def _of_act(self, hand: OrderInHand, act: Act) -> Obstacle | None:
        now = self._now()
        if hand.cleared_at and now - hand.cleared_at < CLEARED_FOR:
            return None
        obstacle = self._preflight.obstacle(act, hand.order, hand.case, now)
        hand.cleared_at = None if obstacle else self._now()

        return obstacle

    def _of_notice(self, hand: OrderInHand) -> Obstacle | None:
        """Nobody is told of a punishment that did not happen, or is not going to."""
        if hand.act and not isinstance(hand.act, PUNISHMENTS):
            return None
        deciding = deciding_entries(hand.order, hand.case.action if hand.case else None)
        if deciding and all(entry.state.is_final for entry in deciding):
            happened = any(entry.state is EffectState.CONFIRMED for entry in deciding)
            return None if happened else _NOTHING_TO_TELL
        if hand.act:
            return _NOTHING_TO_TELL if self._of_act(hand, hand.act) else None

        return self._preflight.fence(hand.order, hand.case, self._now())

    def _of_removal(self, hand: OrderInHand) -> Obstacle | None:
        """Messages go even if the act failed, but not if the whole order was left out."""
        for index, effect in hand:
            entry = hand.entry(index)
            if isinstance(effect, ACTS) and entry.state.is_final:
                skipped = entry.state is EffectState.SKIPPED
                return Obstacle(EffectState.SKIPPED, entry.error) if skipped else None

        return self._preflight.fence(hand.order, hand.case, self._now())

    def _leave_out(self, hand: OrderInHand, index: int, effect: Effect, obstacle: Obstacle) -> None:
        """A DM that may have been sent before is not simply left out: nobody knows."""
        unclear = hand.entry(index).state is EffectState.SENT and isinstance(effect, SendNotice)
        state = EffectState.UNKNOWN if unclear else obstacle.state
        self._mark(hand, index, Ending(state=state, error=obstacle.why))

    def _attempt(self, hand: OrderInHand, index: int, effect: Effect) -> Ending:
        """One try. The ledger says SENT before the call, and after it how it ended."""
        entry = hand.entry(index)
        try:
            ready = self._calls.ready(hand, index, self._now())
        except NothingToDo as nothing:
            return self._mark(hand, index, Ending(state=EffectState.SKIPPED, error=nothing.why))
        except PortError as error:
            ending = ending_of(effect, error, entry.result)
            return self._mark(hand, index, ending.unsent(entry.state))
        hand.sent(index, self._now(), ready.known)
        called_at = self._now()
        try:
            ending = done(ready.call())
        except PortError as error:
            ending = ending_of(effect, error, entry.result)

        return self._mark(hand, index, ending.after(entry.state), called_at=called_at)

    def _mark(
        self, hand: OrderInHand, index: int, ending: Ending, *, called_at: datetime | None = None
    ) -> Ending:
        """Write and tell how it ended."""
        entry, order = hand.entry(index), hand.order
        answered_at = self._now()
        state = ending.state or entry.state
        if state is not entry.state or ending.error != entry.error or ending.result:
            hand.mark(index, state, error=ending.error, result=ending.result)
        self._journal.effect(
            EffectTold(
                order=order.id,
                guild=order.guild,
                case=order.case,
                member=order.user,
                effect=order.effects[index].kind,
                state=state,
                attempt=hand.entry(index).attempt,
                status=ending.status,
                reason=ending.error,
                decided_at=order.decided_at,
                called_at=called_at,
                ms=(answered_at - called_at).total_seconds() * 1000 if called_at else None,
            )
        )
        return ending
