"""What follows from an appeal: the orders that show it, lift what was done and tell the member."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from app.domain.action import Action
from app.domain.appeals.appeal import Appeal, AppealStatus
from app.domain.notice import Notice
from app.domain.order import (
    AmendNotice,
    Effect,
    Order,
    RemoveTimeOut,
    SendNotice,
    ShowAppeal,
    ShowCase,
    Unban,
    plan,
)
from app.domain.policies.policy import Policy
from app.domain.record.case import Case, Outcome
from app.domain.record.standing import Standing

ORDER_LIFETIME = timedelta(hours=24)
"""A person decided: it is still right a day later."""

_OUT_OF_REACH = frozenset({Action.KICK, Action.BAN})
"""After these the bot shares no server with the member, so it can only edit its old message."""


def order_to_show(appeal: Appeal, policy: Policy) -> Order | None:
    """Put the appeal before the moderators; None when the guild has no channel for it."""
    effects = tuple(_appeal_card(appeal, policy))
    if not effects:
        return None

    return plan(
        id=f"a:{appeal.guild}:{appeal.id}",
        guild=appeal.guild,
        effects=effects,
        decided_at=appeal.made_at,
        expires_at=appeal.made_at + ORDER_LIFETIME,
        audit_reason=f"[Case #{appeal.case}] Appeal",
        user=appeal.member,
        case=appeal.case,
    )


def order_to_settle(
    appeal: Appeal, case: Case, *, standing: Standing, policy: Policy, now: datetime
) -> Order:
    """Carry out a decided appeal: lift the action if it was approved, tell the member, the cards.

    Args:
        appeal: decided.
        case: as it stands, already void when the appeal was approved.
        standing: the member's record before the decision.
        policy: the guild's.
        now: when it was decided.
    """
    approved = appeal.status is AppealStatus.APPROVED
    effects = (
        *(_lift(case, standing, now) if approved else ()),
        *_tell(appeal, case),
        *_case_card(policy),
        *_appeal_card(appeal, policy),
    )
    return plan(
        id=f"d:{appeal.guild}:{appeal.id}",
        guild=appeal.guild,
        effects=effects,
        decided_at=now,
        expires_at=now + ORDER_LIFETIME,
        audit_reason=f"[Case #{case.number}] Appeal {appeal.status} by {appeal.decided_by}: "
        f"{appeal.reason}",
        user=case.member,
        case=case.number,
    )


def voided(case: Case, appeal: Appeal) -> Case:
    """The case once its appeal was approved: on record, but void (never deleted)."""
    return replace(
        case,
        outcome=Outcome.VOIDED,
        voided_by=appeal.decided_by,
        voided_reason=appeal.reason,
    )


def pardoned(standing: Standing, case: Case) -> Standing:
    """The member's record without this case. A later timeout stays in force."""
    warned = case.decision.warned if case.decision else case.action is Action.WARN
    freed = standing.pardoned(case.action, warned=warned, case=case.number)

    return freed.with_counts_of(standing) if case.decision and not case.decision.counts else freed


def _lift(case: Case, standing: Standing, now: datetime) -> Iterator[Effect]:
    if case.action is Action.BAN:
        yield Unban(user=case.member)
    runs = case.action is Action.TIMEOUT and case.ends_at is not None and now < case.ends_at
    if runs and not _muted_by_another(standing, case):
        yield RemoveTimeOut(user=case.member)


def _muted_by_another(standing: Standing, case: Case) -> bool:
    """Whether it is another case that keeps the member silent."""
    return standing.mute is not None and standing.mute.case != case.number


def _tell(appeal: Appeal, case: Case) -> Iterator[Effect]:
    key = (
        f"dm.appeal_approved.{case.action}"
        if appeal.status is AppealStatus.APPROVED
        else "dm.appeal_denied"
    )
    notice = Notice(key, {"answer": appeal.reason})
    if case.action in _OUT_OF_REACH:
        yield AmendNotice(user=case.member, notice=notice, locale=appeal.locale)
    else:
        yield SendNotice(user=case.member, notice=notice, locale=appeal.locale)


def _case_card(policy: Policy) -> Iterator[Effect]:
    if policy.channels.log:
        yield ShowCase(channel=policy.channels.log, locale=policy.locale)


def _appeal_card(appeal: Appeal, policy: Policy) -> Iterator[Effect]:
    channel = policy.channels.appeals or policy.channels.review or policy.channels.log
    if channel:
        yield ShowAppeal(channel=channel, appeal=appeal.id, locale=policy.locale)
