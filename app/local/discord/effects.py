"""The effect log: every call that changes something, as it really happened."""

import hashlib
import itertools
from collections import deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import orjson

from app.local.discord.state.entities import Json

KEPT = 200_000


@dataclass(slots=True, kw_only=True)
class Effect:
    """`applied`: the state changed. `delivered`: the caller got the answer, not a fault."""

    number: int
    at: float
    operation: str
    target: dict[str, str]
    body: Any
    digest: str
    reason: str | None
    nonce: str | None
    status: int
    code: int | None
    made: str | None
    applied: bool
    delivered: bool = True


class EffectLog:
    """Ground truth for "exactly once"."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._effects: deque[Effect] = deque(maxlen=KEPT)

    def note(
        self,
        at: float,
        operation: str,
        target: Mapping[str, str],
        *,
        body: Any = None,
        status: int,
        reason: str | None = None,
        code: int | None = None,
        made: str | None = None,
        applied: bool = True,
    ) -> Effect:
        nonce = body.get("nonce") if isinstance(body, dict) else None
        effect = Effect(
            number=next(self._numbers),
            at=at,
            operation=operation,
            target=dict(target),
            body=body,
            digest=hashlib.sha256(orjson.dumps(body)).hexdigest(),
            reason=reason,
            nonce=str(nonce) if nonce is not None else None,
            status=status,
            code=code,
            made=made,
            applied=applied,
        )
        self._effects.append(effect)
        return effect

    def listed(
        self, operation: str | None = None, *, applied: bool | None = None, after: int = 0
    ) -> list[Json]:
        return [
            asdict(e)
            for e in self._effects
            if e.number > after
            and (operation is None or e.operation == operation)
            and (applied is None or e.applied is applied)
        ]
