"""Drives one connection: frames from the socket into the protocol, its commands into the world."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.gateway import close_codes, frames
from app.gateway.close_codes import KEEP_SESSION, Next
from app.gateway.courier import Courier
from app.gateway.inflate import Inflater, MalformedStreamError
from app.gateway.intake import Intake
from app.gateway.metrics import ShardMetrics
from app.gateway.protocol import (
    DELIVER,
    Command,
    Commands,
    End,
    Opening,
    Protocol,
    Resumed,
    Send,
    Started,
)
from app.gateway.socket import Socket

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a connection ended and how to go on; `code` is Discord's close code, if it sent one."""

    next_step: Next
    reason: str
    code: int | None = None


class Connection:
    """One websocket from opening to its end."""

    def __init__(
        self,
        protocol: Protocol,
        *,
        shard: int,
        intake: Intake,
        courier: Courier,
        metrics: ShardMetrics,
        compressed: bool,
        may_start: Callable[[], bool],
        monotonic: Callable[[], float],
    ) -> None:
        self.protocol = protocol
        self._shard = shard
        self._intake = intake
        self._courier = courier
        self._metrics = metrics
        self._inflater = Inflater() if compressed else None
        self._may_start = may_start
        self._monotonic = monotonic
        self._socket: Socket | None = None
        self._end: End | None = None
        self._changed = asyncio.Event()
        self._refill: asyncio.Task[None] | None = None

    async def run(self, url: str) -> Ended:
        """Until the connection is over. Raises `SocketError` if it cannot be opened."""
        self._socket = socket = Socket(url, self.message)
        await socket.open()
        try:
            await self._until_end(socket)
        finally:
            self._metrics.connected = False
            if self._refill is not None:
                self._refill.cancel()
        if self._end is None:
            code = socket.closed.result()
            return Ended(
                next_step=close_codes.next_step(code), reason=close_codes.meaning(code), code=code
            )
        await socket.close(self._end.code)

        return Ended(next_step=self._end.next_step, reason=self._end.reason)

    def is_live(self) -> bool:
        """Started, not ended, and reading: only then silence means something."""
        reading = self._socket is not None and self._socket.reading

        return self._metrics.connected and self._end is None and reading

    def stop_reading(self) -> None:
        """What has not been read yet is for the next process."""
        if self._socket is not None:
            self._socket.pause()

    async def close(self) -> None:
        """Leave, keeping the session alive at Discord (GW-8)."""
        if self._socket is not None:
            await self._socket.close(KEEP_SESSION)

    def abandon(self, next_step: Next, reason: str) -> None:
        self._carry_out(self.protocol.abandon(next_step, reason))

    async def _until_end(self, socket: Socket) -> None:
        while self._end is None and not socket.closed.done():
            safe = self._intake.safe()
            if safe is not None and self.protocol.sequence is not None:
                self.protocol.acknowledged(min(safe, self.protocol.sequence))
            now = self._monotonic()
            self._carry_out(self.protocol.tick(now=now, reading=socket.reading))
            self._metrics.latency = self.protocol.latency
            self._changed.clear()
            changed: asyncio.Future[Any] = asyncio.ensure_future(self._changed.wait())
            await asyncio.wait(
                [socket.closed, changed],
                timeout=max(0.0, self.protocol.due() - now),
                return_when=asyncio.FIRST_COMPLETED,
            )
            changed.cancel()

    @property
    def ended(self) -> End | None:
        """How the protocol ended the connection, None while it runs."""
        return self._end

    def message(self, data: bytes) -> None:
        """What the socket received."""
        if self._end is not None:
            return
        try:
            message = data if self._inflater is None else self._inflater.feed(data)
            if message is None:
                return
            frame = frames.decode(message)
        except (frames.MalformedFrameError, MalformedStreamError):
            self._metrics.malformed += 1
            self._carry_out(self.protocol.malformed())
            return
        now = self._monotonic()
        for command in self.protocol.received(frame, now=now):
            if command is DELIVER:
                self._intake.deliver(frame, now=now)
            else:
                self._one(command, frame.s)
        if frame.op != frames.DISPATCH:
            self._changed.set()
        if self._courier.full:
            self._wait_for_room()

    def _carry_out(self, commands: Commands) -> None:
        for command in commands:
            self._one(command, None)

    def _one(self, command: Command, sequence: int | None) -> None:
        if isinstance(command, Send):
            self._send(command)
        elif isinstance(command, End):
            self._end = command
            self._changed.set()
        elif isinstance(command, Started):
            assert sequence is not None  # noqa: S101 — READY carries one
            self._metrics.connected = True
            self._metrics.identifies += 1
            self._intake.started(command.ready, sequence)
            log.info("session.started", extra={"shard": self._shard})
        elif isinstance(command, Resumed):
            assert sequence is not None  # noqa: S101 — RESUMED carries one
            self._metrics.connected = True
            self._metrics.resumes += 1
            self._intake.passed(sequence)
            log.info("session.resumed", extra={"shard": self._shard, "sequence": sequence})

    def _send(self, send: Send) -> None:
        if send.kind is not Opening.HEARTBEAT and not self._may_start():
            # The lease ran out while we connected: another process may hold the session by now.
            self.abandon(Next.RESUME, "lease too old to start a session")
            return
        if self._socket is not None:
            self._socket.send(send.payload)

    def _wait_for_room(self) -> None:
        if self._socket is not None and self._socket.reading:
            self._socket.pause()
            self._refill = asyncio.ensure_future(self._resume_reading(self._socket))

    async def _resume_reading(self, socket: Socket) -> None:
        log.warning("reading.paused", extra={"shard": self._shard})
        await self._courier.room()
        socket.resume()
        log.info("reading.resumed", extra={"shard": self._shard})
