"""Pre-flight: gather what stands against an effect at this moment."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.appeals.settlement import EXPIRED, HUMAN_ACTED, SWITCHED_OFF, VOIDED
from app.domain.order import Ban, EffectState, Kick, Order, TimeOut, Unban
from app.domain.preflight import PUNISHMENTS, Act, Ground, is_released, objection
from app.domain.record.case import Case
from app.ports.discord_api import DiscordState, Forbidden, Gone
from app.ports.guilds import Guilds
from app.ports.members import Members

GONE = "gone"
_AUDITED = (Kick, Ban, Unban)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """The effect is not done: left out (SKIPPED) or impossible (FAILED), and why in one word."""

    state: EffectState
    why: str


class Preflight:
    """Asks the record first, then Discord; the cheap and the final things first."""

    def __init__(self, *, state: DiscordState, members: Members, guilds: Guilds) -> None:
        self._state = state
        self._members = members
        self._guilds = guilds

    def fence(self, order: Order, case: Case | None, now: datetime) -> Obstacle | None:
        """What ends any order that was not begun."""
        if now >= order.expires_at:
            return _skip(EXPIRED)
        if case is not None and case.order == order.id and case.is_void:
            return _skip(VOIDED)

        return None

    def obstacle(self, act: Act, order: Order, case: Case | None, now: datetime) -> Obstacle | None:
        """What stands against an act on a member.

        Raises:
            Unavailable: it cannot be told now, so the act must wait.
        """
        if isinstance(act, TimeOut) and act.until <= now:
            return _skip(EXPIRED)

        return (
            self.fence(order, case, now)
            or self._switched_off(act, order, case)
            or self._acted_meanwhile(act, order)
            or self._objection(act, order, case, now)
            or self._audited(act, order)
        )

    def _switched_off(self, act: Act, order: Order, case: Case | None) -> Obstacle | None:
        """The kill switch: automatic punishments stop as soon as the policy stops enforcing."""
        if case is None or case.decision is None or not isinstance(act, PUNISHMENTS):
            return None
        policy = self._guilds.policy_of(order.guild)
        parent = case.evidence.parent if case.evidence else None
        here = policy.in_channel(case.source.channel, parent) if case.source else policy

        return None if here.acts else _skip(SWITCHED_OFF)

    def _acted_meanwhile(self, act: Act, order: Order) -> Obstacle | None:
        key = (order.guild, act.user)
        at = self._members.standings_of([key])[key].human_action_at
        return _skip(HUMAN_ACTED) if at is not None and at > order.decided_at else None

    def _objection(
        self, act: Act, order: Order, case: Case | None, now: datetime
    ) -> Obstacle | None:
        try:
            ground = self._ground(act, order, case)
        except (Gone, Forbidden):
            return Obstacle(EffectState.FAILED, GONE)
        if is_released(act, ground):
            return _skip(HUMAN_ACTED)
        why = objection(act, ground, now)

        return Obstacle(EffectState.FAILED, why) if why else None

    def _ground(self, act: Act, order: Order, case: Case | None) -> Ground:
        guild, state = order.guild, self._state
        invoker = case.moderator if case is not None and case.order == order.id else None
        return Ground(
            guild=state.guild(guild),
            bot=state.bot(guild),
            target=state.member(guild, act.user),
            by_person=invoker is not None,
            invoker=state.member(guild, invoker) if invoker is not None else None,
        )

    def _audited(self, act: Act, order: Order) -> Obstacle | None:
        """A person's act that our record has not heard of yet; only for what weighs most."""
        if not isinstance(act, _AUDITED):
            return None
        try:
            acted = self._state.acted_on_by_people(order.guild, act.user, order.decided_at)
        except (Forbidden, Gone):
            return None  # without the right to read the audit log the record alone must do

        return _skip(HUMAN_ACTED) if acted else None


def _skip(why: str) -> Obstacle:
    return Obstacle(EffectState.SKIPPED, why)
