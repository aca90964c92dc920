"""What happened on the gateway, in order: the ground truth of conformance tests."""

from collections import Counter, deque

from app.local.discord.state.clock import Clock
from app.local.discord.state.entities import Json


class Journal:
    """Bounded list of entries with per-kind counts that never forget."""

    def __init__(self, clock: Clock, limit: int = 20_000) -> None:
        self._clock = clock
        self._entries: deque[Json] = deque(maxlen=limit)
        self.counts: Counter[str] = Counter()

    def note(self, kind: str, **facts: object) -> None:
        self.counts[kind] += 1
        self._entries.append({"at": self._clock.now(), "kind": kind, **facts})

    def entries(self, kind: str | None = None) -> list[Json]:
        return [e for e in self._entries if kind is None or e["kind"] == kind]
