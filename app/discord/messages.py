"""Discord's message payload to a `Message`, for new, edited and forwarded ones.

Payloads come from outside: a wrong type anywhere is `Malformed`, never a crash further in.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from app.domain.errors import Malformed
from app.domain.ids import ChannelId, GuildId, MessageId, RoleId, UserId, made_at, parse_snowflake
from app.domain.message import Author, Mentions, Message
from app.domain.notice import Notice

USER_WRITTEN = frozenset({0, 19, 20, 23})
"""Message types that people write: default, reply, and the two that commands answer with."""

MAX_TEXTS = 64
"""Texts of one kind that are read; Discord allows 10 embeds with 25 fields each."""


def message_of(payload: Mapping[str, Any]) -> Message:
    """Read MESSAGE_CREATE or MESSAGE_UPDATE.

    Raises:
        Malformed: the payload is not a guild's message.
    """
    try:
        return _message(payload)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Malformed(
            Notice("error.malformed_message", {"fault": type(error).__name__})
        ) from error


def _message(payload: Mapping[str, Any]) -> Message:
    message = MessageId(parse_snowflake(payload["id"]))
    snapshots = [snapshot.get("message") or {} for snapshot in _list(payload, "message_snapshots")]

    return Message(
        guild=GuildId(parse_snowflake(payload["guild_id"])),
        channel=ChannelId(parse_snowflake(payload["channel_id"])),
        id=message,
        author=_author(payload),
        sent_at=made_at(message),
        edited_at=_time(payload.get("edited_timestamp")),
        content=_text(payload.get("content")),
        poll=tuple(_poll_texts(payload.get("poll") or {})),
        quoted=tuple(text for snapshot in snapshots for text in _snapshot_texts(snapshot)),
        embeds=tuple(text for embed in _list(payload, "embeds") for text in _embed_texts(embed)),
        attachments=tuple(_text(file.get("filename")) for file in _list(payload, "attachments")),
        mentions=Mentions(
            users=tuple(UserId(parse_snowflake(user["id"])) for user in _list(payload, "mentions")),
            roles=tuple(RoleId(parse_snowflake(role)) for role in _list(payload, "mention_roles")),
            everyone=payload.get("mention_everyone") is True,
        ),
        is_system=payload.get("type", 0) not in USER_WRITTEN,
    )


def _author(payload: Mapping[str, Any]) -> Author:
    user, member = payload["author"], payload.get("member") or {}
    return Author(
        id=UserId(parse_snowflake(user["id"])),
        roles=tuple(RoleId(parse_snowflake(role)) for role in member.get("roles") or ()),
        joined_at=_time(member.get("joined_at")),
        is_bot=user.get("bot") is True,
        is_webhook="webhook_id" in payload,
    )


def _snapshot_texts(snapshot: Mapping[str, Any]) -> Iterator[str]:
    yield _text(snapshot.get("content"))
    for embed in _list(snapshot, "embeds"):
        yield from _embed_texts(embed)
    for file in _list(snapshot, "attachments"):
        yield _text(file.get("filename"))


def _embed_texts(embed: Mapping[str, Any]) -> Iterator[str]:
    yield from (_text(embed.get(part)) for part in ("url", "title", "description"))
    yield _text((embed.get("footer") or {}).get("text"))
    yield _text((embed.get("author") or {}).get("name"))
    for field in _list(embed, "fields"):
        yield _text(field.get("name"))
        yield _text(field.get("value"))


def _poll_texts(poll: Mapping[str, Any]) -> Iterator[str]:
    yield _text((poll.get("question") or {}).get("text"))
    for answer in _list(poll, "answers"):
        yield _text((answer.get("poll_media") or {}).get("text"))


def _list(payload: Mapping[str, Any], key: str) -> list[Any]:
    found = payload.get(key)
    if found is None:
        return []
    if not isinstance(found, list):
        raise TypeError(key)

    return found[:MAX_TEXTS]


def _text(found: object) -> str:
    if found is None:
        return ""
    if not isinstance(found, str):
        raise TypeError("text")
    if found.isascii():
        return found

    # A broken client can send half a surrogate pair, which no store and no pattern could take.
    return found.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _time(found: object) -> datetime | None:
    if found is None:
        return None
    moment = datetime.fromisoformat(str(found))
    if moment.tzinfo is None:
        raise ValueError("time without zone")

    return moment
