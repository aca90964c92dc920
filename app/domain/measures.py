"""From a decision to what is carried out: the effects of an order, in their order.

Kick and ban: the member is told first, since nobody can write to them afterwards (ruling C1).
Timeout and warning: the action first, then the notice.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from app.domain.action import Action
from app.domain.decision import Decision
from app.domain.ids import ChannelId, MessageId
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
    Unban,
)
from app.domain.place import Place
from app.domain.policies.policy import Policy
from app.domain.record.mute import held

ORDER_LIFETIME = timedelta(minutes=10)
"""An automatic order that was not begun by then is not begun at all (contracts: fences)."""

SOFTBAN_SECONDS = 3600
"""How much of a stolen account's recent messages goes with a softban: an hour covers a burst."""

TOLD_FIRST = frozenset({Action.KICK, Action.BAN})


def effects_of(
    decision: Decision,
    message: Message,
    policy: Policy,
    now: datetime,
    *,
    copies: Sequence[Place] = (),
) -> tuple[Effect, ...]:
    """What to do on Discord for this decision, first things first.

    Args:
        decision: what was decided.
        message: what it is about.
        policy: as it holds there.
        now: the moment of the decision; timeouts count from it.
        copies: where else the same was written; they go with the message.
    """
    told_first = decision.action in TOLD_FIRST
    notice = list(_notice(decision, message, policy, now))
    acted = [
        *_act(decision, message, now),
        *_removal(decision, message, copies if decision.victim else ()),
    ]

    return (
        *(notice if told_first else ()),
        *acted,
        *(() if told_first else notice),
        *_cards(decision, policy),
    )


def _act(decision: Decision, message: Message, now: datetime) -> Iterator[Effect]:
    user = message.author.id
    if decision.action is Action.TIMEOUT and decision.duration:
        yield TimeOut(user=user, until=held(now, now + decision.duration))
    elif decision.action is Action.KICK and decision.softban:
        yield Ban(user=user, delete_seconds=SOFTBAN_SECONDS)
        yield Unban(user=user)
    elif decision.action is Action.KICK:
        yield Kick(user=user)
    elif decision.action is Action.BAN:
        yield Ban(user=user)


def _removal(decision: Decision, message: Message, copies: Sequence[Place]) -> Iterator[Effect]:
    """The message and its copies, channel by channel: one that fails does not hold up the rest."""
    if not decision.delete:
        return
    found: dict[ChannelId, list[MessageId]] = {message.channel: [message.id]}
    for copy in copies:
        found.setdefault(copy.channel, []).append(copy.message)
    for channel, messages in found.items():
        yield DeleteMessages(channel=channel, messages=tuple(messages))


def _notice(
    decision: Decision, message: Message, policy: Policy, now: datetime
) -> Iterator[Effect]:
    if not decision.notify:
        return
    params = {"until": int((now + decision.duration).timestamp())} if decision.duration else {}
    yield SendNotice(
        user=message.author.id,
        notice=Notice(_key(decision), params),
        locale=policy.locale,
        appealable=policy.appeals.enabled and decision.action.punishes,
    )


def _key(decision: Decision) -> str:
    if decision.victim:
        return f"dm.stolen.{decision.action}"

    return (
        "dm.ban.until"
        if decision.action is Action.BAN and decision.duration
        else (f"dm.{decision.action}")
    )


def _cards(decision: Decision, policy: Policy) -> Iterator[Effect]:
    if decision.opens_case and policy.channels.log:
        yield ShowCase(channel=policy.channels.log, locale=policy.locale)
    if decision.review:
        place = policy.channels.review or policy.channels.log
        if place:
            yield ShowFlag(channel=place, locale=policy.locale)
