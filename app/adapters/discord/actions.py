"""Changes on Discord: `DiscordActions` over the REST client."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from app.adapters.discord import routes
from app.adapters.discord.rest import DiscordRest
from app.domain.ids import ChannelId, GuildId, MessageId, UserId, made_at, parse_snowflake
from app.domain.place import Place
from app.ports.discord_api import Ambiguous, DiscordRejected, Forbidden, Gone

BULK = 100
BULK_AGE = timedelta(days=14) - timedelta(minutes=5)  # older ones Discord deletes one by one only
UNKNOWN_MESSAGE = 10008
BANNED_NOBODY = 500000
"""Discord's answer when a bulk ban changed nothing."""
_OF_ROLE = 0


class RestActions:
    """Implements `DiscordActions`; safe to use from several threads."""

    def __init__(self, rest: DiscordRest, *, application: int) -> None:
        self._rest = rest
        self._application = application

    def time_out(
        self, guild: GuildId, user: UserId, until: datetime | None, *, reason: str
    ) -> None:
        """See `DiscordActions.time_out`."""
        self._rest.call(
            routes.guild("PATCH", guild, "/members/{}", user),
            body={"communication_disabled_until": until.isoformat() if until else None},
            reason=reason,
        )

    def kick(self, guild: GuildId, user: UserId, *, reason: str) -> None:
        self._rest.call(routes.guild("DELETE", guild, "/members/{}", user), reason=reason)

    def ban(self, guild: GuildId, user: UserId, *, delete_seconds: int, reason: str) -> None:
        self._rest.call(
            routes.guild("PUT", guild, "/bans/{}", user),
            body={"delete_message_seconds": delete_seconds},
            reason=reason,
        )

    def unban(self, guild: GuildId, user: UserId, *, reason: str) -> None:
        self._rest.call(routes.guild("DELETE", guild, "/bans/{}", user), reason=reason)

    def bulk_ban(
        self, guild: GuildId, users: Sequence[UserId], *, delete_seconds: int, reason: str
    ) -> Sequence[UserId]:
        """See `DiscordActions.bulk_ban`."""
        try:
            answer = self._rest.call(
                routes.guild("POST", guild, "/bulk-ban"),
                body={
                    "user_ids": [str(user) for user in users],
                    "delete_message_seconds": delete_seconds,
                },
                reason=reason,
            )
        except DiscordRejected as error:
            if error.code == BANNED_NOBODY:
                return ()
            raise

        return _users_in(answer, "banned_users")

    def set_incidents(
        self, guild: GuildId, *, invites_until: datetime | None, dms_until: datetime | None
    ) -> None:
        """See `DiscordActions.set_incidents`."""
        self._rest.call(
            routes.guild("PUT", guild, "/incident-actions"),
            body={
                "invites_disabled_until": invites_until.isoformat() if invites_until else None,
                "dms_disabled_until": dms_until.isoformat() if dms_until else None,
            },
        )

    def set_slowmode(self, channel: ChannelId, seconds: int, *, reason: str) -> None:
        body = {"rate_limit_per_user": seconds}
        self._rest.call(routes.channel("PATCH", channel), body=body, reason=reason)

    def set_everyone(
        self, guild: GuildId, channel: ChannelId, *, allow: int, deny: int, reason: str
    ) -> None:
        """See `DiscordActions.set_everyone`; the role of everybody has the guild's id."""
        self._rest.call(
            routes.channel("PUT", channel, "/permissions/{}", guild),
            body={"type": _OF_ROLE, "allow": str(allow), "deny": str(deny)},
            reason=reason,
        )

    def clear_everyone(self, guild: GuildId, channel: ChannelId, *, reason: str) -> None:
        """See `DiscordActions.clear_everyone`."""
        route = routes.channel("DELETE", channel, "/permissions/{}", guild)
        self._rest.call(route, reason=reason)

    def delete_messages(
        self, channel: ChannelId, messages: Sequence[MessageId], *, reason: str, now: datetime
    ) -> None:
        """See `DiscordActions.delete_messages`."""
        for chunk in _chunks(tuple(dict.fromkeys(messages)), now):
            if len(chunk) > 1 and self._deleted_at_once(channel, chunk, reason):
                continue
            for message in chunk:
                self._delete(channel, message, reason)

    def open_dm(self, user: UserId) -> ChannelId:
        """See `DiscordActions.open_dm`."""
        found = self._rest.call(routes.dm_channels(), body={"recipient_id": str(user)})

        return ChannelId(_id_in(found))

    def post(self, channel: ChannelId, body: Mapping[str, Any], *, nonce: str) -> MessageId | None:
        """See `DiscordActions.post`."""
        try:
            posted = self._rest.call(
                routes.channel("POST", channel, "/messages"),
                body={**body, "nonce": nonce, "enforce_nonce": True},
            )
        except Gone as error:
            if error.code == UNKNOWN_MESSAGE:
                return None
            raise

        return MessageId(_id_in(posted))

    def edit(self, place: Place, body: Mapping[str, Any]) -> None:
        """See `DiscordActions.edit`."""
        route = routes.channel("PATCH", place.channel, "/messages/{}", place.message)
        self._rest.call(route, body=body)

    def edit_reply(self, token: str, body: Mapping[str, Any]) -> None:
        """See `DiscordActions.edit_reply`."""
        self._rest.call(routes.reply(self._application, token), body=body)

    def _deleted_at_once(
        self, channel: ChannelId, messages: Sequence[MessageId], reason: str
    ) -> bool:
        """False when Discord does not take them in one call, but may take them one by one."""
        try:
            self._rest.call(
                routes.channel("POST", channel, "/messages/bulk-delete"),
                body={"messages": [str(message) for message in messages]},
                reason=reason,
            )
        except Forbidden:
            raise
        except DiscordRejected:
            return False

        return True

    def _delete(self, channel: ChannelId, message: MessageId, reason: str) -> None:
        route = routes.channel("DELETE", channel, "/messages/{}", message)
        try:
            self._rest.call(route, reason=reason)
        except Gone:
            return


def _chunks(messages: Sequence[MessageId], now: datetime) -> Iterator[Sequence[MessageId]]:
    """Young ones by the hundred, old ones alone."""
    young = [message for message in messages if now - made_at(message) < BULK_AGE]
    for start in range(0, len(young), BULK):
        yield young[start : start + BULK]
    for message in messages:
        if message not in young:
            yield (message,)


def _users_in(payload: Any, key: str) -> tuple[UserId, ...]:
    try:
        return tuple(UserId(parse_snowflake(user)) for user in payload[key])
    except (KeyError, TypeError, ValueError) as error:
        raise Ambiguous("an answer without its users") from error


def _id_in(payload: Any) -> int:
    """The id of what was made. Without it nobody knows what happened."""
    try:
        return parse_snowflake(payload["id"])
    except (KeyError, TypeError, ValueError) as error:
        raise Ambiguous("an answer without an id") from error
