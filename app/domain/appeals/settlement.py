"""Settlement: what became of an order, read off its ledger."""

from app.domain.action import Action
from app.domain.order import DeleteMessages, EffectState, LedgerEntry, Order, OrderState
from app.domain.preflight import ACTS
from app.domain.raids.effects import ON_MEMBERS
from app.domain.record.case import Outcome

EXPIRED = "expired"
VOIDED = "voided"
HUMAN_ACTED = "human_acted"
SWITCHED_OFF = "switched_off"
"""Why an act was left out, in the ledger and (as `failure.<word>`) on the card."""
NO_ACTION = "no_action"
"""Why a notice was left out: there is nothing to tell."""
_NOT_DONE = (EffectState.FAILED, EffectState.UNKNOWN)
_SUPERSEDING = (VOIDED, HUMAN_ACTED, SWITCHED_OFF)

OUTCOMES = {
    OrderState.DONE: Outcome.DONE,
    OrderState.FAILED: Outcome.FAILED,
    OrderState.EXPIRED: Outcome.EXPIRED,
    OrderState.SUPERSEDED: Outcome.SUPERSEDED,
}


def settle(order: Order, action: Action | None) -> tuple[OrderState, str]:
    """State and reason of an order whose deciding effects are final.

    Args:
        order: with its ledger.
        action: what the case is about; None when there is no case.
    """
    deciding = deciding_entries(order, action)
    failed = next((one for one in deciding if one.state in _NOT_DONE), None)
    if failed:
        return OrderState.FAILED, failed.error
    for entry in deciding or order.ledger:
        if entry.state is not EffectState.SKIPPED:
            continue
        if entry.error == EXPIRED:
            return OrderState.EXPIRED, entry.error
        if entry.error in _SUPERSEDING:
            return OrderState.SUPERSEDED, entry.error

    return OrderState.DONE, ""


def deciding_entries(order: Order, action: Action | None) -> tuple[LedgerEntry, ...]:
    """The ledger of what the order is for: its acts; the removal, when that is the action.

    A notice, a card, or a removal beside a warning may fail without failing the order
    (AC-043, AC-044).
    """
    acts = _entries(order, (*ACTS, *ON_MEMBERS))
    if acts or action not in (None, Action.DELETE):
        return acts

    return _entries(order, (DeleteMessages,))


def _entries(order: Order, kinds: tuple[type, ...]) -> tuple[LedgerEntry, ...]:
    pairs = zip(order.effects, order.ledger, strict=True)
    return tuple(entry for effect, entry in pairs if isinstance(effect, kinds))
