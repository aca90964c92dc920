"""Look at Discord to learn whether an effect that was sent has happened."""

from collections.abc import Mapping
from datetime import datetime

from app.domain.ids import MessageId, parse_snowflake
from app.domain.order import Ban, Effect, Kick, RemoveTimeOut, TimeOut, Unban
from app.domain.recovery import Look, Sight, Step, next_step, where_to_look
from app.ports.discord_api import DiscordState, Forbidden, Gone
from app.services.bodies import is_same_card
from app.services.effect_calls import CARDS, CHANNEL, MESSAGE, Card, EffectCalls
from app.services.order_in_hand import OrderInHand


class EffectRecovery:
    """Finds out how to go on with an effect whose fate is unknown."""

    def __init__(self, *, state: DiscordState, calls: EffectCalls) -> None:
        self._state = state
        self._calls = calls

    def step(self, hand: OrderInHand, index: int, now: datetime) -> tuple[Step, Mapping[str, str]]:
        """How to go on, and what was found (the place of a card).

        Raises:
            Unavailable: Discord cannot be looked at now.
        """
        order, effect = hand.order, hand.order.effects[index]
        sent_at = hand.unclear_since(index)
        look = where_to_look(effect, sent_at=sent_at, now=now)
        try:
            sight = self._sight(hand, effect, look, now)
        except (Gone, Forbidden):
            return Step.GIVE_UP, {}  # we may not look any more, nor act
        step = next_step(effect, sight, sent_at=sent_at, decided_at=order.decided_at, now=now)
        if sight.card and isinstance(effect, CARDS):
            return step, {CHANNEL: str(effect.channel), MESSAGE: str(sight.card)}

        return step, {}

    def _sight(self, hand: OrderInHand, effect: Effect, look: Look, now: datetime) -> Sight:
        guild = hand.order.guild
        if look is Look.MEMBER and isinstance(effect, TimeOut | RemoveTimeOut | Kick):
            return Sight(member=self._state.member(guild, effect.user))
        if look is Look.BAN and isinstance(effect, Ban | Unban):
            banned = self._state.is_banned(guild, effect.user)
            return Sight(banned=banned, lifted=not banned and self._lifted(hand, effect))
        if look is Look.CARDS and isinstance(effect, CARDS):
            return Sight(card=self._card(hand, effect, now))

        return Sight()

    def _lifted(self, hand: OrderInHand, effect: Ban | Unban) -> bool:
        order = hand.order
        try:
            return self._state.acted_on_by_people(
                order.guild, effect.user, order.decided_at, unban_only=True
            )
        except (Forbidden, Gone):
            return False

    def _card(self, hand: OrderInHand, effect: Card, now: datetime) -> MessageId | None:
        body, place = self._calls.body_of(hand, effect, now)
        if place:
            return None  # it is an edit, and may be repeated
        try:
            posted = self._state.own_messages(effect.channel)
        except (Gone, Forbidden):
            return None  # rather two cards than none

        return next(
            (MessageId(parse_snowflake(one["id"])) for one in posted if is_same_card(body, one)),
            None,
        )
