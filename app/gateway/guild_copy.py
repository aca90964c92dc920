"""A guild as the rest of Tribune needs it: GUILD_CREATE without its crowds, cut to fit a queue.

Members, presences, emojis, sound boards and the like never leave the gateway; a guild with very
many channels is completed by CHANNEL_CREATE and THREAD_CREATE events of the same sequence.
"""

import json
from collections.abc import Iterator

import msgspec
from msgspec import UNSET, Raw, UnsetType

from app.discord import ascii_json

_Field = Raw | UnsetType


class _Role(msgspec.Struct, gc=False):
    id: str
    name: _Field = UNSET
    permissions: _Field = UNSET
    position: _Field = UNSET
    managed: _Field = UNSET
    tags: _Field = UNSET


class _Channel(msgspec.Struct, gc=False):
    id: str
    type: _Field = UNSET
    name: _Field = UNSET
    guild_id: _Field = UNSET
    parent_id: _Field = UNSET
    position: _Field = UNSET
    permission_overwrites: _Field = UNSET
    nsfw: _Field = UNSET
    rate_limit_per_user: _Field = UNSET
    owner_id: _Field = UNSET
    thread_metadata: _Field = UNSET
    last_message_id: _Field = UNSET


class _Guild(msgspec.Struct, gc=False):
    id: str
    name: _Field = UNSET
    owner_id: _Field = UNSET
    unavailable: _Field = UNSET
    member_count: _Field = UNSET
    joined_at: _Field = UNSET
    features: _Field = UNSET
    preferred_locale: _Field = UNSET
    mfa_level: _Field = UNSET
    verification_level: _Field = UNSET
    system_channel_id: _Field = UNSET
    roles: list[_Role] | UnsetType = UNSET
    channels: list[_Channel] | UnsetType = UNSET
    threads: list[_Channel] | UnsetType = UNSET
    members: list[Raw] | UnsetType = UNSET


class _User(msgspec.Struct):
    id: str


class _Member(msgspec.Struct):
    user: _User


def copy_guild(
    payload: bytes, *, own_ids: frozenset[str], max_bytes: int
) -> Iterator[tuple[str | None, bytes]]:
    """The trimmed payload under the name None, then what did not fit, each with its event name.

    Raises:
        msgspec.DecodeError: no guild.
    """
    guild = _decode(payload)
    if guild.members is not UNSET:
        guild.members = [raw for raw in guild.members if _user_of(raw) in own_ids]
    whole = ascii_json.ascii_json(msgspec.json.encode(guild))
    if len(whole) <= max_bytes:
        yield None, whole
        return

    channels, guild.channels = guild.channels, []
    threads, guild.threads = guild.threads, []
    yield None, ascii_json.ascii_json(msgspec.json.encode(guild))
    yield from _apart("CHANNEL_CREATE", guild.id, channels)
    yield from _apart("THREAD_CREATE", guild.id, threads)


def _decode(payload: bytes) -> _Guild:
    try:
        return msgspec.json.decode(payload, type=_Guild)
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError:
        # A name with half a character in it: the copy shows a question mark there.
        text = json.dumps(ascii_json.loads(payload), ensure_ascii=False)
        return msgspec.json.decode(text.encode("utf-8", "replace"), type=_Guild)


def _apart(
    name: str, guild_id: str, channels: list[_Channel] | UnsetType
) -> Iterator[tuple[str, bytes]]:
    for channel in [] if channels is UNSET else channels:
        channel.guild_id = Raw(msgspec.json.encode(guild_id))
        yield name, ascii_json.ascii_json(msgspec.json.encode(channel))


def _user_of(member: Raw) -> str | None:
    try:
        return msgspec.json.decode(member, type=_Member).user.id
    except msgspec.DecodeError:
        return None
