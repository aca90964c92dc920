"""One connection to Discord's gateway as a pure state machine: no socket, no clock.

Frames and ticks go in, commands come out; `now` is the caller's monotonic clock. A new connection
starts with a new `Protocol`, so that nothing of an old one (a missing ACK, say) can leak into it.
"""

from dataclasses import dataclass, field, replace
from enum import Enum, auto

import msgspec

from app.gateway import frames
from app.gateway.close_codes import KEEP_SESSION, Next
from app.gateway.frames import Frame, Op
from app.gateway.send_budget import SendBudget
from app.ports.session_store import ResumePoint

HELLO_TIMEOUT_SECONDS = 20.0
START_TIMEOUT_SECONDS = 60.0
MIN_HEARTBEAT_SECONDS = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who we are to Discord."""

    token: str = field(repr=False)
    intents: int
    shard_id: int
    shard_count: int


class Opening(Enum):
    """What a frame of ours asks for; only the first two start a session."""

    IDENTIFY = auto()
    RESUME = auto()
    HEARTBEAT = auto()


@dataclass(frozen=True, slots=True)
class Send:
    """Send this frame."""

    payload: bytes
    kind: Opening


@dataclass(frozen=True, slots=True)
class End:
    """Close with a code that keeps the session; `next_step` says how to go on."""

    next_step: Next
    reason: str
    code: int = KEEP_SESSION


@dataclass(frozen=True, slots=True)
class Started:
    """READY: a new session; everything before it is history."""

    ready: bytes


@dataclass(frozen=True, slots=True)
class Resumed:
    """RESUMED: the replay is complete."""


@dataclass(frozen=True, slots=True)
class Deliver:
    """The frame that was received is a new event in sequence."""


Command = Send | End | Started | Resumed | Deliver
Commands = tuple[Command, ...]

DELIVER = Deliver()
_OF_THE_SESSION = frozenset({"READY", "RESUMED", None})
_NOTHING: Commands = ()
_DELIVER: Commands = (DELIVER,)


class _Hello(msgspec.Struct):
    heartbeat_interval: float


class _Ready(msgspec.Struct):
    session_id: str
    resume_gateway_url: str


class Protocol:
    """The rules GW-2, 3, 5, 6, 7, 11 and 20 of contracts.md for one connection."""

    def __init__(
        self, *, identity: Identity, point: ResumePoint | None, now: float, jitter: float
    ) -> None:
        self._identity = identity
        self._session = point
        self._sequence = None if point is None else point.sequence
        self._expected: int | None = None
        self._jitter = jitter
        self._budget = SendBudget()
        self._interval: float | None = None
        self._next_beat = 0.0
        self._awaits_ack = False
        self._deadline: float | None = now + HELLO_TIMEOUT_SECONDS
        self._ended = False
        self._safe: int | None = None if point is None else point.sequence
        self.beat_at = now
        self.latency: float | None = None

    @property
    def sequence(self) -> int | None:
        """The last event received, None without a session."""
        return self._sequence

    @property
    def point(self) -> ResumePoint | None:
        """From where the next connection can go on, as far as this one has received."""
        if self._session is None or self._sequence is None:
            return None

        return replace(self._session, sequence=self._sequence)

    def acknowledged(self, sequence: int) -> None:
        """Everything up to `sequence` is safe in the queue.

        Heartbeats tell Discord this number and not the last one received: should Discord drop what
        a heartbeat confirmed, it is never something that a RESUME may still ask for.
        """
        self._safe = sequence

    def received(self, frame: Frame, *, now: float) -> Commands:
        expected = self._expected
        if expected == frame.s and expected and not frame.op and frame.t not in _OF_THE_SESSION:
            # The next event of a session that runs: nearly every frame there is.
            self._go_on_behind(expected)
            return _DELIVER
        if self._ended:
            return _NOTHING
        if frame.op == frames.DISPATCH:
            return self._dispatch(frame)

        return self._control(frame, now)

    def tick(self, *, now: float, reading: bool) -> Commands:
        """What is due at `now`. While we do not read (backpressure) ACKs cannot be seen."""
        if self._ended:
            return _NOTHING
        if not reading:
            self._awaits_ack = False
            self._deadline = None if self._deadline is None else now + START_TIMEOUT_SECONDS
        if self._deadline is not None and now >= self._deadline:
            return self._end(Next.RESUME, "no answer to the handshake")
        if self._interval is None or now < self._next_beat:
            return _NOTHING
        if self._awaits_ack:
            return self._end(Next.RESUME, "zombie: no ACK between two heartbeats")
        self._next_beat = now + self._interval
        self._awaits_ack = reading

        return self._heartbeat(now)

    def due(self) -> float:
        """When `tick` has something to do next."""
        moments = [self._deadline] if self._interval is None else [self._deadline, self._next_beat]

        return min(moment for moment in moments if moment is not None)

    def malformed(self) -> Commands:
        """A frame came that nobody can read: go on from the last good one."""
        return _NOTHING if self._ended else self._end(Next.RESUME, "malformed frame")

    def abandon(self, next_step: Next, reason: str) -> Commands:
        """End from outside: a stop, a deaf socket, a session that makes no progress."""
        return _NOTHING if self._ended else self._end(next_step, reason)

    def _dispatch(self, frame: Frame) -> Commands:
        if frame.t == "READY":
            return self._ready(frame)
        if frame.s is None or frame.t is None or self._interval is None:
            return self.malformed()
        if self._expected is None:
            return self._end(Next.RESUME, "event before READY")
        if frame.s < self._expected:
            return _NOTHING
        if frame.s > self._expected:
            return self._end(Next.RESUME, "sequence gap")
        self._go_on_behind(frame.s)
        self._deadline = None

        return (Resumed(),)

    def _ready(self, frame: Frame) -> Commands:
        if self._interval is None or frame.s is None:
            return self.malformed()
        try:
            ready = msgspec.json.decode(frame.d, type=_Ready)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return self.malformed()
        self._session = ResumePoint(
            session_id=ready.session_id,
            sequence=frame.s,
            resume_url=ready.resume_gateway_url,
            at=0,
        )
        self._safe = frame.s
        self._go_on_behind(frame.s)
        self._deadline = None

        return (Started(bytes(frame.d)),)

    def _go_on_behind(self, sequence: int) -> None:
        self._sequence = sequence
        self._expected = sequence + 1

    def _control(self, frame: Frame, now: float) -> Commands:
        if frame.op == Op.HEARTBEAT_ACK:
            self._awaits_ack = False
            self.latency = now - self.beat_at
            return _NOTHING
        if frame.op == Op.HEARTBEAT:
            return self._heartbeat(now)
        if frame.op == Op.HELLO:
            return self._hello(frame, now)
        if frame.op == Op.RECONNECT:
            return self._end(Next.RESUME, "Discord asked to reconnect")
        if frame.op == Op.INVALID_SESSION:
            resumable = bytes(frame.d) == b"true" and self._session is not None
            return self._end(Next.RESUME if resumable else Next.IDENTIFY, "invalid session")

        return _NOTHING

    def _hello(self, frame: Frame, now: float) -> Commands:
        if self._interval is not None:
            return _NOTHING
        try:
            interval = msgspec.json.decode(frame.d, type=_Hello).heartbeat_interval / 1000
        except (msgspec.DecodeError, UnicodeDecodeError):
            return self.malformed()
        self._interval = max(interval, MIN_HEARTBEAT_SECONDS)
        self._next_beat = now + self._interval * self._jitter
        self._deadline = now + START_TIMEOUT_SECONDS
        if self._sequence is not None:
            self._go_on_behind(self._sequence)

        return self._send(self._opening(), now)

    def _opening(self) -> Send:
        me = self._identity
        point = self.point
        if point is None:
            shard = (me.shard_id, me.shard_count)
            payload = frames.identify(token=me.token, intents=me.intents, shard=shard)
            return Send(payload, Opening.IDENTIFY)
        payload = frames.resume(
            token=me.token, session_id=point.session_id, sequence=point.sequence
        )

        return Send(payload, Opening.RESUME)

    def _heartbeat(self, now: float) -> Commands:
        self.beat_at = now

        return self._send(Send(frames.heartbeat(self._safe), Opening.HEARTBEAT), now)

    def _send(self, send: Send, now: float) -> Commands:
        if len(send.payload) > frames.MAX_OUTGOING_BYTES:
            raise ValueError("an outgoing frame exceeds Discord's 4096 bytes")
        if not self._budget.spend(now, heartbeat=send.kind is Opening.HEARTBEAT):
            return _NOTHING

        return (send,)

    def _end(self, next_step: Next, reason: str) -> Commands:
        self._ended = True
        self._expected = None
        if next_step is Next.IDENTIFY:
            self._session = self._sequence = None

        return (End(next_step, reason),)
