"""One breach of Discord's contract by a caller."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """Which rule, where in the request, and what is wrong."""

    rule: str
    path: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """A breach with the call it happened in."""

    at: float
    operation: str
    method: str
    target: str
    rule: str
    path: str
    message: str

    def payload(self) -> dict[str, Any]:
        return asdict(self)
