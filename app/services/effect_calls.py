"""From an effect to the one call on Discord that brings it about.

Everything is made ready first: records read, words rendered, the DM channel opened. What remains is
a call that can be made at once, so that the ledger's SENT stands right before it.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple

from app.domain.ids import ChannelId, MessageId
from app.domain.order import (
    AmendNotice,
    Ban,
    DeleteMessages,
    EditReply,
    Kick,
    RemoveTimeOut,
    SendNotice,
    ShowAppeal,
    ShowCase,
    ShowFlag,
    TimeOut,
    Unban,
)
from app.domain.place import Place
from app.domain.raids.effects import ON_MEMBERS, ON_SERVER, ShowRaid
from app.domain.record.case import Case
from app.ports.discord_api import DiscordActions, DiscordState, Forbidden, Gone
from app.ports.guilds import Guilds
from app.ports.papers import Papers
from app.services.bodies import Bodies, Body, nonce_of, without_quotes
from app.services.nothing_to_do import NothingToDo
from app.services.order_in_hand import OrderInHand
from app.services.raid_calls import RaidCalls

PLAIN = "plain"
"""In an entry's result: our own words were refused once, so fewer of them are used."""
CHANNEL, MESSAGE = "channel", "message"

Result = Mapping[str, str]
NOTHING: Result = {}
Call = Callable[[], Result]
"""Makes the call; gives what later steps need to know."""


class Ready(NamedTuple):
    """The call that is left to make, and what a repetition of it need not find out again."""

    call: Call
    known: Result


Card = ShowCase | ShowFlag | ShowAppeal | ShowRaid
CARDS = (ShowCase, ShowFlag, ShowAppeal, ShowRaid)


