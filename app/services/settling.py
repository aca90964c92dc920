"""Settle an order: what its ledger says is brought to the case, and to the member.

All of it is read off the ledger and may be repeated at any time.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from app.domain.action import Action
from app.domain.appeals.appeal import Appeal
from app.domain.appeals.settlement import OUTCOMES, VOIDED, settle
from app.domain.order import (
    EffectState,
    OrderState,
    SendNotice,
    ShowAppeal,
    ShowCase,
    ShowFlag,
)
from app.domain.place import Place
from app.domain.preflight import PUNISHMENTS
from app.domain.raids.ledger import raid_in, settled_raid
from app.domain.record.case import Case
from app.domain.record.flag import Flag
from app.ports.discord_api import Ambiguous, DiscordRejected
from app.ports.errors import Unavailable
from app.ports.papers import Papers
from app.ports.raids import RaidFiles
from app.services.effect_calls import EffectCalls, place_of
from app.services.order_in_hand import OrderInHand

TAKEN_BACK = "taken_back"
"""In a notice's result: the DM was edited since its action did not happen."""


class Settling:
    """Writes outcomes and places where they belong."""

    def __init__(self, *, papers: Papers, raids: RaidFiles, calls: EffectCalls) -> None:
        self._papers = papers
        self._raids = raids
        self._calls = calls

    def outcome(self, hand: OrderInHand, now: datetime) -> tuple[OrderState, str]:
        """Take back what was announced and did not happen, complete the case; state and reason.

        Raises:
            Unavailable: something of it could not be done now.
        """
        self._take_back(hand, now)
        state, reason = settle(hand.order, _action(hand))
        if hand.case is not None:
            self._complete_case(hand, hand.case, state, reason)

        return state, reason

    def places(self, hand: OrderInHand) -> None:
        """Remember where the cards were posted."""
        guild, order = hand.order.guild, hand.order
        for index, effect in hand:
            place = place_of(hand.entry(index).result)
            if place is None:
                continue
            if isinstance(effect, ShowCase) and order.case is not None:
                self._papers.change_case(guild, order.case, _logged_at(place))
            elif isinstance(effect, ShowFlag) and order.flag is not None:
                made_at = effect.made_at or order.decided_at
                self._papers.change_flag(guild, order.flag, made_at, _flag_at(place))
            elif isinstance(effect, ShowAppeal):
                self._papers.change_appeal(guild, effect.appeal, _appeal_at(place))

    def raid(self, hand: OrderInHand, now: datetime) -> None:
        """Complete the record of the raid that the order is about, if it is about one."""
        identity = raid_in(hand.order)
        if identity:
            settled = partial(settled_raid, order=hand.order, now=now)
            self._raids.change(hand.order.guild, identity, settled)

    def _complete_case(self, hand: OrderInHand, case: Case, state: OrderState, reason: str) -> None:
        told_in = next(
            (
                place_of(hand.entry(index).result)
                for index, effect in hand
                if isinstance(effect, SendNotice)
            ),
            None,
        )
        own = hand.carries_case_out

        def completed(case: Case) -> Case:
            if told_in and (own or case.dm is None):
                case = replace(case, dm=told_in)
            if own and not case.is_void and reason != VOIDED:
                case = replace(case, outcome=OUTCOMES[state], outcome_reason=reason)
            return case

        if completed(case) != case:
            self._papers.change_case(case.guild, case.number, completed)
            hand.case = completed(case)

    def _take_back(self, hand: OrderInHand, now: datetime) -> None:
        """For kicks and bans: the only acts that are told of before they are done."""
        for index in _told_in_vain(hand):
            result = {TAKEN_BACK: self._edited(hand, index, now)}
            hand.mark(index, EffectState.CONFIRMED, result=result)

    def _edited(self, hand: OrderInHand, index: int, now: datetime) -> str:
        try:
            self._calls.take_back(hand, index, now)
        except Ambiguous as error:
            raise Unavailable(str(error)) from error
        except DiscordRejected as error:
            return error.word

        return "edited"


def _told_in_vain(hand: OrderInHand) -> list[int]:
    """Notices that stand before a punishment which was not done, and were not taken back yet."""
    told: list[int] = []
    for index, effect in hand:
        entry = hand.entry(index)
        if isinstance(effect, SendNotice) and entry.state is EffectState.CONFIRMED:
            told.append(index)
        if isinstance(effect, PUNISHMENTS):
            undone = entry.state in (EffectState.FAILED, EffectState.SKIPPED)
            return [one for one in told if undone and TAKEN_BACK not in hand.entry(one).result]

    return []


def _action(hand: OrderInHand) -> Action | None:
    return hand.case.action if hand.case else None


def _logged_at(place: Place) -> Callable[[Case], Case]:
    return lambda case: case if case.log else replace(case, log=place)


def _flag_at(place: Place) -> Callable[[Flag], Flag]:
    return lambda flag: flag if flag.card else replace(flag, card=place)


def _appeal_at(place: Place) -> Callable[[Appeal], Appeal]:
    return lambda appeal: appeal if appeal.card else replace(appeal, card=place)
