"""A shard's way out: packs events, seals parcels when they are due and posts them."""

import asyncio
import hashlib
from collections.abc import Callable
from functools import partial

from app.discord import envelope
from app.gateway.courier import BATCH_ENTRIES, Courier, Letter
from app.gateway.journal import Journal
from app.gateway.packer import FRAME_BYTES, LINGER_SECONDS, Packer, Parcel

# Guilds' parcels fall due one after the other: looked after together they cost one wake-up.
TICK_SECONDS = 0.01


class Outbox:
    """Events in, letters out; the journal learns what is safe."""

    def __init__(
        self,
        *,
        shard: int,
        courier: Courier,
        journal: Journal,
        monotonic: Callable[[], float],
        epoch_ms: Callable[[], int],
        linger: float = LINGER_SECONDS - TICK_SECONDS,
    ) -> None:
        self._shard = shard
        self._courier = courier
        self._journal = journal
        self._monotonic = monotonic
        self._epoch_ms = epoch_ms
        self._packer = Packer(journal.open, linger=linger)
        self._timer: asyncio.TimerHandle | None = None
        self._session = ""

    def begin(self, session_id: str) -> None:
        """From here on events belong to this session; what was packed before goes at once."""
        self.flush()
        self._session = hashlib.sha256(session_id.encode()).hexdigest()[:12]

    def add(self, guild: str, sequence: int, event: bytes, *, now: float) -> None:
        """Put one event (as `event_json` makes it) on its way."""
        self._courier.reserve(len(event) + 1)
        full = self._packer.add(guild, sequence, event, now=now)
        if full is not None:
            self._post(full)
        if self._timer is None:
            self._arm()

    def flush(self) -> None:
        for parcel in self._packer.flush():
            self._post(parcel)

    def _arm(self) -> None:
        due = self._packer.next_due()
        if due is None:
            return
        delay = max(TICK_SECONDS, due - self._monotonic())
        self._timer = asyncio.get_running_loop().call_later(delay, self._lingered)

    def _lingered(self) -> None:
        self._timer = None
        if self._courier.busy:
            # The queue is slower than Discord: parcels wait where they can still grow.
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(TICK_SECONDS, self._lingered)
            return
        for parcel in self._packer.due(self._monotonic(), together=BATCH_ENTRIES):
            self._post(parcel)
        self._arm()

    def _post(self, parcel: Parcel) -> None:
        letter = Letter(
            guild=parcel.guild,
            identity=f"{self._shard}:{self._session}:{parcel.origin}",
            events=parcel.events,
            size=parcel.size - FRAME_BYTES,
            seal=self._seal,
            safe=partial(self._journal.close, parcel.entry),
        )
        self._courier.post(letter)

    def _seal(self, letter: Letter) -> str:
        return envelope.seal(
            identity=letter.identity,
            guild=letter.guild,
            shard=self._shard,
            source="gateway",
            sent=self._epoch_ms(),
            events=letter.events,
        )
