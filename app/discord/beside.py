"""Payloads that are no messages to what is judged: names, titles of threads, AutoMod's acts."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.discord.messages import text_of, time_of
from app.domain.errors import Malformed
from app.domain.ids import (
    ChannelId,
    GuildId,
    MessageId,
    RoleId,
    UserId,
    parse_snowflake,
    snowflake_at,
)
from app.domain.kind import Kind
from app.domain.message import Author, Message
from app.domain.notice import Notice
from app.domain.place import NOWHERE

BLOCK_MESSAGE, TIMEOUT = 1, 3
"""AutoMod's actions that matter here; the others only tell people, or stop other things."""
TRIGGERS = {1: "keyword", 3: "spam", 4: "preset", 5: "mentions", 6: "profile"}
_LOW_BITS = 22


@dataclass(frozen=True, slots=True, kw_only=True)
class AutoModAct:
    """One action that AutoMod took: what it blocked, or whom it timed out."""

    user: UserId
    blocked: Message | None
    timed_out: bool


def names_of(payload: Mapping[str, Any], guild: GuildId, at: datetime) -> Message:
    """Read GUILD_MEMBER_ADD or GUILD_MEMBER_UPDATE: the names that others see.

    Raises:
        Malformed: the payload is no member.
    """
    try:
        user = payload["user"]
        found = (payload.get("nick"), user.get("global_name"), user.get("username"))
        shown, *others = dict.fromkeys(text for text in map(text_of, found) if text) or ("",)
        identity = parse_snowflake(user["id"])
        return Message(
            guild=guild,
            channel=NOWHERE,
            id=MessageId(identity),
            author=Author(
                id=UserId(identity),
                roles=tuple(RoleId(parse_snowflake(role)) for role in payload.get("roles") or ()),
                joined_at=time_of(payload.get("joined_at")),
                is_bot=user.get("bot") is True,
            ),
            sent_at=at,
            content=shown,
            quoted=tuple(others),
            kind=Kind.NAME,
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _malformed(error) from error


def title_of(payload: Mapping[str, Any], guild: GuildId, at: datetime) -> Message:
    """Read THREAD_CREATE or THREAD_UPDATE: the title, held against who made the thread.

    Raises:
        Malformed: the payload is no thread.
    """
    try:
        thread = parse_snowflake(payload["id"])
        return Message(
            guild=guild,
            channel=ChannelId(thread),
            id=MessageId(thread),
            author=Author(id=UserId(parse_snowflake(payload["owner_id"]))),
            sent_at=at,
            content=text_of(payload.get("name")),
            kind=Kind.TITLE,
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _malformed(error) from error


def automod_act_of(payload: Mapping[str, Any], guild: GuildId, at: datetime) -> AutoModAct:
    """Read AUTO_MODERATION_ACTION_EXECUTION.

    A blocked message has no id: it gets one that is the same whenever the event comes again.

    Raises:
        Malformed: the payload is no such event.
    """
    try:
        action = payload["action"]["type"]
        user = UserId(parse_snowflake(payload["user_id"]))
        blocked = None
        if action == BLOCK_MESSAGE:
            content = text_of(payload.get("content"))
            channel = payload.get("channel_id")
            blocked = Message(
                guild=guild,
                channel=ChannelId(parse_snowflake(channel)) if channel else NOWHERE,
                id=MessageId(_id_of(user, str(payload.get("rule_id")), content, at)),
                author=Author(id=user),
                sent_at=at,
                content=content,
                kind=Kind.BLOCKED,
                about=TRIGGERS.get(payload.get("rule_trigger_type", 0), "other"),
            )
        return AutoModAct(user=user, blocked=blocked, timed_out=action == TIMEOUT)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _malformed(error) from error


def _id_of(user: UserId, rule: str, content: str, at: datetime) -> int:
    words = f"{user}\x1f{rule}\x1f{content}".encode("utf-8", "replace")
    digest = int.from_bytes(hashlib.sha256(words).digest()[:4])

    return snowflake_at(at) | digest % (1 << _LOW_BITS)


def _malformed(error: Exception) -> Malformed:
    return Malformed(Notice("error.malformed_event", {"fault": type(error).__name__}))