class EffectCalls:
    """Makes effects ready to be called."""

    def __init__(
        self,
        *,
        actions: DiscordActions,
        state: DiscordState,
        papers: Papers,
        guilds: Guilds,
        bodies: Bodies,
        raids: RaidCalls,
    ) -> None:
        self._actions = actions
        self._state = state
        self._papers = papers
        self._guilds = guilds
        self._bodies = bodies
        self._raids = raids

    def ready(self, hand: OrderInHand, index: int, now: datetime) -> Ready:
        """The call for an effect.

        Raises:
            NothingToDo: there is nothing to call.
            Unavailable, DiscordRejected: it could not be made ready.
        """
        effect = hand.order.effects[index]
        if isinstance(effect, SendNotice):
            return self._notice(hand, index, effect, now)
        if isinstance(effect, CARDS):
            return Ready(self._card(hand, index, effect, now), NOTHING)
        if isinstance(effect, AmendNotice):
            return Ready(self._amendment(hand, effect, now), NOTHING)
        if isinstance(effect, EditReply):
            body = self._bodies.reply(effect)
            reply = _plainly(lambda: self._actions.edit_reply(effect.token, body))
            return Ready(reply, NOTHING)
        if isinstance(effect, (*ON_MEMBERS, *ON_SERVER)):
            return Ready(*self._raids.prepared(hand, index, effect, now))

        return Ready(self._act(hand, effect, now), NOTHING)

    def body_of(self, hand: OrderInHand, effect: Card, now: datetime) -> tuple[Body, Place | None]:
        """A card as it should be now, and where it already stands.

        Raises:
            NothingToDo: its case, flag, appeal or raid does not exist (any more).
        """
        guild = hand.order.guild
        match effect:
            case ShowCase():
                case = _existing(hand.case)
                policy = self._guilds.policy_of(guild)
                return self._bodies.case(case, effect.locale, policy, now), case.log
            case ShowFlag():
                order = hand.order
                made_at = effect.made_at or order.decided_at
                flag = order.flag and self._papers.flag(guild, order.flag, made_at)
                if not flag:
                    raise NothingToDo("no_flag")
                policy = self._guilds.policy_of(guild)
                return self._bodies.flag(flag, effect.locale, policy, now), flag.card
            case ShowAppeal():
                appeal = self._papers.appeal(guild, effect.appeal)
                if appeal is None:
                    raise NothingToDo("no_appeal")
                body = self._bodies.appeal(appeal, _existing(hand.case), effect.locale)
                return body, appeal.card
            case ShowRaid():
                raid = self._raids.raid(hand, effect.raid)
                return self._bodies.raid(raid, hand.order, effect.locale), raid.card

    def take_back(self, hand: OrderInHand, index: int, now: datetime) -> None:
        """Edit a DM that announced what then did not happen. Repeating it changes nothing."""
        effect, told_in = hand.order.effects[index], place_of(hand.entry(index).result)
        if told_in and isinstance(effect, SendNotice):
            body = self._bodies.not_done(effect, hand.case, self._guild_name(hand), now)
            self._actions.edit(told_in, body)

    def _act(
        self,
        hand: OrderInHand,
        effect: TimeOut | RemoveTimeOut | Kick | Ban | Unban | DeleteMessages,
        now: datetime,
    ) -> Call:
        guild, reason, do = hand.order.guild, hand.order.audit_reason, self._actions
        match effect:
            case TimeOut(user=user, until=until):
                return _plainly(lambda: do.time_out(guild, user, until, reason=reason))
            case RemoveTimeOut(user=user):
                return _plainly(lambda: do.time_out(guild, user, None, reason=reason))
            case Kick(user=user):
                return _plainly(lambda: do.kick(guild, user, reason=reason))
            case Ban(user=user, delete_seconds=seconds):
                return _plainly(lambda: do.ban(guild, user, delete_seconds=seconds, reason=reason))
            case Unban(user=user):
                return _plainly(lambda: do.unban(guild, user, reason=reason))
            case DeleteMessages(channel=channel, messages=messages):
                return _plainly(
                    lambda: do.delete_messages(channel, messages, reason=reason, now=now)
                )

    def _notice(self, hand: OrderInHand, index: int, effect: SendNotice, now: datetime) -> Ready:
        """The channel is opened once: opening is scarce, and who repeats has two minutes."""
        known = hand.entry(index).result
        channel = (
            ChannelId(int(known[CHANNEL]))
            if CHANNEL in known
            else self._actions.open_dm(effect.user)
        )
        case = None if PLAIN in known else hand.case
        policy = self._guilds.policy_of(hand.order.guild)
        body = self._bodies.notice(effect, case, self._guild_name(hand), now, policy=policy)
        nonce = nonce_of(hand.order, index)

        return Ready(lambda: self._posted(channel, body, nonce), {CHANNEL: str(channel)})

    def _card(self, hand: OrderInHand, index: int, effect: Card, now: datetime) -> Call:
        body, place = self.body_of(hand, effect, now)
        if PLAIN in hand.entry(index).result:
            body = without_quotes(body)
        if place:
            return _plainly(lambda: self._actions.edit(place, body))
        nonce = nonce_of(hand.order, index)

        return lambda: self._posted(effect.channel, body, nonce)

    def _amendment(self, hand: OrderInHand, effect: AmendNotice, now: datetime) -> Call:
        told_in = _existing(hand.case).dm
        if told_in is None:
            raise NothingToDo("no_dm")
        body = self._bodies.notice(effect, hand.case, self._guild_name(hand), now)

        return _plainly(lambda: self._actions.edit(told_in, body))

    def _posted(self, channel: ChannelId, body: Body, nonce: str) -> Result:
        message = self._actions.post(channel, body, nonce=nonce)
        if message is None:
            return {}

        return {CHANNEL: str(channel), MESSAGE: str(message)}

    def _guild_name(self, hand: OrderInHand) -> str:
        """As Discord has it; when we are no longer there, as it was once."""
        try:
            return self._state.guild(hand.order.guild).name
        except (Gone, Forbidden):
            facts = self._guilds.facts_of(hand.order.guild)
            return facts.name if facts else "Discord"


def place_of(result: Result) -> Place | None:
    """Where a message of ours was posted."""
    if CHANNEL not in result or MESSAGE not in result:
        return None

    return Place(channel=ChannelId(int(result[CHANNEL])), message=MessageId(int(result[MESSAGE])))


def _existing(case: Case | None) -> Case:
    if case is None or case.is_erased:
        raise NothingToDo("no_case")

    return case


def _plainly(call: Callable[[], None]) -> Call:
    def done() -> Result:
        call()
        return {}

    return done
