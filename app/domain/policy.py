"""A policy: what a guild tolerates and what is done about it. Versioned data, validated whole.

Defaults are the standard thresholds and durations of the product, and the mildest reach: at most
a timeout without a person.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from app.domain.action import Action, Mode
from app.domain.ids import ChannelId, RoleId, UserId
from app.domain.rules import Rules


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """final = min(1, (toxicity·t + behaviour·b) · (1 + context·c)) (AC-001, AC-002)."""

    toxicity: float = 0.6
    behaviour: float = 0.4
    context: float = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningLadder:
    """What the nth warning on record means (IS-020..IS-024)."""

    second: timedelta = timedelta(hours=1)
    third: timedelta = timedelta(hours=24)


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
    """What differs in one channel or thread; absent means: as in the guild (LK-013)."""

    mode: Mode | None = None
    thresholds: Thresholds | None = None
    max_automatic_action: Action | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One version of a guild's policy."""

    version: int = 1
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
    repeat_offender_after: int = 2
    max_automatic_action: Action = Action.TIMEOUT
    interim_timeout: timedelta | None = timedelta(hours=1)
    delete_from: Action = Action.TIMEOUT
    min_confidence: float = 0.8
    late_after: timedelta = timedelta(minutes=10)
    burst_window: timedelta = timedelta(seconds=30)
    notify: bool = True
    rules: Rules = Rules()
    exempt: Exemptions = Exemptions()
    channels: Channels = Channels()
    appeals: Appeals = Appeals()
    retention: Retention = Retention()
    overrides: Mapping[ChannelId, Override] = field(default_factory=dict)
    locale: str = "en"

    def timeout_for(self, offence: int) -> timedelta:
        """How long the nth timeout lasts, n from 1; the last one repeats (AC-011, ST-004)."""
        return self.timeouts[min(offence, len(self.timeouts)) - 1]

    def in_channel(self, channel: ChannelId) -> "Policy":
        """The policy as it holds in one channel or thread."""
        override = self.overrides.get(channel)
        if override is None:
            return self

        return replace(
            self,
            mode=override.mode or self.mode,
            thresholds=override.thresholds or self.thresholds,
            max_automatic_action=override.max_automatic_action or self.max_automatic_action,
        )
