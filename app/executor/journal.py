"""Tells what was carried out: one line of log for each step, and the figures."""

import logging

from app.domain.order import EffectState, OrderState
from app.executor.figures import Figures
from app.ports.effect_journal import EffectTold, OrderTold

log = logging.getLogger(__name__)

_FAILURES = frozenset({EffectState.FAILED, EffectState.UNKNOWN})
_BUG = "invalid_request"
"""Discord did not understand our request: it is not repeated, and somebody has to know (RS-6)."""


class ExecutorJournal:
    """Implements `EffectJournal`."""

    def __init__(self, figures: Figures) -> None:
        self._figures = figures

    def effect(self, told: EffectTold) -> None:
        """See `EffectJournal.effect`."""
        called = told.called_at
        first = called is not None and told.attempt == 1
        delay = (called - told.decided_at).total_seconds() if called and first else None
        self._figures.effect(told.effect, told.state, delay)
        log.log(
            _level(told),
            "effect",
            extra={
                "order": told.order,
                "case": told.case,
                "guild": told.guild,
                "member": told.member,
                "effect": told.effect,
                "state": str(told.state),
                "status": told.status,
                "reason": told.reason,
                "attempt": told.attempt,
                "ms": None if told.ms is None else round(told.ms, 1),
                "decided_at": told.decided_at.isoformat(),
                "called_at": called.isoformat() if called else None,
            },
        )

    def closed(self, told: OrderTold) -> None:
        """See `EffectJournal.closed`."""
        self._figures.order(told.state)
        log.log(
            logging.INFO if told.state is OrderState.DONE else logging.WARNING,
            "order",
            extra={
                "order": told.order,
                "case": told.case,
                "guild": told.guild,
                "member": told.member,
                "state": str(told.state),
                "reason": told.reason,
                "ms": round((told.closed_at - told.decided_at).total_seconds() * 1000, 1),
                "decided_at": told.decided_at.isoformat(),
            },
        )


def _level(told: EffectTold) -> int:
    if told.reason == _BUG:
        return logging.ERROR

    return logging.WARNING if told.state in _FAILURES else logging.INFO
