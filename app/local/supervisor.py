"""Keep the processes of the system running on one machine, read what they log, stop them cleanly.

    with Supervisor(programs, tell=print) as supervisor:
        ...

Programs start in the order given, consumers first, and stop in reverse. All of it happens in one
thread, which also calls `tell`; it lives as long as the children do, as their leash demands.
"""

import os
import select
import signal
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from app.local.program import Program, Running, Status

LOOK_SECONDS = 0.05
ALL_WITHIN_SECONDS = 15.0  # together; who is still there then is killed


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What a program logged, or what became of it (`event` is started, ended, failed, stopped)."""

    program: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    status: Status
    pid: int | None
    restarts: int


class Supervisor:
    def __init__(self, programs: Sequence[Program], *, tell: Callable[[Line], None]) -> None:
        self._running = [Running(program=program) for program in programs]
        self._tell = tell
        self._stopping = threading.Event()
        self._started = threading.Event()
        # A daemon: should an interruption come before anybody could stop it, it must not keep the
        # process alive; the children's leash ends them with it.
        self._thread = threading.Thread(target=self._supervise, name="supervisor", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        try:
            self._started.wait()
        except BaseException:  # Ctrl-C: nobody will leave a block that was not entered
            self.stop()
            raise

        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop all, in reverse order, each within its bound. Returns when nothing runs any more."""
        self._stopping.set()
        self._thread.join()

    def states(self) -> Mapping[str, State]:
        return {
            each.program.name: State(
                status=each.status,
                pid=each.process.pid if each.process and each.status == "running" else None,
                restarts=each.restarts,
            )
            for each in self._running
        }

    def send(self, name: str, number: signal.Signals) -> None:
        """Send a signal to one program, as a test of its recovery does."""
        pid = self.states()[name].pid
        if pid is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, number)

    def _supervise(self) -> None:
        try:
            while not self._stopping.is_set():
                self._look()
                self._started.set()
                self._listen(LOOK_SECONDS)
        finally:
            self._started.set()
            latest = time.monotonic() + ALL_WITHIN_SECONDS
            for each in reversed(self._running):
                self._end(each, latest)

    def _look(self) -> None:
        now = time.monotonic()
        for each in self._running:
            if each.status == "running" and each.process and each.process.poll() is not None:
                self._drain(each)
                each.ended(now)
                self._report_end(each, now)
            if each.status == "waiting" and each.due <= now:
                each.start(now)
                self._say(each, "started", pid=each.process.pid if each.process else None)

    def _report_end(self, each: Running, now: float) -> None:
        code = each.process.returncode if each.process else None
        if each.status == "failed":
            self._say(each, "failed", level="error", code=code)
        else:
            again = round(each.due - now, 2)
            self._say(each, "ended", level="warning", code=code, again_in=again)

    def _listen(self, seconds: float) -> None:
        pipes = {pipe: each for each in self._running if (pipe := each.pipe) is not None}
        if not pipes:
            self._stopping.wait(seconds)
            return
        ready, _, _ = select.select(list(pipes), [], [], seconds)
        for pipe in ready:
            self._drain(pipes[pipe])

    def _drain(self, each: Running) -> None:
        for facts in each.lines():
            self._tell(Line(program=each.program.name, facts=facts))

    def _end(self, each: Running, latest: float) -> None:
        """SIGTERM, and SIGKILL for the whole group after the bound; its last words are heard."""
        if each.process is None or each.status != "running":
            each.status = "stopped"
            return
        self._group(each, signal.SIGTERM)
        deadline = min(time.monotonic() + each.program.stop_within, latest)
        while each.process.poll() is None and time.monotonic() < deadline:
            self._listen(LOOK_SECONDS)
        forced = each.process.poll() is None
        self._group(each, signal.SIGKILL)  # also what it may have left in its group
        each.process.wait()
        self._drain(each)
        each.close()  # who was killed a moment ago may still hold the other end
        each.status = "stopped"
        self._say(each, "stopped", level="warning" if forced else "info", forced=forced)

    def _group(self, each: Running, number: signal.Signals) -> None:
        if each.process:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(each.process.pid, number)

    def _say(self, each: Running, event: str, *, level: str = "info", **facts: Any) -> None:
        line = {"level": level, "process": each.program.name, "event": event, **facts}
        self._tell(Line(program=each.program.name, facts=line))
