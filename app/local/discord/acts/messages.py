"""Messages: said, changed, read."""

from bisect import bisect_left, insort
from collections.abc import Iterable

import orjson

from app.local.discord.acts.components import complete
from app.local.discord.acts.drafts import (
    COMPONENTS_V2,
    LOADING,
    SUPPRESS_EMBEDS,
    Draft,
    mentions_of,
    message_payload,
    rich_embed,
)
from app.local.discord.acts.telling import announce
from app.local.discord.errors import ApiError, invalid_form
from app.local.discord.state import permissions as p
from app.local.discord.state.access import require_in
from app.local.discord.state.clock import iso
from app.local.discord.state.entities import WRITABLE, Channel, Json, Message
from app.local.discord.state.world import World, dump


def post(
    world: World,
    channel: Channel,
    author_id: str,
    draft: Draft,
    *,
    at: float | None = None,
    webhook_token: str | None = None,
    visible_to: str | None = None,
    extra: Json | None = None,
) -> Message:
    """Say something. Rights are the caller's affair (`require_may_post`)."""
    if draft.empty and not webhook_token:
        raise ApiError(50006)
    moment = world.now() if at is None else at
    message_id = world.snowflakes.take() if at is None else world.snowflakes.take_at(at)
    author = world.user(author_id)
    payload = message_payload(world, channel, author, draft, message_id=message_id, at=moment)
    if webhook_token:
        payload |= {"webhook_id": world.application_id, "application_id": world.application_id}
    payload |= extra or {}
    message = Message(
        id=message_id,
        channel_id=channel.id,
        guild_id=channel.guild_id,
        author_id=author_id,
        raw=dump(payload),
        webhook_token=webhook_token,
        visible_to=visible_to,
    )
    store(world, channel, message)
    announce(world, channel, message, "MESSAGE_CREATE", payload)
    return message


def store(world: World, channel: Channel, message: Message) -> None:
    number = int(message.id)
    world.messages[number] = message
    if message.visible_to is None:
        insort(channel.message_ids, number)
    else:
        world.private_ids.setdefault(message.visible_to, []).append(number)


def require_may_post(world: World, channel: Channel, author_id: str, draft: Draft) -> None:
    guild = world.guild_of(channel)
    if channel.type not in WRITABLE:
        raise ApiError(50008)
    needed = p.SEND_MESSAGES_IN_THREADS if channel.is_thread else p.SEND_MESSAGES
    if draft.attachments:
        needed |= p.ATTACH_FILES
    if draft.embeds and world.user(author_id).bot:
        needed |= p.EMBED_LINKS
    if draft.message_reference:
        needed |= p.READ_MESSAGE_HISTORY
    held = require_in(guild, channel, author_id, needed, world.now())
    if channel.locked and not held & p.MANAGE_THREADS:
        raise ApiError(50083)
    if channel.slowmode and not held & p.BYPASS_SLOWMODE:
        _keep_slowmode(world, channel, author_id)


def _keep_slowmode(world: World, channel: Channel, author_id: str) -> None:
    now = world.now()
    if now - channel.last_post.get(author_id, 0.0) < channel.slowmode:
        raise ApiError(20016)
    channel.last_post[author_id] = now


def edit(world: World, message: Message, body: Json, actor_id: str) -> Message:
    """Change one's own message; others may only hide its embeds."""
    channel = world.channel(message.channel_id)
    if message.author_id != actor_id:
        if set(body) - {"flags"}:
            raise ApiError(50005)
        require_in(world.guild_of(channel), channel, actor_id, p.MANAGE_MESSAGES, world.now())
    return rewrite(world, message, body)


def rewrite(
    world: World, message: Message, body: Json, attachments: list[Json] | None = None
) -> Message:
    """Change a message; rights are the caller's affair. A reply that was loading has loaded."""
    channel = world.channel(message.channel_id)
    payload = orjson.loads(message.raw)
    payload |= _changed(world, channel, payload, body)
    payload["attachments"] += attachments or []
    payload["flags"] &= ~LOADING
    if not _says_something(payload):
        raise ApiError(50006)
    if {"content", "embeds", "components", "attachments"} & set(body):
        payload["edited_timestamp"] = iso(world.now())
    message.raw = dump(payload)
    announce(world, channel, message, "MESSAGE_UPDATE", payload)
    return message


def _changed(world: World, channel: Channel, old: Json, body: Json) -> Json:
    changed: Json = {}
    if "content" in body:
        content = body["content"] or ""
        guild = world.guild_of(channel)
        changed = {"content": content}
        changed |= mentions_of(world, guild, content, body.get("allowed_mentions"))
    if "embeds" in body:
        changed["embeds"] = [rich_embed(e) for e in body["embeds"] or []]
    if "components" in body:
        changed["components"] = complete(body["components"] or [])
    if "attachments" in body:
        kept = {str(a["id"]) for a in body["attachments"] or []}
        changed["attachments"] = [a for a in old["attachments"] if a["id"] in kept]
    if (flags := body.get("flags")) is not None:
        changed["flags"] = _flags(old["flags"], flags)
    if _uses_v2(changed, old) and (changed.get("content") or changed.get("embeds")):
        raise invalid_form(
            "", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", "Components V2 stand alone."
        )
    return changed


def _uses_v2(changed: Json, old: Json) -> bool:
    flags: int = changed["flags"] if "flags" in changed else old["flags"]
    return bool(flags & COMPONENTS_V2)


def _flags(old: int, new: int) -> int:
    if old & COMPONENTS_V2 and not new & COMPONENTS_V2:
        raise invalid_form(
            "flags", "MESSAGE_FLAG_CANNOT_BE_REMOVED", "The components v2 flag stays."
        )
    settable = SUPPRESS_EMBEDS | COMPONENTS_V2
    return old & ~SUPPRESS_EMBEDS | new & settable


def _says_something(payload: Json) -> bool:
    parts = ("content", "embeds", "components", "attachments", "message_snapshots")
    return any(payload.get(part) for part in parts)


def history(
    world: World, channel: Channel, *, before: int | None, after: int | None, limit: int
) -> list[Message]:
    """Newest first, as Discord answers, whichever side it counts from."""
    ids = channel.message_ids
    if after is not None:
        chosen = _present(world, iter(ids[bisect_left(ids, after + 1) :]), limit)
        return chosen[::-1]
    end = len(ids) if before is None else bisect_left(ids, before)
    return _present(world, (ids[i] for i in range(end - 1, -1, -1)), limit)


def _present(world: World, ids: Iterable[int], limit: int) -> list[Message]:
    found: list[Message] = []
    for number in ids:
        if (message := world.messages.get(number)) is not None:
            found.append(message)
            if len(found) == limit:
                break
    return found
