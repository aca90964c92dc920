"""What another policy would have changed about one decision."""

from datetime import timedelta
from enum import StrEnum

from app.domain.action import Action
from app.domain.decision import Decision


class Change(StrEnum):
    """From what was decided to what would have been."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    HARDER = "harder"
    MILDER = "milder"
    REVIEW = "review"


def change_between(before: Decision, after: Decision) -> Change:
    """How `after` differs in what it does; scores, reasons and versions do not count.

    Of two acts of the same kind the longer one is harder, then the one that also removes the
    message. Where only the need for a person's look differs, it is the review that changed.
    """
    if before.action is Action.NONE and after.action is Action.NONE:
        return Change.SAME
    was, would_be = _weight(before), _weight(after)
    if was == would_be:
        return Change.SAME if before.review is after.review else Change.REVIEW
    if before.action is Action.NONE:
        return Change.ADDED
    if after.action is Action.NONE:
        return Change.REMOVED

    return Change.HARDER if would_be > was else Change.MILDER


def _weight(decision: Decision) -> tuple[int, timedelta, bool]:
    return decision.action.severity, decision.duration or timedelta(), decision.delete
