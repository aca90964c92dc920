"""Remember which channel a thread belongs to, so that the channel's rules hold in it (LK-013)."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.domain.ids import ChannelId, GuildId, parse_snowflake
from app.ports.threads import Threads


class LearnThreads:
    """Handles THREAD_CREATE and THREAD_LIST_SYNC; threads of a guild that comes up are among them.

    A message may come before its thread is known: it is judged as in no channel's thread then.
    """

    EVENTS = frozenset({"THREAD_CREATE", "THREAD_LIST_SYNC"})

    def __init__(self, *, threads: Threads) -> None:
        self._threads = threads

    def __call__(self, event: str, guild: GuildId, payload: Mapping[str, Any]) -> None:
        """Learn the threads in one event.

        Raises:
            ValueError, TypeError: the payload is not what its name says.
        """
        found = [payload] if event == "THREAD_CREATE" else payload.get("threads") or []
        parents = dict(_parents(found))
        if parents:
            self._threads.learn(guild, parents)


def _parents(threads: list[Any]) -> Iterator[tuple[ChannelId, ChannelId]]:
    for thread in threads:
        if not isinstance(thread, Mapping):
            raise TypeError("a thread is an object")
        if thread.get("parent_id") is not None:
            yield (
                ChannelId(parse_snowflake(thread.get("id"))),
                ChannelId(parse_snowflake(thread["parent_id"])),
            )
