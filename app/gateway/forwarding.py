"""Which events go into the queue, and in which form: their raw payloads in ASCII."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import msgspec

from app.discord import ascii_json
from app.gateway.frames import Frame
from app.gateway.guild_copy import copy_guild

# The queue takes 1 MiB, but billing and neighbours prefer far less (contracts.md AW-2).
MAX_EVENT_BYTES = 200_000

_OF_A_GUILD = frozenset({"GUILD_CREATE", "GUILD_UPDATE", "GUILD_DELETE"})
FORWARDED = _OF_A_GUILD | {
    "MESSAGE_CREATE",
    "MESSAGE_UPDATE",
    "MESSAGE_DELETE",
    "MESSAGE_DELETE_BULK",
    "GUILD_MEMBER_ADD",
    "GUILD_MEMBER_REMOVE",
    "GUILD_MEMBER_UPDATE",
    "GUILD_ROLE_CREATE",
    "GUILD_ROLE_UPDATE",
    "GUILD_ROLE_DELETE",
    "CHANNEL_CREATE",
    "CHANNEL_UPDATE",
    "CHANNEL_DELETE",
    "THREAD_CREATE",
    "THREAD_UPDATE",
    "THREAD_DELETE",
    "THREAD_LIST_SYNC",
    "GUILD_BAN_ADD",
    "GUILD_BAN_REMOVE",
    "GUILD_AUDIT_LOG_ENTRY_CREATE",
    "AUTO_MODERATION_ACTION_EXECUTION",
}
_ESSENCE = (
    "id",
    "guild_id",
    "channel_id",
    "type",
    "author",
    "member",
    "webhook_id",
    "timestamp",
    "edited_timestamp",
    "content",
    "user",
    "user_id",
)
_SNOWFLAKE_DIGITS = 20


class Forward(NamedTuple):
    """One event for the queue."""

    guild: str
    name: str
    payload: bytes


class UnusableEventError(ValueError):
    """An event whose payload is not what Discord promises."""


class _InGuild(msgspec.Struct, gc=False):
    guild_id: str | None = None


class _IsGuild(msgspec.Struct, gc=False):
    id: str | None = None


_IN_GUILD = msgspec.json.Decoder(_InGuild)
_IS_GUILD = msgspec.json.Decoder(_IsGuild)


def guild_of(name: str, payload: msgspec.Raw) -> str | None:
    """The guild an event belongs to; None for direct messages.

    Raises:
        UnusableEventError: the payload is no object, or its guild is no id.
    """
    try:
        if name in _OF_A_GUILD:
            guild = _IS_GUILD.decode(payload).id
        else:
            guild = _IN_GUILD.decode(payload).guild_id
    except msgspec.ValidationError as error:
        raise UnusableEventError(name) from error
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        guild = _guild_leniently(name, payload)
    if guild is None:
        return None
    if not (guild.isascii() and guild.isdigit() and len(guild) <= _SNOWFLAKE_DIGITS):
        raise UnusableEventError(name)

    return guild


def forwards(frame: Frame, *, own_ids: frozenset[str]) -> Iterable[Forward]:
    """What to put into the queue for a dispatch; nothing for events that nobody asked for.

    Raises:
        UnusableEventError: see `guild_of`.
    """
    name = frame.t
    if name not in FORWARDED:
        return ()
    guild = guild_of(name, frame.d)
    if guild is None:
        return ()
    if name == "GUILD_CREATE":
        return _guild(guild, frame.d, own_ids)
    payload = ascii_json.ascii_json(bytes(frame.d))

    return (Forward(guild, name, shrink_if_large(name, payload)),)


def shrink_if_large(name: str, payload: bytes) -> bytes:
    """An event too large for the queue: what identifies it and its text, marked as cut."""
    if len(payload) <= MAX_EVENT_BYTES:
        return payload
    if name == "GUILD_UPDATE":
        return next(copy_guild(payload, own_ids=frozenset(), max_bytes=MAX_EVENT_BYTES))[1]
    document: dict[str, Any] = ascii_json.loads(payload)
    document = {key: document[key] for key in _ESSENCE if key in document}
    document["oversized"] = len(payload)
    shrunk = ascii_json.dumps(document)
    if len(shrunk) <= MAX_EVENT_BYTES:
        return shrunk
    ids = {key: document.get(key) for key in ("id", "guild_id", "channel_id")}
    short = {
        key: value
        for key, value in ids.items()
        if isinstance(value, str) and len(value) <= _SNOWFLAKE_DIGITS
    }

    return ascii_json.dumps({**short, "oversized": len(payload)})


def _guild(guild: str, payload: msgspec.Raw, own_ids: frozenset[str]) -> Iterator[Forward]:
    try:
        for name, part in copy_guild(bytes(payload), own_ids=own_ids, max_bytes=MAX_EVENT_BYTES):
            yield Forward(guild, name or "GUILD_CREATE", part)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise UnusableEventError("GUILD_CREATE") from error


def _guild_leniently(name: str, payload: msgspec.Raw) -> str | None:
    try:
        document = ascii_json.loads(bytes(payload))
        guild = document.get("id" if name in _OF_A_GUILD else "guild_id")
    except (ValueError, AttributeError) as error:
        raise UnusableEventError(name) from error
    if not (guild is None or isinstance(guild, str)):
        raise UnusableEventError(name)

    return guild
