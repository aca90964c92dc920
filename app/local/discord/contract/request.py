"""A request as the rules see it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Operation, parts and the moment; `channel_type` is known where a channel is addressed."""

    operation: str
    method: str
    query: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    has_body: bool = False
    by_token: bool = False
    now: float = 0.0
    channel_type: int | None = None
    over_http: bool = True
