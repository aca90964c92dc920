"""What is told of every attempt to carry something out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.domain.ids import GuildId, UserId
from app.domain.order import EffectState, OrderState


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectTold:
    """One effect, after one step.

    `status` is Discord's answer in short, `ok` for a success; `reason` says in one word why the
    effect was left out or failed. `called_at` and `ms` are None when Discord was not called.
    """

    order: str
    guild: GuildId
    effect: str
    state: EffectState
    attempt: int
    decided_at: datetime
    case: int | None = None
    member: UserId | None = None
    status: str = ""
    reason: str = ""
    called_at: datetime | None = None
    ms: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderTold:
    """An order that is over."""

    order: str
    guild: GuildId
    state: OrderState
    reason: str
    decided_at: datetime
    closed_at: datetime
    case: int | None = None
    member: UserId | None = None


class EffectJournal(Protocol):
    """Somebody who wants to know; never fails."""

    def effect(self, told: EffectTold) -> None: ...

    def closed(self, told: OrderTold) -> None: ...
