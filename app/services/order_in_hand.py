"""An order while it is being carried out: each mark in its ledger is written before it counts."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from app.domain.order import Effect, EffectState, LedgerEntry, Order, OrderState
from app.domain.preflight import ACTS, Act
from app.domain.record.case import Case
from app.ports.ledger import Ledger

_SINCE = "unclear_since"


class OrderInHand:
    """The order as last written, the case it belongs to, and what was begun in this turn."""

    def __init__(self, order: Order, ledger: Ledger, case: Case | None) -> None:
        self._ledger = ledger
        self.order = order
        self.case = case
        self.cleared_at: datetime | None = None

    def __iter__(self) -> Iterator[tuple[int, Effect]]:
        return iter(enumerate(self.order.effects))

    @property
    def act(self) -> Act | None:
        """What the order does to the member's rights; most orders do one such thing or none."""
        return next((one for one in self.order.effects if isinstance(one, ACTS)), None)

    @property
    def carries_case_out(self) -> bool:
        """Whether this is the order of the case's own action, not a later one about it."""
        return self.case is not None and self.case.order == self.order.id

    def entry(self, index: int) -> LedgerEntry:
        return self.order.ledger[index]

    def unclear_since(self, index: int) -> datetime:
        """When the first of the calls was made whose fate is unknown."""
        entry = self.entry(index)
        since = entry.result.get(_SINCE)
        return datetime.fromisoformat(since) if since else entry.at or self.order.decided_at

    def sent(self, index: int, at: datetime, known: Mapping[str, str] | None = None) -> None:
        """Write that the effect is about to be called, and what is known already.

        Raises:
            Conflict, Unavailable: it was not written, so it must not be called.
        """
        entry = self.entry(index)
        result = {**entry.result, **(known or {})}
        if entry.state is EffectState.SENT:
            result[_SINCE] = self.unclear_since(index).isoformat()
        sent = LedgerEntry(state=EffectState.SENT, attempt=entry.attempt + 1, at=at, result=result)
        self._write(index, sent)

    def mark(
        self,
        index: int,
        state: EffectState,
        *,
        error: str = "",
        result: Mapping[str, str] | None = None,
    ) -> None:
        """Write how far the effect got; `result` is added to what is known."""
        entry = self.entry(index)
        known = {**entry.result, **(result or {})}
        self._write(index, replace(entry, state=state, error=error, result=known))

    def close(self, state: OrderState, reason: str) -> None:
        """Write that the order is over."""
        self.order = self._ledger.save(replace(self.order, state=state, state_reason=reason))

    def _write(self, index: int, entry: LedgerEntry) -> None:
        entries = (*self.order.ledger[:index], entry, *self.order.ledger[index + 1 :])
        self.order = self._ledger.save(replace(self.order, ledger=entries))
