"""What becomes of a shard's events: envelopes, the journal, and after a loss a backfill."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace

import msgspec

from app.discord.envelope import event_json
from app.gateway.canary import Canary
from app.gateway.content_watch import ContentWatch
from app.gateway.forwarding import UnusableEventError, forwards
from app.gateway.frames import Frame
from app.gateway.gap_filler import GapFiller
from app.gateway.journal import Journal
from app.gateway.metrics import ShardMetrics
from app.gateway.outbox import Outbox
from app.ports.session_store import ResumePoint

log = logging.getLogger(__name__)


class _Id(msgspec.Struct):
    id: str


class _Ready(msgspec.Struct):
    user: _Id
    application: _Id
    session_id: str
    resume_gateway_url: str
    guilds: list[_Id]


class Intake:
    """One shard's events over all its connections and sessions."""

    def __init__(
        self,
        *,
        shard: int,
        journal: Journal,
        outbox: Outbox,
        gaps: GapFiller,
        changed: asyncio.Event,
        canary: Canary,
        metrics: ShardMetrics,
        own_ids: frozenset[str],
        epoch_ms: Callable[[], int],
    ) -> None:
        self._shard = shard
        self._journal = journal
        self._outbox = outbox
        self._gaps = gaps
        self._changed = changed
        self._canary = canary
        self._content = ContentWatch()
        self._metrics = metrics
        self._own_ids = own_ids
        self._epoch_ms = epoch_ms
        self._session: ResumePoint | None = None
        self._last_event_at = 0

    def take_up(self, point: ResumePoint) -> None:
        """Go on behind a stored point; a gap that is open lies behind it and comes again."""
        self._gaps.forget()
        self._session = point
        self._last_event_at = point.at
        self._journal.begin(point.sequence)
        self._outbox.begin(point.session_id)

    def started(self, ready: bytes, sequence: int) -> None:
        """A new session. If there was one before, what lies between them has to be fetched."""
        facts = msgspec.json.decode(ready, type=_Ready)
        self._own_ids |= {facts.user.id, facts.application.id}
        self._outbox.begin(facts.session_id)
        if self._session is not None:
            self._gaps.open({guild.id for guild in facts.guilds}, since=self._last_event_at)
        self._journal.begin(sequence)
        self._changed.set()
        self._last_event_at = self._epoch_ms()
        self._session = ResumePoint(
            session_id=facts.session_id,
            sequence=sequence,
            resume_url=facts.resume_gateway_url,
            at=self._last_event_at,
        )

    def deliver(self, frame: Frame, *, now: float) -> None:
        """The next event of the session."""
        assert frame.s is not None  # noqa: S101 — the protocol delivers nothing else
        self._journal.received(frame.s)
        self._last_event_at = at = self._epoch_ms()
        self._metrics.events += 1
        self._canary.heard(frame.t, frame.d, now=now)
        try:
            for guild, name, payload in forwards(frame, own_ids=self._own_ids):
                event = event_json(sequence=frame.s, name=name, at=at, payload=payload)
                self._outbox.add(guild, frame.s, event, now=now)
                self._metrics.forwarded += 1
            self._look_into(frame)
        except UnusableEventError:
            self._unusable(frame)
        except Exception:
            # A bug of ours must not cost the events behind this one.
            log.exception("event.bug", extra={"shard": self._shard, "at_sequence": frame.s})
            self._unusable(frame)

    def passed(self, sequence: int) -> None:
        """A dispatch that is not for the queue (RESUMED)."""
        self._journal.received(sequence)

    def safe(self) -> int | None:
        return self._journal.safe()

    def point(self) -> ResumePoint | None:
        """From where another process could go on without losing anything.

        None while older events or a backfill are under way: the stored point stays where it is.
        """
        safe = self._journal.safe()
        if self._session is None or safe is None:
            return None
        if safe == self._journal.last:
            self._session = replace(self._session, at=self._last_event_at)

        return replace(self._session, sequence=safe)

    def flush(self) -> None:
        self._outbox.flush()

    def _look_into(self, frame: Frame) -> None:
        if frame.t == "MESSAGE_CREATE":
            before = self._content.missing
            self._content.see(frame.d, self._own_ids)
            if self._content.missing != before:
                self._metrics.content_missing = self._content.missing
                if self._content.missing:
                    log.error("content.missing", extra={"shard": self._shard})
        elif frame.t == "GUILD_CREATE":
            self._gaps.guild_arrived(bytes(frame.d))

    def _unusable(self, frame: Frame) -> None:
        self._metrics.unusable += 1
        log.warning(
            "event.unusable",
            extra={
                "shard": self._shard,
                "name_of_event": str(frame.t)[:64],
                "at_sequence": frame.s,
            },
        )
