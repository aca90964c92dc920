"""One gateway session: its sequence, and the events kept for replay."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.local.discord.state.events import Event

if TYPE_CHECKING:
    from app.local.discord.gateway.connection import Connection


@dataclass(slots=True, kw_only=True, eq=False)
class Session:
    """`events[i]` has sequence `base + i`; None is a number that was skipped on purpose."""

    id: str
    shard: int
    shards: int
    intents: int
    replay_limit: int
    seq: int = 0
    base: int = 1
    events: list[Event | None] = field(default_factory=list)
    connection: "Connection | None" = None
    disconnected_at: float | None = None

    def append(self, event: Event) -> None:
        self.seq += 1
        self.events.append(event)
        if len(self.events) > self.replay_limit:
            self._trim(len(self.events) - self.replay_limit + self.replay_limit // 10)
        if self.connection is not None:
            self.connection.wake()

    def skip(self) -> None:
        """Lose one sequence number, as a faulty gateway would."""
        self.seq += 1
        self.events.append(None)

    def covers(self, guild_id: str | None) -> bool:
        return shard_of(guild_id, self.shards) == self.shard

    def can_replay_after(self, seq: int) -> bool:
        return seq >= self.base - 1

    def frame(self, seq: int) -> bytes | None:
        event = self.events[seq - self.base]
        if event is None:
            return None
        body = event.body_for(self.intents)
        return b'{"t":"%b","s":%d,"op":0,"d":%b}' % (event.name.encode(), seq, body)

    def forget_replay(self) -> None:
        """The replay buffer expired; what comes from now on is still kept."""
        self._trim(len(self.events))

    def _trim(self, count: int) -> None:
        del self.events[:count]
        self.base += count


def shard_of(guild_id: str | None, shards: int) -> int:
    """Events without a guild (direct messages) belong to shard 0."""
    return 0 if guild_id is None else (int(guild_id) >> 22) % shards
