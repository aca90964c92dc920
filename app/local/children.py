"""Child processes on a leash: gone when we are gone, stopped within a bound."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

LEASH = Path(__file__).with_name("leash.py")


def start(
    command: Sequence[str],
    *,
    environment: Mapping[str, str],
    output: int | IO[bytes],
    last_word: signal.Signals = signal.SIGKILL,
    folder: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Start a command whose stdout and stderr go to `output` (a file or subprocess.PIPE).

    `last_word` is the signal it gets when this process dies without stopping it.
    """
    leash = [sys.executable, "-I", "-S", str(LEASH), str(os.getpid()), str(int(last_word))]

    return subprocess.Popen(
        [*leash, *command],
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        process_group=0,
        cwd=folder,
    )


def stop(process: subprocess.Popen[bytes], *, within: float) -> bool:
    """Ask it to end, and end it after `within` seconds; True when it went by itself."""
    if process.poll() is not None:
        return True
    _signal_group(process.pid, signal.SIGTERM)
    try:
        process.wait(within)
    except subprocess.TimeoutExpired:
        _signal_group(process.pid, signal.SIGKILL)
        process.wait()
        return False

    return True


def _signal_group(group: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, number)
