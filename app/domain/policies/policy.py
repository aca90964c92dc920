"""A policy: what a guild tolerates and what is done about it. Versioned data, validated whole.

Defaults are the standard thresholds and durations of the product, and the mildest reach: at most
a timeout without a person.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import reduce

from app.domain.action import Action, Mode
from app.domain.ids import ChannelId, RoleId, UserId
from app.domain.policies.behaviour import BehaviourPolicy, ContextPolicy
from app.domain.policies.prompts import GENERAL
from app.domain.policies.rules import Rules
from app.domain.raids.policy import RaidPolicy
from app.domain.reputation.policy import ReputationPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Final scores, inclusive, from which an action is called for (AC-003..AC-008)."""

    warn: float = 0.35
    timeout: float = 0.55
    kick: float = 0.75
    ban: float = 0.88

    def of(self, action: Action) -> float:
        """Where `action` begins (ST-004)."""
        return {
            Action.NONE: 0.0,
            Action.FLAG: self.warn,
            Action.DELETE: self.warn,
            Action.WARN: self.warn,
            Action.TIMEOUT: self.timeout,
            Action.KICK: self.kick,
            Action.BAN: self.ban,
        }[action]

    def scaled(self, share: float) -> "Thresholds":
        """Every rung at this share of its height: below 1 stricter, in the same order."""
        return Thresholds(
            warn=self.warn * share,
            timeout=self.timeout * share,
            kick=self.kick * share,
            ban=self.ban * share,
        )

    def or_higher(self, other: "Thresholds") -> "Thresholds":
        """The more lenient of two, rung by rung; in rising order again."""
        return Thresholds(
            warn=max(self.warn, other.warn),
            timeout=max(self.timeout, other.timeout),
            kick=max(self.kick, other.kick),
            ban=max(self.ban, other.ban),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rungs:
    """Thresholds that differ somewhere; an absent rung stays where it is (IS-136)."""

    warn: float | None = None
    timeout: float | None = None
    kick: float | None = None
    ban: float | None = None

    def over(self, thresholds: Thresholds) -> Thresholds:
        """The thresholds with these rungs in their place."""
        return Thresholds(
            warn=thresholds.warn if self.warn is None else self.warn,
            timeout=thresholds.timeout if self.timeout is None else self.timeout,
            kick=thresholds.kick if self.kick is None else self.kick,
            ban=thresholds.ban if self.ban is None else self.ban,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """final = min(1, (toxicity·t + behaviour·b) · (1 + context·c)) (AC-001, AC-002)."""

    toxicity: float = 0.6
    behaviour: float = 0.4
    context: float = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningLadder:
    """What the nth warning on record means (IS-020..IS-024), and when it goes (IS-030..IS-037).

    With n warnings on record one of them goes after `decay[n - 1]`; the last one repeats. With
    `tell_decay` the member hears of it.
    """

    second: timedelta = timedelta(hours=1)
    third: timedelta = timedelta(hours=24)
    decay: tuple[timedelta, ...] = (
        timedelta(days=7),
        timedelta(days=14),
        timedelta(days=21),
        timedelta(days=28),
    )
    tell_decay: bool = True

    def decay_at(self, warnings: int) -> timedelta:
        """How long it takes with so many warnings, at least one, until there is one less."""
        return self.decay[min(warnings, len(self.decay)) - 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class ViolationLadder:
    """A ban at the nth violation on record, if an administrator wants one (LK-011, LK-014, C3)."""

    auto_ban: bool = False
    before_ban: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemptions:
    """Who is not moderated automatically (ruling C8); the owner and administrators never are."""

    users: tuple[UserId, ...] = ()
    roles: tuple[RoleId, ...] = ()
    channels: tuple[ChannelId, ...] = ()
    bots: bool = True
    webhooks: bool = True
    moderators: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Channels:
    """Where cards are posted; absent means: nowhere."""

    log: ChannelId | None = None
    review: ChannelId | None = None
    appeals: ChannelId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeals:
    """The terms of appealing (IS-050, IS-051)."""

    enabled: bool = True
    window: timedelta = timedelta(days=30)
    cooldown: timedelta = timedelta(hours=48)


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long the words of flagged and acted messages are kept, at most 30 days (T-19)."""

    text: timedelta = timedelta(days=7)
    evidence: timedelta = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """What differs in one channel or thread; absent means: as in the guild (LK-013).

    A thread has what its channel has, and its own override on top.
    """

    mode: Mode | None = None
    thresholds: Rungs | None = None
    max_automatic_action: Action | None = None
    delete_from: Action | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleTier:
    """What differs for members with a role (IS-135); absent means: as for everybody.

    Timeouts, also those of the warning ladder, last `timeout_share` of their usual length.
    """

    thresholds: Rungs | None = None
    max_automatic_action: Action | None = None
    timeout_share: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One version of a guild's policy."""

    version: int = 1
    enabled: bool = True
    mode: Mode = Mode.ENFORCE
    labels: tuple[str, ...] = ("toxic", "severe", "threat", "insult", "identity_attack")
    thresholds: Thresholds = Thresholds()
    weights: Weights = Weights()
    timeouts: tuple[timedelta, ...] = (
        timedelta(seconds=3600),
        timedelta(seconds=86_400),
        timedelta(seconds=604_800),
    )
    warnings: WarningLadder = WarningLadder()
    violations: ViolationLadder = ViolationLadder()
    repeat_offender_after: int = 2
    max_automatic_action: Action = Action.TIMEOUT
    interim_timeout: timedelta | None = timedelta(hours=1)
    review_lapse: timedelta | None = timedelta(hours=24)
    ban_duration: timedelta | None = None
    delete_from: Action = Action.TIMEOUT
    min_confidence: float = 0.8
    late_after: timedelta = timedelta(minutes=10)
    burst_window: timedelta = timedelta(seconds=30)
    notify: bool = True
    behaviour: BehaviourPolicy = BehaviourPolicy()
    context: ContextPolicy = ContextPolicy()
    rules: Rules = Rules()
    raids: RaidPolicy = RaidPolicy()
    reputation: ReputationPolicy = ReputationPolicy()
    exempt: Exemptions = Exemptions()
    channels: Channels = Channels()
    appeals: Appeals = Appeals()
    retention: Retention = Retention()
    overrides: Mapping[ChannelId, Override] = field(default_factory=dict)
    roles: Mapping[RoleId, RoleTier] = field(default_factory=dict)
    moderation_prompt: str = GENERAL
    locale: str = "en"

    def timeout_for(self, offence: int) -> timedelta:
        """How long the nth timeout lasts, n from 1; the last one repeats (AC-011, ST-004)."""
        return self.timeouts[min(offence, len(self.timeouts)) - 1]

    @property
    def acts(self) -> bool:
        """Whether anything is done to anybody without a person."""
        return self.enabled and self.mode is Mode.ENFORCE

    @property
    def differs_by_channel(self) -> bool:
        """Whether it matters in which channel something was said."""
        return bool(self.overrides or self.exempt.channels or self.rules.differ_by_channel)

    def in_channel(self, channel: ChannelId, parent: ChannelId | None = None) -> "Policy":
        """The policy as it holds in one channel, or in a thread of the channel `parent`."""
        if not self.overrides:
            return self
        policy = self
        for place in (parent, channel):
            override = self.overrides.get(place) if place is not None else None
            policy = policy if override is None else policy.overridden(override)

        return policy

    def overridden(self, override: Override) -> "Policy":
        """The policy with what an override says in its place."""
        return replace(
            self,
            mode=override.mode or self.mode,
            thresholds=(override.thresholds or Rungs()).over(self.thresholds),
            max_automatic_action=override.max_automatic_action or self.max_automatic_action,
            delete_from=override.delete_from or self.delete_from,
        )

    def for_roles(self, roles: Collection[RoleId]) -> "Policy":
        """The policy as it holds for members with these roles (IS-135).

        It is asked after the channel's override, so a role's tier counts everywhere. Of several
        tiers that say something the most lenient one holds: roles are given as a trust, and nobody
        should fare worse for one more of them.
        """
        tiers = [self.roles[role] for role in self.roles if role in roles]
        if not tiers:
            return self
        ladders = [tier.thresholds.over(self.thresholds) for tier in tiers if tier.thresholds]
        ceilings = [one.max_automatic_action for one in tiers if one.max_automatic_action]
        shares = [one.timeout_share for one in tiers if one.timeout_share is not None]
        policy = self
        if ladders:
            policy = replace(policy, thresholds=reduce(Thresholds.or_higher, ladders))
        if ceilings:
            mildest = min(ceilings, key=lambda action: action.severity)
            policy = replace(policy, max_automatic_action=mildest)
        if shares:
            policy = policy.with_timeouts(min(shares))

        return policy

    def with_preset(self, preset: "Policy") -> "Policy":
        """A preset in place of this policy, with the guild's own: places, people, language."""
        return replace(
            preset,
            channels=self.channels,
            exempt=self.exempt,
            overrides=self.overrides,
            roles=self.roles,
            locale=self.locale,
        )

    def in_raid(self, share: float) -> "Policy":
        """The policy while a raid is on: every threshold at `share` of its height."""
        return replace(self, thresholds=self.thresholds.scaled(share))

    def with_timeouts(self, share: float) -> "Policy":
        """The policy with every timeout at `share` of its length."""
        return replace(
            self,
            timeouts=tuple(_shared(length, share) for length in self.timeouts),
            warnings=replace(
                self.warnings,
                second=_shared(self.warnings.second, share),
                third=_shared(self.warnings.third, share),
            ),
        )


def _shared(length: timedelta, share: float) -> timedelta:
    """In whole seconds, at least one."""
    return timedelta(seconds=max(1, round(length.total_seconds() * share)))
