"""What a moderator did to a member in Discord's own interface, or another bot did."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.domain.action import Action
from app.domain.ids import GuildId, UserId
from app.domain.notice import Notice
from app.domain.order import Order, ShowCase, plan
from app.domain.policies.policy import Policy
from app.domain.record.case import Case, Outcome
from app.domain.record.standing import Standing

ORDER_LIFETIME = timedelta(hours=24)
MAX_REASON = 512
"""Characters of an audit-log reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HumanAct:
    """A kick, ban or time-out, or with `lifts` the end of one. `id` is its audit-log entry.

    `until` is when a time-out ends.
    """

    id: int
    actor: UserId
    target: UserId
    at: datetime
    action: Action
    lifts: bool = False
    until: datetime | None = None
    reason: str = ""

    @property
    def duration(self) -> timedelta | None:
        return self.until - self.at if self.until else None


def standing_after(standing: Standing, act: HumanAct, *, case: int) -> Standing:
    """The member's record with the act on it (ruling C6, IS-043).

    Acts may be heard of in any order, also after our own. All of them count, but what is in force
    is what the last one left. Who changes a time-out that is running punishes nobody anew.
    """
    last = all(act.at >= moment for moment in _moments(standing))
    noted = max(act.at, standing.human_action_at or act.at)
    if act.lifts:
        after = replace(standing, version=standing.version + 1)
    else:
        after = standing.after(
            act.action,
            warned=False,
            spoken_at=act.at,
            now=act.at,
            duration=act.duration,
            case=case,
            by=act.actor,
        )
    if act.action is Action.TIMEOUT and _is_muted(standing, act.at):
        after = after.with_counts_of(standing)
    if act.lifts and act.action is Action.TIMEOUT:
        after = replace(after, mute=None)
    elif act.lifts:
        after = replace(after, ban=None)
    if not last:
        after = replace(after, mute=standing.mute, ban=standing.ban)

    return replace(after, human_action_at=noted)


def case_of(
    act: HumanAct, guild: GuildId, *, number: int, before: Standing, after: Standing
) -> Case:
    """The case that records it, with the moderator who did it (IS-110, IS-111)."""
    reason = act.reason.strip()[:MAX_REASON]
    return Case(
        guild=guild,
        number=number,
        action=act.action,
        member=act.target,
        made_at=act.at,
        reasons=(Notice("reason.given", {"text": reason}),) if reason else (),
        moderator=act.actor,
        duration=None if act.lifts else act.duration,
        outcome=Outcome.DONE,
        order=order_id(act, guild),
        warnings_before=before.warnings,
        warnings_after=after.warnings,
        lifts=act.lifts,
    )


def order_of(act: HumanAct, guild: GuildId, *, number: int, policy: Policy) -> Order:
    """Its card in the log. Nothing else: it is done already."""
    channel = policy.channels.log
    cards = (ShowCase(channel=channel, locale=policy.locale),) if channel else ()
    return plan(
        id=order_id(act, guild),
        guild=guild,
        effects=cards,
        decided_at=act.at,
        expires_at=act.at + ORDER_LIFETIME,
        audit_reason=f"[Case #{number}]",
        user=act.target,
        case=number,
    )


def order_id(act: HumanAct, guild: GuildId) -> str:
    """The same for the same audit-log entry, however often it is heard of."""
    return f"h:{guild}:{act.id}"


def _moments(standing: Standing) -> Iterator[datetime]:
    """When something came in force, or a person acted, as far as it is on record."""
    forces = (standing.mute, standing.ban)
    yield from (force.since for force in forces if force and force.since)
    if standing.human_action_at:
        yield standing.human_action_at


def _is_muted(standing: Standing, at: datetime) -> bool:
    return standing.mute is not None and standing.mute.until > at
