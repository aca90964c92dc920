"""What a raid brings onto members' records, and what its Undo takes off again.

Who was banned or silenced by a moderator's click gets a case like any other, in that moderator's
name. When the raid is undone these become void, and so do the cases that were made automatically
while the member was judged as a suspect.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from app.domain.action import Action
from app.domain.ids import UserId
from app.domain.notice import Notice
from app.domain.order import Effect, Order, RemoveTimeOut, ShowCase, Unban, plan
from app.domain.policies.policy import Policy
from app.domain.raids.raid import Fate, Raid, Suspect
from app.domain.record.case import Case, Outcome
from app.domain.record.standing import Standing

ORDER_LIFETIME = timedelta(hours=24)
_ACTIONS = {Fate.BANNED: Action.BAN, Fate.TIMED_OUT: Action.TIMEOUT}


def to_file(raid: Raid, most: int) -> tuple[Suspect, ...]:
    """Those whose records do not say yet what was done to them."""
    return tuple(one for one in raid.suspects if one.to_file)[:most]


def to_clear(raid: Raid, most: int) -> tuple[Suspect, ...]:
    """Those whose records still say what was taken back."""
    if raid.undone_at is None:
        return ()

    return tuple(one for one in raid.suspects if not one.cleared)[:most]


def with_changed(
    raid: Raid, users: Collection[UserId], change: Callable[[Suspect], Suspect]
) -> Raid:
    """The raid with some of its suspects changed."""
    return replace(
        raid,
        suspects=tuple(change(one) if one.user in users else one for one in raid.suspects),
    )


def case_about(raid: Raid, suspect: Suspect, number: int, policy: Policy, now: datetime) -> Case:
    """The case of a suspect who was banned or silenced."""
    action = _ACTIONS[suspect.fate]
    return Case(
        guild=raid.guild,
        number=number,
        action=action,
        member=suspect.user,
        made_at=now,
        reasons=(Notice(f"reason.raid.{suspect.part}", {"number": raid.number or 0}),),
        moderator=raid.banned_by if action is Action.BAN else raid.silenced_by,
        duration=policy.raids.timeout if action is Action.TIMEOUT else None,
        outcome=Outcome.DONE,
        order=order_about(raid, suspect).id,
    )


def standing_with(standing: Standing, case: Case) -> Standing:
    """The member's record with the case on it."""
    return standing.after(
        case.action,
        warned=False,
        spoken_at=case.made_at,
        now=case.made_at,
        duration=case.duration,
        case=case.number,
        by=case.moderator,
    )


def order_about(raid: Raid, suspect: Suspect) -> Order:
    """Nothing is left to be done: the raid's card shows it, not hundreds of cards."""
    return plan(
        id=f"s:{raid.guild}:{raid.id}:{suspect.user}:{suspect.fate}",
        guild=raid.guild,
        effects=(),
        decided_at=raid.began_at,
        expires_at=raid.began_at + ORDER_LIFETIME,
        audit_reason=f"[Raid #{raid.number}]",
        user=suspect.user,
    )


def is_cleared_with(raid: Raid, case: Case) -> bool:
    """Whether a case falls with the raid: it is about it, or was judged as part of it."""
    if case.is_void or case.lifts or case.made_at < raid.began_at:
        return False
    if case.order.startswith(f"s:{raid.guild}:{raid.id}:"):
        return True
    judged = case.evidence is not None and case.evidence.raid.counts
    ended = raid.ended_at or raid.until

    return judged and case.made_at <= ended


def cleared(raid: Raid, case: Case) -> Case:
    """The case once the raid was undone: on record, but void."""
    return replace(
        case,
        outcome=Outcome.VOIDED,
        voided_by=raid.undone_by,
        voided_reason=f"Raid #{raid.number} undone",
    )


def order_to_clear(raid: Raid, case: Case, policy: Policy, now: datetime) -> Order:
    """Lift what an automatic case keeps in force, and show the case as void."""
    return plan(
        id=f"v:{raid.guild}:{raid.id}:{case.number}",
        guild=raid.guild,
        effects=tuple(_lift(case, policy, now)),
        decided_at=now,
        expires_at=now + ORDER_LIFETIME,
        audit_reason=f"[Case #{case.number}] Raid #{raid.number} undone by {raid.undone_by}",
        user=case.member,
        case=case.number,
    )


def _lift(case: Case, policy: Policy, now: datetime) -> Iterator[Effect]:
    automatic = case.moderator is None
    if automatic and case.action is Action.BAN:
        yield Unban(user=case.member)
    if automatic and case.action is Action.TIMEOUT and case.ends_at and now < case.ends_at:
        yield RemoveTimeOut(user=case.member)
    if case.log and policy.channels.log:
        yield ShowCase(channel=policy.channels.log, locale=policy.locale)
