"""Waiting for what other processes and threads do: for the thing itself, never for a while.

A test that passes waits no longer than it must, so the limit only has to be too long for any
machine, however busy; it is there so that a test which fails says so.
"""

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

import psutil

PATIENCE = 180.0
"""Seconds."""
_LOOK_EVERY = 0.02

T = TypeVar("T")


def eventually(look: Callable[[], T | None], what: str = "it did not come true") -> T:
    """What `look` sees, as soon as that is anything."""
    deadline = time.monotonic() + PATIENCE
    while not (seen := look()):
        assert time.monotonic() < deadline, what
        time.sleep(_LOOK_EVERY)
    return seen


async def until(look: Callable[[], object], what: str = "it did not come true") -> None:
    """The same for a test that lives in the loop in which the thing happens."""
    deadline = time.monotonic() + PATIENCE
    while not look():
        assert time.monotonic() < deadline, what
        await asyncio.sleep(_LOOK_EVERY)


def is_gone(pid: int) -> bool:
    """Ended, though perhaps a zombie until its new parent looks."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
