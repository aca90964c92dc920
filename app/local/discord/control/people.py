"""What people do in Discord's own client: write, edit, delete, join, leave, moderate."""

import asyncio
from typing import TYPE_CHECKING, Any

import orjson

from app.local.discord.acts import bans, deletions, members, messages
from app.local.discord.acts.actor import Actor
from app.local.discord.acts.drafts import Draft, attachment_payload
from app.local.discord.acts.telling import announce
from app.local.discord.control.lookup import find_channel, find_guild, find_role, find_user
from app.local.discord.control.scenario import add_user, moment
from app.local.discord.errors import ApiError
from app.local.discord.state.clock import iso
from app.local.discord.state.entities import DM, Channel, Json, Message
from app.local.discord.state.world import World

if TYPE_CHECKING:
    from app.local.discord.server import FakeDiscord

YIELD_EVERY = 100
SNAPSHOT_KEYS = (
    "content",
    "embeds",
    "attachments",
    "timestamp",
    "edited_timestamp",
    "flags",
    "mentions",
    "mention_roles",
    "components",
    "type",
)


async def post_messages(fake: "FakeDiscord", body: Any) -> Json:
    """One message, or {"messages": [...], "pace"?: per second}; answers their ids in order."""
    if not isinstance(body, dict) or "messages" not in body:
        single = body if isinstance(body, dict) else {}
        many = body if isinstance(body, list) else [single]
        return {"ids": await _post_all(fake.world, many, None)}
    return {"ids": await _post_all(fake.world, body["messages"], body.get("pace"))}


async def _post_all(world: World, many: list[Json], pace: float | None) -> list[str]:
    loop = asyncio.get_running_loop()
    started = loop.time()
    ids: list[str] = []
    for number, body in enumerate(many, start=1):
        ids.append(post_one(world, body).id)
        ahead = started + number / pace - loop.time() if pace else 0.0
        if ahead > 0:
            await asyncio.sleep(ahead)
        elif number % YIELD_EVERY == 0:
            await asyncio.sleep(0)
    return ids


def post_one(world: World, body: Json) -> Message:
    """One message by a member; rights are checked unless forced.

    {"channel", "author", "content"?, "embeds"?, "attachments"?, "reply_to"?, "forward"?, "guild"?,
     "force"?, "at"?: a moment in the past to backdate it to}
    """
    guild = find_guild(world, body["guild"]) if body.get("guild") else None
    channel = find_channel(world, body["channel"], guild)
    author = find_user(world, body["author"])
    draft = _draft(world, channel, body)
    if not body.get("force"):
        _require_may_write(world, channel, author.id, draft)
    at = moment(world, body["at"], 0) if body.get("at") is not None else None
    return messages.post(world, channel, author.id, draft, at=at)


def _require_may_write(world: World, channel: Channel, author_id: str, draft: Draft) -> None:
    if channel.type == DM:
        if author_id != channel.recipient_id:
            raise ApiError(50001)
        return
    messages.require_may_post(world, channel, author_id, draft)


def _draft(world: World, channel: Channel, body: Json) -> Draft:
    files = [_attachment(world, channel, a) for a in body.get("attachments", [])]
    given: Json = {k: body[k] for k in ("content", "embeds", "flags", "tts") if k in body}
    if reply_to := body.get("reply_to"):
        given["message_reference"] = {"message_id": reply_to}
    draft = Draft.of(given, files)
    if forward := body.get("forward"):
        return _forwarded(world, channel, draft, forward)
    return draft


def _attachment(world: World, channel: Channel, body: Json | str) -> Json:
    if isinstance(body, str):
        return attachment_payload(world, channel.id, body, 1024)
    more = {k: v for k, v in body.items() if k not in {"filename", "size"}}
    return attachment_payload(world, channel.id, body["filename"], body.get("size", 1024), **more)


