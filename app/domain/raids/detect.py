"""Detection: from the scene to what it amounts to. A pure function, the same for any order."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from app.domain.ids import MessageId, UserId
from app.domain.raids.arrivals import Spike, spike_of
from app.domain.raids.echoes import echo_of, outburst_of
from app.domain.raids.level import Level, highest
from app.domain.raids.policy import RaidPolicy
from app.domain.raids.scene import Scene
from app.domain.raids.signs import Finding, Part, Sign, SignKind
from app.domain.raids.targets import mob_of

SLOW = 2
"""A slow brigade has time: twice as many members must say the same."""


def detect(scene: Scene, policy: RaidPolicy) -> Finding:
    """What goes on in this scene (ST-040, ST-041, ST-042)."""
    if not policy.enabled:
        return Finding()
    eased = _eased(policy) if scene.surge else policy
    seen = _Seen(scene, eased)
    signs = tuple(seen.signs())
    level = highest(*(sign.level for sign in signs))
    at = max((sign.at for sign in signs), default=None)
    if not level.is_raid:
        return Finding(level=level, at=at, signs=signs)

    return Finding(
        level=level,
        at=at,
        signs=signs,
        suspects=dict(seen.suspects(signs)),
        messages=seen.messages(signs),
    )


class _Seen:
    """Everything that is looked at once, and read twice."""

    def __init__(self, scene: Scene, policy: RaidPolicy) -> None:
        self._scene, self._policy = scene, policy
        newcomers = [one for one in scene.voices if one.newcomer]
        self._newcomers = newcomers
        self._spike = spike_of(
            scene.joins,
            window=policy.join_window,
            least=policy.joins,
            usual=scene.usual,
            kin=policy.kin,
        )
        self._choruses = {
            SignKind.ECHO: echo_of(
                newcomers,
                window=policy.echo_window,
                share=policy.echo_share,
                least=policy.echo,
            ),
            SignKind.SLOW_ECHO: echo_of(
                newcomers,
                window=policy.slow_window,
                share=policy.echo_share,
                least=SLOW * policy.echo,
            ),
            SignKind.OUTBURST: outburst_of(
                newcomers,
                window=policy.echo_window,
                share=policy.echo_share,
                least=policy.echo,
            ),
        }
        self._mob = mob_of(scene.voices, window=policy.target_window)

    def signs(self) -> Iterator[Sign]:
        """All that stands out, whatever it amounts to."""
        policy = self._policy
        if self._spike:
            yield from self._of_joins(self._spike)
        for kind, chorus in self._choruses.items():
            needed = SLOW * policy.echo if kind is SignKind.SLOW_ECHO else policy.echo
            if chorus.at:
                yield self._sign(kind, chorus.size, needed, chorus.at)
        if self._mob and self._mob.size * 2 > policy.target:
            sign = self._sign(SignKind.TARGET, self._mob.size, policy.target, self._mob.at)
            yield replace(sign, target=self._mob.target)

    def suspects(self, signs: tuple[Sign, ...]) -> Iterator[tuple[UserId, Part]]:
        """Who takes part, from the weakest reason to the strongest, so that the last one stands.

        Nobody who is protected; of those who go for a member only newcomers.
        """
        newcomers = {one.user for one in self._newcomers}
        raids = {sign.kind for sign in signs if sign.level.is_raid}
        by_part: list[tuple[Part, frozenset[UserId] | set[UserId]]] = []
        if self._spike:
            hostile = {one.user for one in self._newcomers if one.is_heated or one.lure}
            by_part.append((Part.JOINED, self._spike.users & hostile))
            by_part.append((Part.KIN, self._spike.kin))
        for kind, part in _PARTS.items():
            if kind in raids:
                by_part.append((part, self._choruses[kind].users))
        if self._mob and SignKind.TARGET in raids:
            by_part.append((Part.TARGET, self._mob.users & newcomers))

        return (
            (user, part)
            for part, users in sorted(by_part, key=lambda one: _WEIGHT[one[0]])
            for user in sorted(users - self._scene.protected)
        )

    def messages(self, signs: tuple[Sign, ...]) -> frozenset[MessageId]:
        """What was said that makes it a raid."""
        raids = {sign.kind for sign in signs if sign.level.is_raid}
        said = [chorus.messages for kind, chorus in self._choruses.items() if kind in raids]
        if self._mob and SignKind.TARGET in raids:
            said.append(self._mob.messages)

        return frozenset[MessageId]().union(*said)

    def _of_joins(self, spike: Spike) -> Iterator[Sign]:
        """A spike is watched; that many kin in it are a raid."""
        usual, policy = spike.expected, self._policy
        yield Sign(
            kind=SignKind.JOINS,
            members=spike.count,
            needed=policy.joins,
            level=Level.WATCH,
            at=spike.at,
            usual=usual,
        )
        if spike.kin:
            yield self._sign(SignKind.KIN, len(spike.kin), policy.kin, spike.at)

    def _sign(self, kind: SignKind, members: int, needed: int, at: datetime) -> Sign:
        level = Level.WATCH
        if members >= needed:
            level = Level.RAID
        if members >= self._policy.siege * needed:
            level = Level.SIEGE

        return Sign(kind=kind, members=members, needed=needed, level=level, at=at)


def _eased(policy: RaidPolicy) -> RaidPolicy:
    """What holds while an influx was announced: joins and echoes need several times as many."""
    return replace(
        policy,
        joins=policy.surge * policy.joins,
        kin=policy.surge * policy.kin,
        echo=policy.surge * policy.echo,
    )


_PARTS = {
    SignKind.OUTBURST: Part.OUTBURST,
    SignKind.SLOW_ECHO: Part.ECHO,
    SignKind.ECHO: Part.ECHO,
}
_WEIGHT = {part: -index for index, part in enumerate(Part)}
