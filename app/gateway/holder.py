"""The name under which a process holds a shard, and whether such a process is certainly gone.

A process that was killed on this machine need not be waited for: its number and start time tell.
"""

import os
import socket
from pathlib import Path


def own_name() -> str:
    """Machine, boot, process number and start time."""
    return f"{_machine()}/{os.getpid()}/{_started(os.getpid())}"


def is_gone(holder: str) -> bool:
    """True only if the holder ran on this machine and does not run any more."""
    machine, _, rest = holder.partition("/")
    number, _, started = rest.partition("/")
    if machine != _machine() or not number.isdigit() or not started:
        return False

    return _started(int(number)) != started


def _machine() -> str:
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()[:8]
    except OSError:
        boot = "noboot"

    return f"{socket.gethostname()}.{boot}.{_namespace()}"


def _namespace() -> str:
    """Process numbers mean the same only within one PID namespace (containers)."""
    try:
        return Path("/proc/self/ns/pid").readlink().name.strip("pid:[]")
    except OSError:
        return ""


def _started(process: int) -> str:
    """Start time in clock ticks since boot; empty where /proc does not tell."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    fields = stat.rpartition(")")[2].split()

    # A zombie (state Z) holds nothing any more.
    return "" if fields[0] == "Z" else fields[19]
