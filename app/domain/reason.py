"""Why a decision was made, as notices: for the member, the moderator and the audit log (AC-024)."""

from collections.abc import Iterator

from app.domain.behaviour import HEATED
from app.domain.decision import Decision, Ladder, Limit
from app.domain.notice import Notice

PERCENT = 100


def reasons_of(decision: Decision) -> tuple[Notice, ...]:
    """The grounds of a decision, the weightiest first; empty when nothing was called for."""
    return tuple(_reasons(decision))


def _reasons(decision: Decision) -> Iterator[Notice]:
    verdict = decision.verdict
    if not decision.wanted.is_felt:
        return
    for signal in verdict.broken:
        yield Notice(f"reason.rule.{signal.source}", {"rule": signal.label})
    if verdict.label and verdict.toxicity >= HEATED:
        yield Notice(f"reason.said.{verdict.label}", {"score": round(verdict.toxicity * PERCENT)})
    elif not verdict.broken:
        yield Notice("reason.behaviour", {"score": round(verdict.behaviour * PERCENT)})
    if decision.ladder is Ladder.VIOLATIONS:
        yield Notice("reason.violations")
    elif decision.escalated:
        yield Notice("reason.escalated")
    if Limit.LADDER_FULL in decision.limits:
        yield Notice("reason.ladder_full")
