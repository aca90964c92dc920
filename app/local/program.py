"""One supervised program: how it is started, its lines of output, and when it may start again."""

import json
import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from app.local import children

FIRST_BACKOFF = 0.25
LONGEST_BACKOFF = 10.0
STEADY_SECONDS = 5.0  # up for so long, earlier crashes are forgotten
QUICK_ENDS = 5  # so many in a row: it cannot start, and trying on helps nobody
READ_BYTES = 65_536

Status = Literal["running", "waiting", "failed", "stopped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    folder: Path | None = None
    stop_within: float = 10.0


@dataclass(slots=True, kw_only=True)
class Running:
    """The life of one program: processes come and go, this stays."""

    program: Program
    process: subprocess.Popen[bytes] | None = None
    status: Status = "waiting"
    restarts: int = 0
    due: float = 0.0
    _began: float = 0.0
    _quick_ends: int = 0
    _rest: bytes = field(default=b"")

    @property
    def pipe(self) -> int | None:
        if self.process is None or self.process.stdout is None or self.process.stdout.closed:
            return None

        return self.process.stdout.fileno()

    def start(self, now: float) -> None:
        self.process = children.start(
            self.program.command,
            environment=self.program.environment,
            output=subprocess.PIPE,
            folder=self.program.folder,
        )
        os.set_blocking(self.process.stdout.fileno(), False)  # type: ignore[union-attr]
        self.status = "running"
        self._began = now
        self._rest = b""

    def ended(self, now: float) -> None:
        """Plan the next start: later each time, never again if it cannot stay up at all."""
        self._quick_ends = 1 if now - self._began > STEADY_SECONDS else self._quick_ends + 1
        if self._quick_ends >= QUICK_ENDS:
            self.status = "failed"
            return
        self.status = "waiting"
        self.restarts += 1
        self.due = now + float(min(FIRST_BACKOFF * 2 ** (self._quick_ends - 1), LONGEST_BACKOFF))

    def lines(self) -> Iterator[Mapping[str, Any]]:
        """The log lines that have come; text that is no log line comes as event `output`."""
        pipe = self.pipe
        while pipe is not None:
            try:
                read = os.read(pipe, READ_BYTES)
            except BlockingIOError:
                return
            if not read:
                self.close()
                if self._rest:
                    yield _facts(self._rest)
                return
            *whole, self._rest = (self._rest + read).split(b"\n")
            yield from (_facts(line) for line in whole if line.strip())

    def close(self) -> None:
        """Hear nothing more of the process that runs or ran."""
        if self.process and self.process.stdout:
            self.process.stdout.close()


def _facts(line: bytes) -> Mapping[str, Any]:
    try:
        facts = json.loads(line)
    except ValueError:
        facts = None
    if isinstance(facts, dict):
        return facts

    return {"event": "output", "text": line.decode("utf-8", "replace")}
