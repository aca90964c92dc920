"""Gather what is known about a batch of messages, with as few calls to the outside as possible."""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.domain.evidence import Evidence, Subject
from app.domain.exemption import exemption_of
from app.domain.guild import GuildFacts
from app.domain.ids import ChannelId, GuildId, UserId
from app.domain.kind import Kind
from app.domain.look_back.shadow import Draft, sight_of
from app.domain.message import Message
from app.domain.policies.policy import Policy
from app.domain.raids.level import Level
from app.domain.raids.share import Share
from app.domain.record.standing import Standing
from app.domain.scores import Scores
from app.domain.subject import subject_of
from app.ports.classifier import Classifier
from app.ports.domain_list import DomainList
from app.ports.errors import Unavailable
from app.ports.guilds import Guilds
from app.ports.members import MemberKey, Members
from app.ports.raids import Raids
from app.ports.reputations import Reputations
from app.ports.threads import Threads
from app.ports.windows import Alarm, ChannelKey, View, Windows

log = logging.getLogger(__name__)

NO_VIEW = View(recent={}, heat={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What was gathered. `standings` moves on while the batch is judged.

    `degraded` names what could not be looked at. `model` is the classifier's version. `raids` are
    the levels and suspects of guilds where something is on. `parents` are the channels of threads,
    known where a policy differs by channel.
    """

    view: View
    degraded: tuple[str, ...]
    standings: dict[MemberKey, Standing]
    scores: dict[str, Scores]
    model: str
    policies: dict[GuildId, Policy]
    points: Mapping[MemberKey, int]
    facts: dict[GuildId, GuildFacts | None]
    phishing: Collection[str] = frozenset()
    drafts: Mapping[GuildId, Draft] = field(default_factory=dict)
    raids: Mapping[GuildId, tuple[Level, frozenset[UserId]]] = field(default_factory=dict)
    parents: Mapping[ChannelId, ChannelId] = field(default_factory=dict)

    def policy_for(self, message: Message) -> Policy:
        """The policy as it holds where the message was written."""
        return self.policies[message.guild].in_channel(message.channel, self.parent_of(message))

    def parent_of(self, message: Message) -> ChannelId | None:
        """The channel of the thread that it was written in, if it was."""
        return self.parents.get(message.channel)

    def subject_of(self, message: Message) -> Subject:
        """The author, with what is known of their roles."""
        return subject_of(message.author, self.facts[message.guild])

    def share_of(self, message: Message) -> Share:
        """The author's part in a raid that is on."""
        level, suspects = self.raids.get(message.guild, (Level.CALM, frozenset()))

        return Share(level=level, suspect=message.author.id in suspects)


def member_of(message: Message) -> MemberKey:
    return message.guild, message.author.id


def channel_of(message: Message) -> ChannelKey:
    return message.guild, message.channel


class Gather:
    """Asks stores, windows and the classifier, each once for all messages."""

    def __init__(
        self,
        *,
        guilds: Guilds,
        members: Members,
        reputations: Reputations,
        raids: Raids,
        threads: Threads,
        windows: Windows,
        classifier: Classifier,
        clock: Callable[[], datetime],
        phishing: DomainList | None = None,
    ) -> None:
        self._guilds = guilds
        self._members = members
        self._reputations = reputations
        self._raids = raids
        self._threads = threads
        self._windows = windows
        self._classifier = classifier
        self._clock = clock
        self._phishing = phishing

    def __call__(self, messages: Sequence[Message]) -> Known:
        """Everything that judging these messages takes; unknown members are created (ST-015).

        Raises:
            Unavailable: the stores do not answer. Windows may be silent: that only degrades.
        """
        guilds = {message.guild for message in messages}
        members = {member_of(message) for message in messages if not message.author.is_webhook}
        standings = dict(self._members.standings_of(members))
        new = [member for member, standing in standings.items() if standing.first_seen is None]
        self._members.meet(new, self._clock())
        view, degraded = self._look(messages)
        policies = {guild: self._guilds.policy_of(guild) for guild in guilds}
        known = Known(
            view=view,
            degraded=degraded,
            standings=standings,
            scores={},
            model=self._classifier.version,
            policies=policies,
            points=self._points(members, policies),
            facts={guild: self._guilds.facts_of(guild) for guild in guilds},
            phishing=self._phishing.domains() if self._phishing else frozenset(),
            drafts=self._drafts(policies),
            raids=self._raids_of(guilds, view),
            parents=self._parents(messages, policies),
        )
        known.scores.update(self._scores(messages, known))

        return known

    def refresh(self, known: Known, message: Message) -> None:
        """Read the author's record again, because it moved on."""
        known.standings.update(self._members.standings_of([member_of(message)]))

    def _look(self, messages: Sequence[Message]) -> tuple[View, tuple[str, ...]]:
        members = {member_of(message) for message in messages}
        channels = {channel_of(message) for message in messages}
        try:
            return self._windows.look(members, channels), ()
        except Unavailable:
            log.warning("degraded", extra={"part": "windows"})
            return NO_VIEW, ("windows", "raids")

    def _raids_of(
        self, guilds: Collection[GuildId], view: View
    ) -> Mapping[GuildId, tuple[Level, frozenset[UserId]]]:
        """Where a raid is on, and who takes part; without it everybody is judged as always."""
        now = self._clock()
        found = {guild: self._raid_of(guild, view.alarms.get(guild), now) for guild in guilds}

        return {guild: raid for guild, raid in found.items() if raid[0].is_raid}

    def _raid_of(
        self, guild: GuildId, alarm: Alarm | None, now: datetime
    ) -> tuple[Level, frozenset[UserId]]:
        """The newer of what the table said lately and what some instance has just said."""
        try:
            alert = self._raids.alert_of(guild)
            level = alert.level_at(now)
            if alarm is None or alert.version > alarm.version:
                suspects = self._raids.suspects_of(guild, alert.raid) if level.is_raid else ()
                return level, frozenset(suspects)
        except Unavailable:
            log.warning("degraded", extra={"part": "raids"})
        if alarm is None or alarm.until <= now:
            return Level.CALM, frozenset()

        return alarm.level, alarm.suspects

    def _points(
        self, members: Collection[MemberKey], policies: Mapping[GuildId, Policy]
    ) -> Mapping[MemberKey, int]:
        """What good conduct brought; without it nobody is judged more mildly, or more hardly."""
        wanted = [member for member in members if policies[member[0]].reputation.enabled]
        try:
            return self._reputations.points_of(wanted) if wanted else {}
        except Unavailable:
            log.warning("degraded", extra={"part": "reputation"})
            return {}

    def _drafts(self, policies: Mapping[GuildId, Policy]) -> Mapping[GuildId, Draft]:
        found = {guild: self._guilds.draft_of(guild) for guild in policies}
        return {
            guild: draft
            for guild, draft in found.items()
            if draft is not None and draft.sees != sight_of(policies[guild].rules)
        }

    def _parents(
        self, messages: Sequence[Message], policies: Mapping[GuildId, Policy]
    ) -> Mapping[ChannelId, ChannelId]:
        """Asked only for guilds in which it makes a difference."""
        found: dict[ChannelId, ChannelId] = {}
        for guild, policy in policies.items():
            if policy.differs_by_channel:
                there = {message.channel for message in messages if message.guild == guild}
                found.update(self._threads.parents_of(guild, there))

        return found

    def _scores(self, messages: Sequence[Message], known: Known) -> dict[str, Scores]:
        """One run of the model over the different texts that somebody could be held to."""
        texts = dict.fromkeys(message.own_words for message in messages if _counts(message, known))
        found = self._classifier.score(list(texts)) if texts else []

        return dict(zip(texts, found, strict=True))


def _counts(message: Message, known: Known) -> bool:
    """Whether what the model says could matter: only what people write, and not of the exempt."""
    if message.kind is not Kind.MESSAGE or not message.own_words:
        return False
    bare = Evidence(
        guild=message.guild,
        channel=message.channel,
        message=message.id,
        revision="",
        subject=known.subject_of(message),
        spoken_at=message.sent_at,
        judged_at=message.sent_at,
        parent=known.parent_of(message),
    )
    return exemption_of(bare, known.policy_for(message)) is None
