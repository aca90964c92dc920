"""Rules made ready to match, once for each rule."""

from collections.abc import Callable
from typing import Generic, TypeVar

R = TypeVar("R")
M = TypeVar("M")

KEPT = 1024
"""Rules kept ready: 50 patterns of each of some twenty busy servers."""


class MadeOf(Generic[R, M]):
    """What is made of a rule, found again by the rule itself and not by its contents.

    A rule may have a thousand words: to hash them for every message would cost more than to match.
    """

    def __init__(self, make: Callable[[R], M]) -> None:
        self._make = make
        self._made: dict[int, tuple[R, M]] = {}

    def __call__(self, rule: R) -> M:
        found = self._made.get(id(rule))
        if found is not None and found[0] is rule:
            return found[1]
        if len(self._made) >= KEPT:
            self._made.clear()
        made = self._make(rule)
        self._made[id(rule)] = rule, made  # the rule is kept, so its id is nobody else's

        return made