def _forwarded(world: World, channel: Channel, draft: Draft, forward: Json) -> Draft:
    """A forward carries a snapshot; `forward` is {"message_id"} or {"content", ...} made up."""
    original = world.messages.get(int(forward.get("message_id", 0)))
    if original:
        raw = orjson.loads(original.raw)
    else:
        raw = {"content": forward.get("content", ""), "timestamp": iso(world.now())}
        raw |= {"embeds": forward.get("embeds", [])}
        raw["attachments"] = [
            _attachment(world, channel, a) for a in forward.get("attachments", [])
        ]
    blank: Json = {"edited_timestamp": None, "flags": 0, "type": 0}
    blank |= {"mentions": [], "mention_roles": [], "components": []}
    snapshot = blank | {k: raw[k] for k in SNAPSHOT_KEYS if k in raw}
    target = original.id if original else world.snowflakes.take()
    source = original.channel_id if original else channel.id
    return Draft(
        content=draft.content,
        attachments=draft.attachments,
        message_reference={"type": 1, "message_id": target, "channel_id": source},
        snapshots=[{"message": snapshot}],
    )


async def edit_message(fake: "FakeDiscord", body: Json) -> Json:
    """{"message_id", "content"?, "embeds"?} by its author; "unfurl" adds embeds without an edit."""
    world = fake.world
    message = _message(world, body["message_id"])
    if "unfurl" in body:
        _unfurl(world, message, body["unfurl"])
    else:
        changes: Json = {k: body[k] for k in ("content", "embeds", "flags") if k in body}
        messages.rewrite(world, message, changes)
    return {"id": message.id}


def _unfurl(world: World, message: Message, embeds: list[Json]) -> None:
    """Discord's own link preview: an update that nobody edited."""
    payload = orjson.loads(message.raw)
    payload["embeds"] = embeds
    message.raw = orjson.dumps(payload)
    announce(world, world.channel(message.channel_id), message, "MESSAGE_UPDATE", payload)


async def delete_message(fake: "FakeDiscord", body: Json) -> Json:
    """{"message_id", "by"?: moderator}; by its author where nobody is named."""
    world = fake.world
    message = _message(world, body["message_id"])
    channel = world.channel(message.channel_id)
    by = find_user(world, body["by"]).id if body.get("by") else message.author_id
    deletions.delete(world, channel, message, Actor(id=by, reason=body.get("reason")))
    return {"id": message.id}


async def join(fake: "FakeDiscord", body: Json) -> Json:
    """{"guild"?, "name", "created"?, "again"?}: a member joins; `again` repeats the event."""
    world = fake.world
    guild = find_guild(world, body.get("guild"))
    user = add_user(world, body)
    if body.get("again"):
        members.announce_join(world, guild, guild.members[user.id])
    else:
        members.join(world, guild, user.id)
    return {"user_id": user.id}


async def leave(fake: "FakeDiscord", body: Json) -> Json:
    world = fake.world
    user = find_user(world, body["user"])
    members.leave(world, find_guild(world, body.get("guild")), user.id)
    return {"user_id": user.id}


async def moderate(fake: "FakeDiscord", body: Json) -> Json:
    """A person acts in Discord's own client, with that person's rights.

    {"guild"?, "by", "act": ban|unban|kick|timeout|untimeout|add_role|remove_role, "user",
     "reason"?, "seconds"?, "role"?}
    """
    world = fake.world
    guild = find_guild(world, body.get("guild"))
    user_id = find_user(world, body["user"]).id
    actor = Actor(id=find_user(world, body["by"]).id, reason=body.get("reason"))
    seconds = float(body.get("seconds", 0))
    match body["act"]:
        case "ban":
            bans.ban(world, guild, user_id, int(seconds), actor)
        case "unban":
            bans.unban(world, guild, user_id, actor)
        case "kick":
            members.kick(world, guild, user_id, actor)
        case "timeout":
            until = {"communication_disabled_until": iso(world.now() + (seconds or 600))}
            members.update(world, guild, user_id, until, actor)
        case "untimeout":
            lifted = {"communication_disabled_until": None}
            members.update(world, guild, user_id, lifted, actor)
        case "add_role":
            members.add_role(world, guild, user_id, find_role(guild, body["role"]).id, actor)
        case "remove_role":
            members.remove_role(world, guild, user_id, find_role(guild, body["role"]).id, actor)
        case other:
            raise ApiError(50035, message=f"unknown act {other!r}")
    return {"user_id": user_id}


def _message(world: World, message_id: str) -> Message:
    message = world.messages.get(int(message_id))
    if message is None:
        raise ApiError(10008)
    return message
