"""Reading an answer of Discord: rate-limit headers, error codes, the many forms of 429."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from app.adapters.discord.bucket import Told

BANNED_PAUSE = 600.0
"""Seconds of silence after a 429 that is not Discord's: Cloudflare banned our address (RS-3)."""
_LEAST_PAUSE = 0.05
_UNTOLD_PAUSE = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """What a 429 asks for. `ours`: it counts as an invalid request."""

    seconds: float
    everything: bool
    ours: bool


def told_by(headers: Mapping[str, str]) -> Told | None:
    """The rate-limit headers; None when there are none or they make no sense."""
    try:
        return Told(
            bucket=headers["x-ratelimit-bucket"],
            limit=int(headers["x-ratelimit-limit"]),
            remaining=int(headers["x-ratelimit-remaining"]),
            reset_after=_seconds(headers["x-ratelimit-reset-after"]),
            reset=_seconds(headers["x-ratelimit-reset"]),
        )
    except (KeyError, ValueError):
        return None


def body_of(response: httpx.Response) -> Any:
    """The JSON body; None when there is none."""
    try:
        return response.json() if response.content else None
    except ValueError:
        return None


def code_of(body: Any) -> int:
    """Discord's own error code; 0 when it gave none."""
    code = body.get("code") if isinstance(body, dict) else None
    return code if isinstance(code, int) else 0


def pause_of(headers: Mapping[str, str], body: Any) -> Pause:
    """How long to keep silent after a 429, and about what."""
    if not isinstance(body, dict) or "retry_after" not in body:
        after = _or(headers.get("retry-after"), 0.0)
        return Pause(seconds=max(after, BANNED_PAUSE), everything=True, ours=True)
    seconds = max(_or(body["retry_after"], _UNTOLD_PAUSE), _or(headers.get("retry-after"), 0.0))
    scope = headers.get("x-ratelimit-scope", "user")
    everything = body.get("global") is True or "x-ratelimit-global" in headers or scope == "global"

    return Pause(seconds=max(seconds, _LEAST_PAUSE), everything=everything, ours=scope != "shared")


def _or(value: Any, otherwise: float) -> float:
    try:
        return _seconds(value)
    except (TypeError, ValueError, OverflowError):
        return otherwise


def _seconds(value: Any) -> float:
    seconds = float(value)
    if not math.isfinite(seconds) or seconds < 0:
        raise ValueError("no number of seconds")

    return seconds
