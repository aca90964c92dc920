"""An order: what is to be carried out on Discord, and the ledger of how far it got.

An order holds effects in the order in which they are done. Its id is the idempotency key: one
decision, one order, however often it is delivered. The ledger moves only forward:

    planned -> sent -> confirmed | failed | unknown           (expired and superseded: never sent)
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

from app.domain.ids import ChannelId, GuildId, MessageId, UserId
from app.domain.notice import Notice
from app.domain.raids.effects import OnMembers, OnServer, ShowRaid


class EffectState(StrEnum):
    """How far one effect got. `unknown`: it may have happened and must not be repeated."""

    PLANNED = "planned"
    SENT = "sent"
    CONFIRMED = "confirmed"
    FAILED = "failed"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"

    @property
    def is_final(self) -> bool:
        return self not in (EffectState.PLANNED, EffectState.SENT)


class OrderState(StrEnum):
    """How far the whole order got."""

    OPEN = "open"
    DONE = "done"
    FAILED = "failed"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"

    @property
    def is_final(self) -> bool:
        return self is not OrderState.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeOut:
    """Nobody hears the member until `until`: absolute and fixed at the decision, so repeatable.

    With `renews` it goes on with a time-out that Discord holds until then, and is left out when
    that one is not there any more, since a person lifted or changed it.
    """

    user: UserId
    until: datetime
    renews: datetime | None = None
    kind: Literal["time_out"] = "time_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveTimeOut:
    user: UserId
    kind: Literal["remove_time_out"] = "remove_time_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kick:
    user: UserId
    kind: Literal["kick"] = "kick"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ban:
    """`delete_seconds`: how much of the member's recent messages go with them, 0 to 604800."""

    user: UserId
    delete_seconds: int = 0
    kind: Literal["ban"] = "ban"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unban:
    user: UserId
    kind: Literal["unban"] = "unban"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteMessages:
    channel: ChannelId
    messages: tuple[MessageId, ...]
    kind: Literal["delete_messages"] = "delete_messages"


@dataclass(frozen=True, slots=True, kw_only=True)
class SendNotice:
    """Tell the member by DM. With `appealable` the DM carries the appeal button of the case."""

    user: UserId
    notice: Notice
    locale: str
    appealable: bool = False
    kind: Literal["send_notice"] = "send_notice"


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendNotice:
    """Change the DM that told the member of the case, e.g. when the appeal was decided."""

    user: UserId
    notice: Notice
    locale: str
    kind: Literal["amend_notice"] = "amend_notice"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowCase:
    """Post the case's card in the log channel, or edit the one that is there."""

    channel: ChannelId
    locale: str
    kind: Literal["show_case"] = "show_case"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowFlag:
    """Post the review card of a flagged message, or edit the one that is there.

    `made_at` tells which flag of the message, where it was not made when the order was decided.
    """

    channel: ChannelId
    locale: str
    made_at: datetime | None = None
    kind: Literal["show_flag"] = "show_flag"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowAppeal:
    """Post the card of an appeal with its buttons, or edit the one that is there."""

    channel: ChannelId
    appeal: str
    locale: str
    kind: Literal["show_appeal"] = "show_appeal"


@dataclass(frozen=True, slots=True, kw_only=True)
class EditReply:
    """Edit the deferred reply of an interaction; its token lives 15 minutes."""

    token: str
    notice: Notice
    locale: str
    kind: Literal["edit_reply"] = "edit_reply"


Effect = (
    TimeOut
    | RemoveTimeOut
    | Kick
    | Ban
    | Unban
    | DeleteMessages
    | SendNotice
    | AmendNotice
    | ShowCase
    | ShowFlag
    | ShowAppeal
    | EditReply
    | OnMembers
    | OnServer
    | ShowRaid
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """How far one effect got: which attempt, since when, what went wrong, what Discord answered.

    `result` keeps ids that later effects need, such as `channel` and `message` of a posted card.
    """

    state: EffectState = EffectState.PLANNED
    attempt: int = 0
    at: datetime | None = None
    error: str = ""
    result: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Effects to be done for one case or flag, with their ledger (same length, same order).

    `decided_at` is the fence: later human actions on the same member supersede the order.
    After `expires_at` it is not begun any more. `audit_reason` goes into Discord's audit log.
    """

    id: str
    guild: GuildId
    effects: tuple[Effect, ...]
    ledger: tuple[LedgerEntry, ...]
    decided_at: datetime
    expires_at: datetime
    audit_reason: str
    user: UserId | None = None
    case: int | None = None
    flag: MessageId | None = None
    state: OrderState = OrderState.OPEN
    state_reason: str = ""
    version: int = 0

    @property
    def group(self) -> str:
        """Orders about one member are carried out one after the other."""
        return f"{self.guild}:{self.user or 'guild'}"


def plan(
    *,
    id: str,  # noqa: A002 — the order's id
    guild: GuildId,
    effects: tuple[Effect, ...],
    decided_at: datetime,
    expires_at: datetime,
    audit_reason: str,
    user: UserId | None = None,
    case: int | None = None,
    flag: MessageId | None = None,
) -> Order:
    """A new order, nothing of it begun."""
    return Order(
        id=id,
        guild=guild,
        effects=effects,
        ledger=tuple(LedgerEntry() for _ in effects),
        decided_at=decided_at,
        expires_at=expires_at,
        audit_reason=audit_reason,
        user=user,
        case=case,
        flag=flag,
    )
