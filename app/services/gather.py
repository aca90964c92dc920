"""Gather what is known about a batch of messages, with as few calls to the outside as possible."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.evidence import Evidence, Subject
from app.domain.exemption import exemption_of
from app.domain.guild import GuildFacts
from app.domain.ids import GuildId
from app.domain.message import Message
from app.domain.policy import Policy
from app.domain.scores import Scores
from app.domain.standing import Standing
from app.domain.subject import subject_of
from app.ports.classifier import Classifier
from app.ports.errors import Unavailable
from app.ports.guilds import Guilds
from app.ports.members import MemberKey, Members
from app.ports.windows import ChannelKey, View, Windows

log = logging.getLogger(__name__)

NO_VIEW = View(recent={}, heat={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What was gathered. `standings` moves on while the batch is judged.

    `degraded` names what could not be looked at. `model` is the classifier's version.
    """

    view: View
    degraded: tuple[str, ...]
    standings: dict[MemberKey, Standing]
    scores: dict[str, Scores]
    model: str
    policies: dict[GuildId, Policy]
    facts: dict[GuildId, GuildFacts | None]

    def policy_for(self, message: Message) -> Policy:
        """The policy as it holds where the message was written."""
        return self.policies[message.guild].in_channel(message.channel)

    def subject_of(self, message: Message) -> Subject:
        """The author, with what is known of their roles."""
        return subject_of(message.author, self.facts[message.guild])


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
        windows: Windows,
        classifier: Classifier,
        clock: Callable[[], datetime],
    ) -> None:
        self._guilds = guilds
        self._members = members
        self._windows = windows
        self._classifier = classifier
        self._clock = clock

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
        known = Known(
            view=view,
            degraded=degraded,
            standings=standings,
            scores={},
            model=self._classifier.version,
            policies={guild: self._guilds.policy_of(guild) for guild in guilds},
            facts={guild: self._guilds.facts_of(guild) for guild in guilds},
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
            return NO_VIEW, ("windows",)

    def _scores(self, messages: Sequence[Message], known: Known) -> dict[str, Scores]:
        """One run of the model over the different texts that somebody could be held to."""
        texts = dict.fromkeys(message.own_words for message in messages if _counts(message, known))
        found = self._classifier.score(list(texts)) if texts else []

        return dict(zip(texts, found, strict=True))


def _counts(message: Message, known: Known) -> bool:
    """Whether what the model says could matter: not for system messages and the exempt."""
    if message.is_system or not message.own_words:
        return False
    bare = Evidence(
        guild=message.guild,
        channel=message.channel,
        message=message.id,
        revision="",
        subject=known.subject_of(message),
        spoken_at=message.sent_at,
        judged_at=message.sent_at,
    )
    return exemption_of(bare, known.policy_for(message)) is None
