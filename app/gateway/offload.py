"""Synchronous calls to the outside, off the event loop."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Offload:
    """Runs a blocking call in a thread and waits for it without blocking the heartbeat."""

    def __init__(self, pool: Executor) -> None:
        self._pool = pool

    async def __call__(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        def call() -> T:
            return function(*args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self._pool, call)
