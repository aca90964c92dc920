"""The scene: what happened on a guild in the last minutes, as far as raids go. No text."""

from dataclasses import dataclass, field
from datetime import datetime

from app.domain.ids import ChannelId, MessageId, UserId

HEATED = 0.5
"""Toxicity from which words count as heated, as for behaviour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Somebody joined. `name` is the account's name."""

    user: UserId
    at: datetime
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A message that can be part of a raid: a newcomer's, or heated words at somebody.

    `fingerprint` and `shape` as in `behaviour.Recent`. `lure`: it leads away from the server, or
    calls everybody (a link, an invite, an attachment, a mass mention). `at_members`: whom it
    mentions or answers.
    """

    message: MessageId
    at: datetime
    user: UserId
    channel: ChannelId
    fingerprint: str = ""
    shape: int = 0
    toxicity: float = 0.0
    newcomer: bool = False
    lure: bool = False
    at_members: tuple[UserId, ...] = ()

    @property
    def is_heated(self) -> bool:
        return self.toxicity >= HEATED


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Joins and voices in any order, each perhaps more than once; and the usual joins an hour.

    `usual` is the guild's own baseline (see `arrivals.usual_of`). `protected` are never suspects:
    the owner, the exempt, the bot. `surge`: an influx was announced for now.
    """

    joins: tuple[Joined, ...] = ()
    voices: tuple[Voice, ...] = ()
    usual: float = 0.0
    protected: frozenset[UserId] = field(default_factory=frozenset)
    surge: bool = False
