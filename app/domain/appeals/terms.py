"""The terms of appealing: who may appeal what and when, and who may decide about it.

Refusals say where an appeal stands, so that pressing the button again is how to look it up.
"""

from collections.abc import Sequence
from datetime import datetime

from app.domain.appeals.appeal import MAX_LENGTH, Appeal, AppealStatus
from app.domain.errors import Refused
from app.domain.ids import UserId
from app.domain.notice import Notice
from app.domain.policies.policy import Appeals
from app.domain.record.case import Case, Outcome

MAX_REASON = 500
"""Characters of the reason for a decision."""

_NOT_CARRIED_OUT = frozenset({Outcome.FAILED, Outcome.EXPIRED, Outcome.SUPERSEDED})


def check_appeal(
    case: Case,
    *,
    by: UserId,
    terms: Appeals,
    of_case: Sequence[Appeal],
    of_member: Sequence[Appeal],
    now: datetime,
) -> None:
    """Whether this member may appeal this case now (IS-050, IS-052, T-8).

    Args:
        case: what is appealed.
        by: who appeals.
        terms: the guild's.
        of_case: earlier appeals of this case, oldest first.
        of_member: appeals of this member on the same guild, of any case.
        now: the moment of asking.

    Raises:
        Refused: with the reason, or with the answer that was already given.
    """
    if by != case.member:
        raise Refused(Notice("error.not_your_case"))
    _check_earlier(of_case, terms, now)
    _check_case(case, terms, now)
    for appeal in of_member:
        if appeal.status is AppealStatus.PENDING:
            raise Refused(Notice("error.appeal_pending", {"at": _epoch(appeal.made_at)}))
        if now < appeal.made_at + terms.cooldown:
            until = _epoch(appeal.made_at + terms.cooldown)
            raise Refused(Notice("error.appeal_cooldown", {"until": until}))


def check_decision(appeal: Appeal, case: Case, *, by: UserId) -> None:
    """Whether this moderator may decide about this appeal (T-8); rights are the door's matter.

    Raises:
        Refused: it is decided already, or it is a matter of the moderator's own.
    """
    if appeal.status is not AppealStatus.PENDING:
        at = _epoch(appeal.decided_at or appeal.made_at)
        who = appeal.decided_by or 0
        raise Refused(Notice(f"error.already_{appeal.status}", {"user": who, "at": at}))
    if by == appeal.member:
        raise Refused(Notice("error.own_appeal"))
    if by == case.moderator:
        raise Refused(Notice("error.own_decision"))


def checked_text(text: str, limit: int = MAX_LENGTH) -> str:
    """What somebody wrote into a form; Discord's own check cannot be relied on (IS-051).

    Raises:
        Refused: nothing was written, or too much.
    """
    stripped = text.strip()
    if not stripped:
        raise Refused(Notice("error.text_empty"))
    if len(stripped) > limit:
        raise Refused(Notice("error.text_too_long", {"limit": limit}))

    return stripped


def _check_earlier(of_case: Sequence[Appeal], terms: Appeals, now: datetime) -> None:
    last = of_case[-1] if of_case else None
    if last is None:
        return
    decided = _epoch(last.decided_at or last.made_at)
    if last.status is AppealStatus.PENDING:
        raise Refused(Notice("error.appeal_pending", {"at": _epoch(last.made_at)}))
    if last.status is AppealStatus.APPROVED:
        raise Refused(Notice("error.appeal_was_approved", {"at": decided}))
    if now < last.made_at + terms.cooldown:
        raise Refused(Notice("error.appeal_was_denied", {"at": decided, "reason": last.reason}))


def _check_case(case: Case, terms: Appeals, now: datetime) -> None:
    if case.outcome is Outcome.VOIDED:
        raise Refused(Notice("error.case_void", {"number": case.number}))
    if case.outcome in _NOT_CARRIED_OUT or not case.action.is_felt:
        raise Refused(Notice("error.nothing_to_appeal"))
    if not terms.enabled:
        raise Refused(Notice("error.appeals_off"))
    if now >= case.made_at + terms.window:
        until = _epoch(case.made_at + terms.window)
        raise Refused(Notice("error.appeal_too_late", {"until": until}))


def _epoch(moment: datetime) -> int:
    return int(moment.timestamp())
