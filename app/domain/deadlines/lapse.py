"""A review that nobody attended to lapses in the member's favour (ruling C2).

What held only until a person looked is taken back: it does not count, and ends if it still runs.
A moderator who has punished the member in Discord's own interface did attend to it: then their case
stands in place of the interim one, and nobody is told that no moderator looked.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.domain.action import Action
from app.domain.appeals.orders import pardoned
from app.domain.notice import Notice
from app.domain.order import (
    Effect,
    Order,
    RemoveTimeOut,
    SendNotice,
    ShowCase,
    ShowFlag,
    plan,
)
from app.domain.policies.policy import Policy
from app.domain.record.case import Case, Outcome
from app.domain.record.flag import Flag, FlagStatus
from app.domain.record.standing import Standing

ORDER_LIFETIME = timedelta(hours=24)
"""What ends in the member's favour is right a day later, too."""
LAPSED, ATTENDED = "lapsed", "human_acted"
"""Why the case is void; the catalogue has words for it under `failure`."""


@dataclass(frozen=True, slots=True)
class Lapse:
    """The flag, the interim case and the member's record once the review has lapsed."""

    flag: Flag
    case: Case | None
    standing: Standing | None


def lapses(flag: Flag, now: datetime) -> bool:
    """Whether nobody decided it in time."""
    return (
        flag.status is FlagStatus.PENDING and flag.lapses_at is not None and flag.lapses_at <= now
    )


def attended(flag: Flag, standing: Standing) -> bool:
    """Whether a moderator has punished the member since; lifting something is no answer."""
    at = standing.human_action_at
    return at is not None and flag.made_at <= at == standing.last_offence_at


def is_interim(case: Case) -> bool:
    """Whether it only holds until a person has looked, in place of something harder."""
    decision = case.decision
    return (
        decision is not None
        and decision.review
        and decision.action is Action.TIMEOUT
        and decision.wanted.severity > decision.action.severity
    )


def lapsed(flag: Flag, case: Case | None, standing: Standing) -> Lapse:
    """What a lapse changes. A case that is no interim one, or is void already, stays as it is."""
    acted = attended(flag, standing)
    over = replace(flag, status=FlagStatus.ACTED if acted else FlagStatus.LAPSED)
    if case is None or not is_interim(case) or case.is_void:
        return Lapse(over, None, None)

    return Lapse(
        over,
        replace(case, outcome=Outcome.VOIDED, outcome_reason=ATTENDED if acted else LAPSED),
        pardoned(standing, case),
    )


def order_to_lapse(
    flag: Flag, case: Case | None, standing: Standing, *, policy: Policy, now: datetime
) -> Order | None:
    """Edit the cards, free the member, tell who was told; None when there is nothing to do.

    Args:
        flag: as it was found.
        case: the interim case as it was found, None when there is none to take back.
        standing: the member's record as it was found.
        policy: the guild's.
        now: when it lapsed.
    """
    effects = tuple(_effects(flag, case, standing, policy, now))
    if not effects:
        return None

    why = "A moderator acted" if attended(flag, standing) else "Nobody reviewed it in time"
    return plan(
        id=f"l:{flag.guild}:{flag.evidence.key}",
        guild=flag.guild,
        effects=effects,
        decided_at=now,
        expires_at=now + ORDER_LIFETIME,
        audit_reason=why if case is None else f"[Case #{case.number}] {why}",
        user=flag.member,
        case=case.number if case else None,
        flag=flag.source.message,
    )


def _effects(
    flag: Flag, case: Case | None, standing: Standing, policy: Policy, now: datetime
) -> Iterator[Effect]:
    if case is not None:
        mute = standing.mute
        if mute and mute.case == case.number and mute.until > now:
            yield RemoveTimeOut(user=flag.member)
        if case.dm is not None and not attended(flag, standing):
            yield SendNotice(
                user=flag.member, notice=Notice("dm.review_lapsed"), locale=policy.locale
            )
        if policy.channels.log:
            yield ShowCase(channel=policy.channels.log, locale=policy.locale)
    place = policy.channels.review or policy.channels.log
    if place and flag.card is not None:
        yield ShowFlag(channel=place, locale=policy.locale, made_at=flag.made_at)
