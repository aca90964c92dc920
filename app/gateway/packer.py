"""Collects events per guild until an envelope is full or has lingered long enough."""

from collections.abc import Callable
from dataclasses import dataclass, field

from app.discord.envelope import MAX_BYTES
from app.gateway.journal import Entry

LINGER_SECONDS = 0.05
# What an envelope needs besides its events (ids, names, brackets), generously.
FRAME_BYTES = 256


@dataclass(slots=True, kw_only=True)
class Parcel:
    """Events of one guild on their way into the queue.

    `entry` is its place in the journal, `origin` names the first event within the session.
    """

    guild: str
    entry: Entry
    origin: str
    opened: float
    events: list[bytes] = field(default_factory=list)
    size: int = FRAME_BYTES


class Packer:
    """Pure: time is an argument; parcels come back when they are ready to go."""

    def __init__(
        self,
        open_entry: Callable[[int], Entry],
        *,
        max_bytes: int = MAX_BYTES,
        linger: float = LINGER_SECONDS,
    ) -> None:
        self._open_entry = open_entry
        self._max_bytes = max_bytes
        self._linger = linger
        self._open: dict[str, Parcel] = {}
        self._sequence = -1
        self._part = 0

    def add(self, guild: str, sequence: int, event: bytes, *, now: float) -> Parcel | None:
        """Put an event in; the parcel that had no room for it comes back."""
        size = len(event) + 1
        parcel = self._open.get(guild)
        full = None
        if parcel is not None and parcel.size + size > self._max_bytes:
            full = self._take(guild)
            parcel = None
        if parcel is None:
            parcel = self._new(guild, sequence, now)
        parcel.events.append(event)
        parcel.size += size

        return full

    def due(self, now: float, *, together: int = 1) -> list[Parcel]:
        """The parcels whose linger is over, in the order in which they opened.

        As many travel in one request as `together` says: what is half through its linger fills up
        a request that has to be made anyway.
        """
        guilds: list[str] = []
        for guild, parcel in self._open.items():
            age = now - parcel.opened
            fills_up = len(guilds) % together and age >= self._linger / 2
            if age < self._linger and not fills_up:
                break
            guilds.append(guild)

        return [self._take(guild) for guild in guilds]

    def next_due(self) -> float | None:
        oldest = next(iter(self._open.values()), None)

        return None if oldest is None else oldest.opened + self._linger

    def flush(self) -> list[Parcel]:
        """Everything, now."""
        return [self._take(guild) for guild in list(self._open)]

    def _new(self, guild: str, sequence: int, now: float) -> Parcel:
        # One event may fill several parcels (a guild with very many channels).
        self._part = self._part + 1 if sequence == self._sequence else 0
        self._sequence = sequence
        parcel = Parcel(
            guild=guild,
            entry=self._open_entry(sequence),
            origin=f"{sequence}.{self._part}" if self._part else str(sequence),
            opened=now,
        )
        self._open[guild] = parcel

        return parcel

    def _take(self, guild: str) -> Parcel:
        return self._open.pop(guild)
