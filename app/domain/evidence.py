"""Evidence: all that a decision was a function of. Scores and facts, never text.

A stored evidence can be decided again under another policy, with no model and no message.
"""

from dataclasses import dataclass
from datetime import datetime

from app.domain.behaviour import Behaviour
from app.domain.ids import ChannelId, GuildId, MessageId, RoleId, UserId
from app.domain.kind import Kind
from app.domain.place import Place
from app.domain.raids.share import Share
from app.domain.record.standing import Standing
from app.domain.signal import Signal


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whose words they were, as far as exemptions need it."""

    user: UserId
    roles: tuple[RoleId, ...] = ()
    is_bot: bool = False
    is_webhook: bool = False
    is_owner: bool = False
    is_administrator: bool = False
    is_moderator: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What the rules of a draft saw beside the live ones; only the draft decides by it.

    `rules` names what they looked for (`shadow.sight_of`), so that no other draft is taken for it.
    """

    rules: str
    signals: tuple[Signal, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What was known about one message when it was judged.

    `spoken_at` is when the words were said, `judged_at` when they were judged; a large gap makes a
    late verdict (ruling C12). `degraded` names what could not be observed. `parent` is the channel
    of a thread, where known. `kind` says what the text was. `copies` are the other places where the
    same was written within the last minute, when a rule wants them all gone. `thanked` are the
    members whom the message thanks. `raid` is the author's part in a raid that is on.
    """

    guild: GuildId
    channel: ChannelId
    message: MessageId
    revision: str
    subject: Subject
    spoken_at: datetime
    judged_at: datetime
    signals: tuple[Signal, ...] = ()
    behaviour: Behaviour = Behaviour()
    context: float = 0.0
    standing: Standing = Standing()
    degraded: tuple[str, ...] = ()
    language_supported: bool = True
    shadow: Sight | None = None
    parent: ChannelId | None = None
    thanked: tuple[UserId, ...] = ()
    kind: Kind = Kind.MESSAGE
    copies: tuple[Place, ...] = ()
    raid: Share = Share()

    @property
    def key(self) -> str:
        """Names this message in this wording: judged once, however often it is delivered."""
        return f"{self.message}:{self.revision}"
