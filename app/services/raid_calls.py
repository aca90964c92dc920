"""From a raid's effects to their calls on Discord, each on many members or on the whole server.

Who is touched is decided here, at the last moment, from what Discord says of them now; what became
of each goes into the entry's result, and from there into the raid's record.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from app.domain.ids import GuildId, UserId
from app.domain.permissions import Permission, guild_permissions
from app.domain.raids.effects import (
    ON_SERVER,
    BulkBan,
    BulkRemoveTimeOut,
    BulkTimeOut,
    BulkUnban,
    Lockdown,
    OnMembers,
    OnServer,
    RestoreSlowmode,
    SetIncidents,
    SetSlowmode,
    Unlock,
)
from app.domain.raids.eligible import NEEDED, ORDERED_WITH, Ground
from app.domain.raids.ledger import ALLOW, DENY, SLOWMODE, told, with_ledger
from app.domain.raids.raid import ChannelBefore, Fate, Raid
from app.ports.discord_api import DiscordActions, DiscordState, Forbidden, Gone
from app.ports.guilds import Guilds
from app.ports.raids import RaidFiles
from app.services.nothing_to_do import NothingToDo
from app.services.order_in_hand import OrderInHand

Result = Mapping[str, str]
Prepared = tuple[Callable[[], Result], Result]
"""The call that is left to make, and what a repetition must not find out again."""

UNDONE = "voided"
NO_RAID = "no_raid"
MODERATOR_MAY_NOT = "moderator_may_not"
MISSING_PERMISSION = "missing_permission"

_ASKED = "asked"

SILENT = Permission.SEND_MESSAGES | Permission.SEND_MESSAGES_IN_THREADS | Permission.ADD_REACTIONS
"""What a lockdown takes from everybody."""


class RaidCalls:
    """Makes a raid's effects ready to be called."""

    def __init__(
        self, *, actions: DiscordActions, state: DiscordState, raids: RaidFiles, guilds: Guilds
    ) -> None:
        self._actions = actions
        self._state = state
        self._raids = raids
        self._guilds = guilds

    def raid(self, hand: OrderInHand, identity: str) -> Raid:
        """The raid with what this order has brought so far.

        Raises:
            NothingToDo: there is no such raid (any more).
        """
        stored = self._raids.raid(hand.order.guild, identity)
        if stored is None:
            raise NothingToDo(NO_RAID)

        return with_ledger(stored.raid, hand.order)

    def prepared(
        self, hand: OrderInHand, index: int, effect: OnMembers | OnServer, now: datetime
    ) -> Prepared:
        """The call for an effect.

        Raises:
            NothingToDo: there is nothing to be changed, or it may not be done (any more).
        """
        if isinstance(effect, ON_SERVER):
            return self._on_server(hand, index, effect)

        return self._on_members(hand, index, effect, now)

    def _on_members(
        self, hand: OrderInHand, index: int, effect: OnMembers, now: datetime
    ) -> Prepared:
        raid, guild = self.raid(hand, effect.raid), hand.order.guild
        ground = self._ground(guild, effect, now)
        if isinstance(effect, BulkUnban | BulkRemoveTimeOut):
            fate = Fate.BANNED if isinstance(effect, BulkUnban) else Fate.TIMED_OUT
            users = _of(raid, effect.users, fate)
            return self._each(hand, effect, users, {}), {}
        if raid.undone_at is not None:
            raise NothingToDo(UNDONE)
        users = _of(raid, effect.users, Fate.FREE, Fate.TIMED_OUT, Fate.LEFT, Fate.WAITING)
        members = self._state.members_among(guild, users)
        absent = [user for user in users if user not in members]
        if isinstance(effect, BulkBan) and effect.absent:
            return self._ban(hand, index, effect, absent, {})
        chosen = [user for user, one in members.items() if ground.may_touch(one)]
        known = dict.fromkeys(absent, Fate.LEFT)
        known |= {user: Fate.SPARED for user in members if user not in chosen}
        if isinstance(effect, BulkBan):
            return self._ban(hand, index, effect, chosen, known)

        return self._each(hand, effect, chosen, known), {}

    def _on_server(self, hand: OrderInHand, index: int, effect: OnServer) -> Prepared:
        do, guild, reason = self._actions, hand.order.guild, hand.order.audit_reason
        known = hand.entry(index).result
        match effect:
            case SetIncidents(invites_until=invites, dms_until=dms):
                return _plainly(
                    lambda: do.set_incidents(guild, invites_until=invites, dms_until=dms)
                ), {}
            case SetSlowmode(channel=channel, seconds=seconds):
                before = known.get(SLOWMODE) or str(self._state.channel(guild, channel).slowmode)
                if int(before) >= seconds:
                    raise NothingToDo("already_slower")
                call = _plainly(lambda: do.set_slowmode(channel, seconds, reason=reason))
                return call, {SLOWMODE: before}
            case Lockdown(channel=channel):
                return self._lock(hand, effect, known)
            case RestoreSlowmode(channel=channel):
                slowmode = self._before(hand, effect).slowmode
                if slowmode is None:
                    raise NothingToDo("not_changed")
                return _plainly(lambda: do.set_slowmode(channel, slowmode, reason=reason)), {}
            case Unlock():
                return self._unlock(hand, effect), {}

    def _lock(self, hand: OrderInHand, effect: Lockdown, known: Result) -> Prepared:
        do, guild, reason = self._actions, hand.order.guild, hand.order.audit_reason
        if ALLOW not in known:
            now = self._state.channel(guild, effect.channel)
            known = {ALLOW: str(now.allow or 0), DENY: str(now.deny or 0)}
        allow, deny = int(known[ALLOW]) & ~SILENT, int(known[DENY]) | SILENT
        call = _plainly(
            lambda: do.set_everyone(guild, effect.channel, allow=allow, deny=deny, reason=reason)
        )
        return call, {ALLOW: known[ALLOW], DENY: known[DENY]}

    def _unlock(self, hand: OrderInHand, effect: Unlock) -> Callable[[], Result]:
        do, guild, reason = self._actions, hand.order.guild, hand.order.audit_reason
        before = self._before(hand, effect)
        if before.allow is None or before.deny is None:
            raise NothingToDo("not_changed")
        allow, deny = before.allow, before.deny
        if not allow and not deny:
            return _plainly(lambda: do.clear_everyone(guild, effect.channel, reason=reason))

        return _plainly(
            lambda: do.set_everyone(guild, effect.channel, allow=allow, deny=deny, reason=reason)
        )

    def _before(self, hand: OrderInHand, effect: RestoreSlowmode | Unlock) -> ChannelBefore:
        channels = self.raid(hand, effect.raid).channels
        found = next((one for one in channels if one.channel == effect.channel), None)
        if found is None:
            raise NothingToDo("not_changed")

        return found

    def _ground(self, guild: GuildId, effect: OnMembers, now: datetime) -> Ground:
        """Who acts, if both the bot and the moderator who ordered it still may (T-5)."""
        try:
            facts, bot = self._state.guild(guild), self._state.bot(guild)
            invoker = self._state.member(guild, effect.by)
        except (Gone, Forbidden):
            raise NothingToDo("gone") from None
        if NEEDED[type(effect)] not in guild_permissions(facts, bot.holder(now)):
            raise NothingToDo(MISSING_PERMISSION)
        needed = ORDERED_WITH[type(effect)]
        if invoker is None or needed not in guild_permissions(facts, invoker.holder(now)):
            raise NothingToDo(MODERATOR_MAY_NOT)

        return Ground(
            guild=facts,
            bot=bot,
            invoker=invoker,
            policy=self._guilds.policy_of(guild),
            now=now,
        )

    def _ban(
        self,
        hand: OrderInHand,
        index: int,
        effect: BulkBan,
        users: Sequence[UserId],
        known: Mapping[UserId, Fate],
    ) -> Prepared:
        """Who was asked for is kept: a repetition finds banned whom its first try banned."""
        before = hand.entry(index).result.get(_ASKED)
        asked = users if before is None else [UserId(int(user)) for user in before.split()]
        guild, reason = hand.order.guild, hand.order.audit_reason

        def ban() -> Result:
            banned = set(
                self._actions.bulk_ban(
                    guild, asked, delete_seconds=effect.delete_seconds, reason=reason
                )
                if asked
                else ()
            )
            missed = [user for user in asked if user not in banned]
            if before is not None:
                banned |= {user for user in missed if self._state.is_banned(guild, user)}
            fates = dict(known)
            fates |= {user: Fate.BANNED if user in banned else Fate.SPARED for user in asked}

            return told(fates)

        return ban, {_ASKED: " ".join(str(user) for user in asked)}

    def _each(
        self,
        hand: OrderInHand,
        effect: OnMembers,
        users: Sequence[UserId],
        known: dict[UserId, Fate],
    ) -> Callable[[], Result]:
        """One call a member; saying twice how it should be changes nothing."""

        def act() -> Result:
            fates = dict(known)
            for user in users:
                fates[user] = self._one(hand, effect, user)

            return told(fates)

        return act

    def _one(self, hand: OrderInHand, effect: OnMembers, user: UserId) -> Fate:
        do, guild, reason = self._actions, hand.order.guild, hand.order.audit_reason
        try:
            match effect:
                case BulkTimeOut(until=until):
                    do.time_out(guild, user, until, reason=reason)
                    return Fate.TIMED_OUT
                case BulkRemoveTimeOut():
                    do.time_out(guild, user, None, reason=reason)
                case _:
                    do.unban(guild, user, reason=reason)
        except Gone:
            return Fate.LEFT if isinstance(effect, BulkTimeOut) else Fate.RELEASED
        except Forbidden:
            return Fate.SPARED

        return Fate.RELEASED


def _of(raid: Raid, users: Sequence[UserId], *fates: Fate) -> list[UserId]:
    """Those of the users with one of these fates, as far as is known."""
    known = {one.user: one.fate for one in raid.suspects}

    return [user for user in users if known.get(user) in fates]


def _plainly(call: Callable[[], None]) -> Callable[[], Result]:
    def done() -> Result:
        call()
        return {}

    return done
