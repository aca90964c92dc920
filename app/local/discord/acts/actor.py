"""Who acts, and why."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts, and the reason the audit log gets."""

    id: str
    reason: str | None = None
