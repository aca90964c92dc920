"""Where the gateway's place in Discord's stream of events survives the process."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumePoint:
    """From where a session can be resumed, and when its last event came (epoch ms)."""

    session_id: str
    sequence: int
    resume_url: str
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure:
    """Who holds a shard, as last seen. `beat` moves with every sign of life of the holder."""

    holder: str | None
    fence: int
    beat: int
    point: ResumePoint | None


class SessionStore(Protocol):
    """Resume points under a lease; every write is fenced by the number the lease was taken with.

    All methods raise `Unavailable` when the store cannot be reached.
    """

    def look(self, shard: str) -> Tenure | None:
        """Who holds the shard now; None for a shard that nobody ever held."""

    def take(self, shard: str, *, holder: str, seen: Tenure | None) -> Tenure:
        """Become the holder with a new fence.

        Raises:
            Conflict: somebody moved since `seen`; look again.
        """

    def keep(self, shard: str, mine: Tenure, point: ResumePoint | None) -> Tenure:
        """Give a sign of life and move the stored point (None leaves it as it is).

        Raises:
            Conflict: somebody else took the shard.
        """

    def release(self, shard: str, mine: Tenure) -> None:
        """Let the next process take over at once. Not being the holder any more is no error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifyRecord:
    """The IDENTIFYs of the last hour: (epoch ms, concurrency key); `version` guards changes."""

    version: int
    starts: tuple[tuple[int, int], ...]


class IdentifyStore(Protocol):
    """Counts IDENTIFYs over all processes, so that a crash loop cannot burn Discord's limit."""

    def identifies(self) -> IdentifyRecord:
        """What was spent so far. Raises `Unavailable`."""

    def spend_identify(self, record: IdentifyRecord) -> None:
        """Store the record as the follower of `record.version - 1`.

        Raises:
            Conflict: another process spent one in between.
            Unavailable: the store cannot be reached.
        """
