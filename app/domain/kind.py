"""Kinds of what is judged: mostly messages, but names can be read and blocked words heard of."""

from enum import StrEnum


class Kind(StrEnum):
    """What a text is. Only what somebody wrote as a message can be held against its author.

    `service` is Discord's own message about a member (joined, boosted, pinned); `name` are the
    names of a member; `title` is the name of a thread; `blocked` was never posted, because AutoMod
    stopped it.
    """

    MESSAGE = "message"
    SERVICE = "service"
    NAME = "name"
    TITLE = "title"
    BLOCKED = "blocked"

    @property
    def is_remembered(self) -> bool:
        """Whether it belongs to what a member did in the last minutes."""
        return self in (Kind.MESSAGE, Kind.BLOCKED)
