"""From a decision to what is carried out: the effects of an order, in their order.

Kick and ban: the member is told first, since nobody can write to them afterwards (ruling C1).
Timeout and warning: the action first, then the notice.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from app.domain.action import Action
from app.domain.decision import Decision
from app.domain.message import Message
from app.domain.notice import Notice
from app.domain.order import (
    Ban,
    DeleteMessages,
    Effect,
    Kick,
    SendNotice,
    ShowCase,
    ShowFlag,
    TimeOut,
)
from app.domain.policy import Policy

ORDER_LIFETIME = timedelta(minutes=10)
"""An automatic order that was not begun by then is not begun at all (contracts: fences)."""

TOLD_FIRST = frozenset({Action.KICK, Action.BAN})


def effects_of(
    decision: Decision, message: Message, policy: Policy, now: datetime
) -> tuple[Effect, ...]:
    """What to do on Discord for this decision, first things first."""
    told_first = decision.action in TOLD_FIRST
    notice = list(_notice(decision, message, policy, now))
    acted = [*_act(decision, message, now), *_removal(decision, message)]

    return (
        *(notice if told_first else ()),
        *acted,
        *(() if told_first else notice),
        *_cards(decision, policy),
    )


def _act(decision: Decision, message: Message, now: datetime) -> Iterator[Effect]:
    user = message.author.id
    if decision.action is Action.TIMEOUT and decision.duration:
        yield TimeOut(user=user, until=now + decision.duration)
    elif decision.action is Action.KICK:
        yield Kick(user=user)
    elif decision.action is Action.BAN:
        yield Ban(user=user)


def _removal(decision: Decision, message: Message) -> Iterator[Effect]:
    if decision.delete:
        yield DeleteMessages(channel=message.channel, messages=(message.id,))


def _notice(
    decision: Decision, message: Message, policy: Policy, now: datetime
) -> Iterator[Effect]:
    if not decision.notify:
        return
    params = {"until": int((now + decision.duration).timestamp())} if decision.duration else {}
    yield SendNotice(
        user=message.author.id,
        notice=Notice(f"dm.{decision.action}", params),
        locale=policy.locale,
        appealable=policy.appeals.enabled and decision.action.punishes,
    )


def _cards(decision: Decision, policy: Policy) -> Iterator[Effect]:
    if decision.action.is_felt and policy.channels.log:
        yield ShowCase(channel=policy.channels.log, locale=policy.locale)
    if decision.review:
        place = policy.channels.review or policy.channels.log
        if place:
            yield ShowFlag(channel=place, locale=policy.locale)
