"""Scripted trouble per operation: before the effect, after it, or with the reply lost."""

import random
from dataclasses import dataclass, field
from typing import Literal

from app.local.discord.state.entities import Json

Kind = Literal[
    "error_before",
    "error_after",
    "reset_before",
    "reply_lost",
    "latency",
    "refuse",
    "rate_limited",
    "cloudflare",
]


@dataclass(slots=True, kw_only=True)
class Fault:
    """One order: which calls, what happens, how often.

    `count` limits it to the next calls, `probability` to a share of them; `match` to parameters.
    """

    operation: str = "*"
    kind: Kind = "error_before"
    status: int = 500
    code: int = 0
    seconds: float = 0.0
    scope: Literal["user", "global", "shared"] = "user"
    count: int | None = None
    probability: float = 1.0
    match: dict[str, str] = field(default_factory=dict)
    fired: int = 0


class Faults:
    """The orders in force, tried in turn; the first that fits a call fires."""

    def __init__(self, seed: int = 0) -> None:
        self._chance = random.Random(seed)  # noqa: S311 — scripted, not secret
        self.orders: list[Fault] = []

    def replace(self, orders: list[Fault], seed: int | None = None) -> None:
        self.orders = orders
        if seed is not None:
            self._chance.seed(seed)

    def next_for(self, operation: str, params: dict[str, str]) -> Fault | None:
        for fault in self.orders:
            if self._fires(fault, operation, params):
                fault.fired += 1
                if fault.count is not None:
                    fault.count -= 1
                return fault
        return None

    def _fires(self, fault: Fault, operation: str, params: dict[str, str]) -> bool:
        if fault.operation not in {"*", operation} or fault.count == 0:
            return False
        if any(params.get(k) != v for k, v in fault.match.items()):
            return False
        return fault.probability >= 1.0 or self._chance.random() < fault.probability


def parse_fault(body: Json) -> Fault:
    return Fault(**body)
