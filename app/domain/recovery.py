"""Recovery: what to do about an effect that was sent, and nobody knows whether it happened.

The process died after noting SENT, or Discord's reply was lost. For each effect there is one safe
way on (contracts 1.8): look at Discord first where that can tell, repeat where repeating is
harmless, and never repeat a message to a member once Discord may have forgotten its nonce.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.ids import MessageId
from app.domain.member import Member
from app.domain.order import (
    AmendNotice,
    Ban,
    DeleteMessages,
    Effect,
    Kick,
    RemoveTimeOut,
    SendNotice,
    ShowAppeal,
    ShowCase,
    ShowFlag,
    TimeOut,
    Unban,
)
from app.domain.raids.effects import Lockdown, RestoreSlowmode, SetSlowmode, ShowRaid, Unlock

NONCE_HOLDS = timedelta(minutes=2)
"""For so long Discord certainly knows a nonce again ("the past few minutes")."""
_SAME_MOMENT = timedelta(seconds=1)

_NO_CHANNEL, _NO_MEMBER, _NO_MESSAGE, _NO_USER, _NO_BAN = 10003, 10007, 10008, 10013, 10026
_NO_OVERWRITE = 10009
_DONE_WHEN_GONE: dict[type, tuple[int, ...]] = {
    Kick: (_NO_MEMBER, _NO_USER),
    Ban: (_NO_USER,),
    Unban: (_NO_BAN, _NO_USER),
    DeleteMessages: (_NO_MESSAGE, _NO_CHANNEL),
    AmendNotice: (_NO_MESSAGE, _NO_CHANNEL),
    ShowCase: (_NO_MESSAGE,),  # a moderator removed the card: it stays removed
    ShowFlag: (_NO_MESSAGE,),
    ShowAppeal: (_NO_MESSAGE,),
    ShowRaid: (_NO_MESSAGE,),
    SetSlowmode: (_NO_CHANNEL,),
    RestoreSlowmode: (_NO_CHANNEL,),
    Lockdown: (_NO_CHANNEL,),
    Unlock: (_NO_CHANNEL, _NO_OVERWRITE),
}


class Look(StrEnum):
    """Where one can see whether the effect happened."""

    NOWHERE = "nowhere"
    MEMBER = "member"
    BAN = "ban"
    CARDS = "cards"


class Step(StrEnum):
    """How it goes on."""

    REPEAT = "repeat"
    CONFIRM = "confirm"
    SUPERSEDE = "supersede"
    GIVE_UP = "give_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What was seen on Discord: the part that `where_to_look` asked for.

    `lifted` says that a person lifted the ban after the order was decided.
    """

    member: Member | None = None
    banned: bool = False
    lifted: bool = False
    card: MessageId | None = None


def where_to_look(effect: Effect, *, sent_at: datetime, now: datetime) -> Look:
    """What to look at before `next_step` can be asked."""
    match effect:
        case TimeOut() | RemoveTimeOut() | Kick():
            return Look.MEMBER
        case Ban() | Unban():
            return Look.BAN
        case ShowCase() | ShowFlag() | ShowAppeal() | ShowRaid() if now - sent_at >= NONCE_HOLDS:
            return Look.CARDS
        case _:
            return Look.NOWHERE


def next_step(
    effect: Effect, sight: Sight, *, sent_at: datetime, decided_at: datetime, now: datetime
) -> Step:
    """How to go on with an effect that was sent at `sent_at`, given what was seen."""
    match effect:
        case TimeOut():
            done = sight.member is not None and _same(sight.member.timed_out_until, effect.until)
        case RemoveTimeOut():
            done = sight.member is not None and sight.member.timed_out_until is None
        case Kick():
            done = _kicked(sight.member, decided_at)
        case Ban():
            if not sight.banned and sight.lifted:
                return Step.SUPERSEDE
            done = sight.banned
        case Unban():
            done = not sight.banned
        case SendNotice():
            return Step.REPEAT if now - sent_at < NONCE_HOLDS else Step.GIVE_UP
        case ShowCase() | ShowFlag() | ShowAppeal() | ShowRaid():
            done = sight.card is not None
        case _:  # deletions, edits, what a raid brings: repeating them changes nothing
            done = False

    return Step.CONFIRM if done else Step.REPEAT


def is_done_when_gone(effect: Effect, code: int) -> bool:
    """Whether Discord's "there is no such thing" means that nothing is left to do (RS-6)."""
    return code in _DONE_WHEN_GONE.get(type(effect), ())


def _kicked(member: Member | None, decided_at: datetime) -> bool:
    """Gone, or here again since: somebody who came back was out."""
    return member is None or (member.joined_at is not None and member.joined_at > decided_at)


def _same(seen: datetime | None, wanted: datetime) -> bool:
    return seen is not None and abs(seen - wanted) < _SAME_MOMENT
