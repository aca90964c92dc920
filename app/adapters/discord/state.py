"""How things stand on Discord: `DiscordState` over the REST client."""

import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from app.adapters.discord import routes
from app.adapters.discord.rest import DiscordRest
from app.discord.guilds import audit_entry_of, facts_of
from app.domain.errors import Malformed
from app.domain.guild import GuildFacts
from app.domain.ids import ChannelId, GuildId, RoleId, UserId, parse_snowflake, snowflake_at
from app.domain.member import Member
from app.ports.discord_api import ChannelNow, Gone
from app.ports.errors import Unavailable

FRESH_FOR = 20.0
"""Seconds for which a guild's roles and the bot's own roles are believed."""
LOOK_BACK = 50
_AUDIT_PAGE = 100
_LIST_PAGE, _LISTED_PAGES = 1000, 5
_BAN_LIFTED = 23
_NO_SUCH_MEMBER = (10007, 10013)  # not "no such guild", which says nothing about the member
_NOT_BANNED = (10026, 10013)
_KEEP = 5000

T = TypeVar("T")


class RestState:
    """Implements `DiscordState`; safe to use from several threads."""

    def __init__(self, rest: DiscordRest, *, monotonic: Callable[[], float]) -> None:
        self._rest = rest
        self._monotonic = monotonic
        self._me: UserId | None = None
        self._known: dict[tuple[str, int], tuple[float, Any]] = {}
        self._lock = threading.Lock()

    def me(self) -> UserId:
        """See `DiscordState.me`; asked once per process."""
        if self._me is None:
            self._me = UserId(_id(self._rest.read(routes.me())))

        return self._me

    def guild(self, guild: GuildId) -> GuildFacts:
        """See `DiscordState.guild`."""
        return self._recent(
            ("guild", guild), lambda: _guild(self._rest.read(routes.guild("GET", guild)))
        )

    def bot(self, guild: GuildId) -> Member:
        """See `DiscordState.bot`."""
        route = routes.guild("GET", guild, "/members/{}", self.me())
        return self._recent(("bot", guild), lambda: member_of(self._rest.read(route)))

    def member(self, guild: GuildId, user: UserId) -> Member | None:
        """See `DiscordState.member`."""
        try:
            return member_of(self._rest.read(routes.guild("GET", guild, "/members/{}", user)))
        except Gone as error:
            if error.code in _NO_SUCH_MEMBER:
                return None
            raise

    def is_banned(self, guild: GuildId, user: UserId) -> bool:
        """See `DiscordState.is_banned`."""
        try:
            self._rest.read(routes.guild("GET", guild, "/bans/{}", user))
        except Gone as error:
            if error.code in _NOT_BANNED:
                return False
            raise

        return True

    def acted_on_by_people(
        self, guild: GuildId, user: UserId, after: datetime, *, unban_only: bool = False
    ) -> bool:
        """See `DiscordState.acted_on_by_people`."""
        log = self._rest.read(
            routes.guild("GET", guild, "/audit-logs"),
            params={"after": str(snowflake_at(after)), "limit": _AUDIT_PAGE},
        )
        bots = {str(one["id"]) for one in log.get("users", ()) if one.get("bot")}
        entries = [
            audit_entry_of(entry)
            for entry in log.get("audit_log_entries", ())
            if not unban_only or entry.get("action_type") == _BAN_LIFTED
        ]
        return any(
            entry.target == user
            and entry.at > after
            and entry.actor != self.me()
            and str(entry.actor) not in bots
            for entry in entries
            if entry
        )

    def members_among(self, guild: GuildId, users: Collection[UserId]) -> Mapping[UserId, Member]:
        """See `DiscordState.members_among`.

        Members are listed in order of their ids, a thousand at a time. Accounts of a raid are
        mostly young and so at the end of the list; what lies further back is asked one by one.
        """
        wanted, found = set(users), dict[UserId, Member]()
        after = min(wanted, default=0) - 1
        for _ in range(_LISTED_PAGES):
            if not wanted or after >= max(wanted):
                break
            page = self._rest.read(
                routes.guild("GET", guild, "/members"),
                params={"after": str(after), "limit": _LIST_PAGE},
            )
            listed = [member_of(one) for one in page]
            found |= {one.user: one for one in listed if one.user in wanted}
            seen_to = listed[-1].user if len(listed) == _LIST_PAGE else max(wanted)
            wanted = {user for user in wanted if user > seen_to}
            after = seen_to
        for user in sorted(wanted):
            member = self.member(guild, user)
            if member:
                found[user] = member

        return found

    def channel(self, guild: GuildId, channel: ChannelId) -> ChannelNow:
        """See `DiscordState.channel`."""
        payload = self._rest.read(routes.channel("GET", channel))
        try:
            everyone = next(
                (
                    one
                    for one in payload.get("permission_overwrites") or ()
                    if one["id"] == str(guild)
                ),
                None,
            )
            return ChannelNow(
                slowmode=int(payload.get("rate_limit_per_user") or 0),
                allow=int(everyone["allow"]) if everyone else None,
                deny=int(everyone["deny"]) if everyone else None,
            )
        except (KeyError, TypeError, ValueError) as error:
            raise Unavailable("a channel that cannot be read") from error

    def own_messages(self, channel: ChannelId) -> Sequence[Mapping[str, Any]]:
        """See `DiscordState.own_messages`."""
        found = self._rest.read(
            routes.channel("GET", channel, "/messages"), params={"limit": LOOK_BACK}
        )
        me = str(self.me())
        return [one for one in found if one.get("author", {}).get("id") == me]

    def _recent(self, key: tuple[str, int], look: Callable[[], T]) -> T:
        now = self._monotonic()
        with self._lock:
            known = self._known.get(key)
        if known and now - known[0] < FRESH_FOR:
            value: T = known[1]
            return value
        value = look()
        with self._lock:
            if len(self._known) >= _KEEP:
                self._known.clear()
            self._known[key] = (now, value)

        return value


def member_of(payload: Any) -> Member:
    """Read a member object.

    Raises:
        Unavailable: Discord answered something else.
    """
    try:
        user = payload["user"]
        return Member(
            user=UserId(parse_snowflake(user["id"])),
            roles=tuple(RoleId(parse_snowflake(role)) for role in payload.get("roles") or ()),
            joined_at=_moment(payload.get("joined_at")),
            timed_out_until=_moment(payload.get("communication_disabled_until")),
            is_bot=bool(user.get("bot")),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Unavailable("a member that cannot be read") from error


def _guild(payload: Any) -> GuildFacts:
    try:
        return facts_of(payload)
    except Malformed as error:
        raise Unavailable("a guild that cannot be read") from error


def _id(payload: Any) -> int:
    try:
        return parse_snowflake(payload["id"])
    except (KeyError, TypeError, ValueError) as error:
        raise Unavailable("an object without an id") from error


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
