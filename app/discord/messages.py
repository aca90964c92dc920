"""Discord's message payload to a `Message`, for new, edited and forwarded ones.

Payloads come from outside: a wrong type anywhere is `Malformed`, never a crash further in.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from app.domain.errors import Malformed
from app.domain.ids import ChannelId, GuildId, MessageId, RoleId, UserId, made_at, parse_snowflake
from app.domain.kind import Kind
from app.domain.message import Attachment, Author, Mentions, Message
from app.domain.notice import Notice

USER_WRITTEN = frozenset({0, 19, 20, 23})
"""Message types that people write: default, reply, and the two that commands answer with."""

SERVICE = {
    6: "pin",
    7: "join",
    **dict.fromkeys((8, 9, 10, 11), "boost"),
    12: "follow",
    18: "thread",
    22: "reminder",
    25: "subscription",
    26: "upsell",
    **dict.fromkeys((27, 28, 29, 30, 31), "stage"),
}
"""What Discord itself writes about members, by message type: those that a bot may delete."""

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
    kind = payload.get("type", 0)
    if not isinstance(kind, int):
        raise TypeError("type")

    return Message(
        guild=GuildId(parse_snowflake(payload["guild_id"])),
        channel=ChannelId(parse_snowflake(payload["channel_id"])),
        id=message,
        author=_author(payload),
        sent_at=made_at(message),
        edited_at=time_of(payload.get("edited_timestamp")),
        content=text_of(payload.get("content")),
        poll=tuple(_poll_texts(payload.get("poll") or {})),
        quoted=tuple(text for snapshot in snapshots for text in _snapshot_texts(snapshot)),
        embeds=tuple(text for embed in _list(payload, "embeds") for text in _embed_texts(embed)),
        attachments=tuple(_attachment(file) for file in _list(payload, "attachments")),
        stickers=tuple(text_of(one.get("name")) for one in _list(payload, "sticker_items")),
        mentions=Mentions(
            users=tuple(UserId(parse_snowflake(user["id"])) for user in _list(payload, "mentions")),
            roles=tuple(RoleId(parse_snowflake(role)) for role in _list(payload, "mention_roles")),
            everyone=payload.get("mention_everyone") is True,
        ),
        addressed=tuple(dict.fromkeys(_addressed(payload))),
        kind=Kind.MESSAGE if kind in USER_WRITTEN else Kind.SERVICE,
        about="" if kind in USER_WRITTEN else SERVICE.get(kind, "other"),
    )


def _author(payload: Mapping[str, Any]) -> Author:
    user, member = payload["author"], payload.get("member") or {}
    return Author(
        id=UserId(parse_snowflake(user["id"])),
        roles=tuple(RoleId(parse_snowflake(role)) for role in member.get("roles") or ()),
        joined_at=time_of(member.get("joined_at")),
        is_bot=user.get("bot") is True,
        is_webhook="webhook_id" in payload,
    )


def _attachment(file: Mapping[str, Any]) -> Attachment:
    size = file.get("size")
    return Attachment(
        name=text_of(file.get("filename")),
        size=size if isinstance(size, int) else 0,
        content_type=text_of(file.get("content_type")).casefold(),
        description=text_of(file.get("description")),
        title=text_of(file.get("title")),
    )


def _addressed(payload: Mapping[str, Any]) -> Iterator[UserId]:
    """People whom the message answers or mentions; what a webhook wrote has no author here."""
    answered = payload.get("referenced_message") or {}
    named = [] if "webhook_id" in answered else [answered.get("author") or {}]
    for user in (*named, *_list(payload, "mentions")):
        if user and user.get("bot") is not True:
            yield UserId(parse_snowflake(user["id"]))


def _snapshot_texts(snapshot: Mapping[str, Any]) -> Iterator[str]:
    yield text_of(snapshot.get("content"))
    for embed in _list(snapshot, "embeds"):
        yield from _embed_texts(embed)
    for file in _list(snapshot, "attachments"):
        yield from (text_of(file.get(part)) for part in ("filename", "title", "description"))
    for sticker in _list(snapshot, "sticker_items"):
        yield text_of(sticker.get("name"))


def _embed_texts(embed: Mapping[str, Any]) -> Iterator[str]:
    yield from (text_of(embed.get(part)) for part in ("url", "title", "description"))
    yield text_of((embed.get("footer") or {}).get("text"))
    yield text_of((embed.get("author") or {}).get("name"))
    for field in _list(embed, "fields"):
        yield text_of(field.get("name"))
        yield text_of(field.get("value"))


def _poll_texts(poll: Mapping[str, Any]) -> Iterator[str]:
    yield text_of((poll.get("question") or {}).get("text"))
    for answer in _list(poll, "answers"):
        yield text_of((answer.get("poll_media") or {}).get("text"))


def _list(payload: Mapping[str, Any], key: str) -> list[Any]:
    found = payload.get(key)
    if found is None:
        return []
    if not isinstance(found, list):
        raise TypeError(key)

    return found[:MAX_TEXTS]


def text_of(found: object) -> str:
    """A text of a payload, in whole characters; empty for none.

    Raises:
        TypeError: it is no text.
    """
    if found is None:
        return ""
    if not isinstance(found, str):
        raise TypeError("text")
    if found.isascii():
        return found

    # A broken client can send half a surrogate pair, which no store and no pattern could take.
    return found.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def time_of(found: object) -> datetime | None:
    """A moment of a payload; None for none.

    Raises:
        ValueError: it is no time, or one without zone.
    """
    if found is None:
        return None
    moment = datetime.fromisoformat(str(found))
    if moment.tzinfo is None:
        raise ValueError("time without zone")

    return moment
