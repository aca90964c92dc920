"""From what someone wants to say to the payload of a message."""

import mimetypes
import re
from dataclasses import dataclass, field
from typing import Any

import orjson

from app.local.discord.acts.components import complete
from app.local.discord.errors import ApiError
from app.local.discord.state.clock import iso
from app.local.discord.state.entities import Channel, Guild, Json, Message, User
from app.local.discord.state.payloads import user_payload
from app.local.discord.state.world import World

EPHEMERAL = 1 << 6
LOADING = 1 << 7
SUPPRESS_EMBEDS = 1 << 2
HAS_SNAPSHOT = 1 << 14
COMPONENTS_V2 = 1 << 15

DEFAULT, REPLY, CHAT_INPUT_COMMAND, CONTEXT_MENU_COMMAND = 0, 19, 20, 23

USER_MENTION = re.compile(r"<@!?([0-9]{1,20})>")
ROLE_MENTION = re.compile(r"<@&([0-9]{1,20})>")
CUSTOM_EVERYONE = re.compile(r"@(?:everyone|here)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is to be said; the fields have Discord's names and shapes."""

    content: str = ""
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    flags: int = 0
    tts: bool = False
    nonce: str | int | None = None
    enforce_nonce: bool = False
    allowed_mentions: Json | None = None
    message_reference: Json | None = None
    snapshots: list[Json] = field(default_factory=list)
    type: int = DEFAULT

    @classmethod
    def of(cls, body: Json, attachments: list[Json] | None = None) -> "Draft":
        reference: Json | None = body.get("message_reference")
        forwarded = reference is not None and reference.get("type") == 1
        return cls(
            content=body.get("content") or "",
            embeds=[rich_embed(e) for e in body.get("embeds") or []],
            components=complete(body.get("components") or []),
            attachments=attachments or [],
            flags=body.get("flags") or 0,
            tts=bool(body.get("tts")),
            nonce=body.get("nonce"),
            enforce_nonce=bool(body.get("enforce_nonce")),
            allowed_mentions=body.get("allowed_mentions"),
            message_reference=reference,
            type=REPLY if reference and not forwarded else DEFAULT,
        )

    @property
    def empty(self) -> bool:
        said = self.content.strip() or self.embeds or self.components or self.attachments
        return not (said or self.snapshots)


def message_payload(
    world: World,
    channel: Channel,
    author: User,
    draft: Draft,
    *,
    message_id: str,
    at: float,
) -> Json:
    guild = world.guild_of(channel)
    payload: Json = {
        "id": message_id,
        "type": draft.type,
        "channel_id": channel.id,
        "author": user_payload(author),
        "content": draft.content,
        "timestamp": iso(at),
        "edited_timestamp": None,
        "tts": draft.tts,
        "pinned": False,
        "flags": draft.flags,
        "attachments": draft.attachments,
        "embeds": draft.embeds,
        "components": draft.components,
    }
    payload |= mentions_of(world, guild, draft.content, draft.allowed_mentions)
    if draft.nonce is not None:
        payload["nonce"] = draft.nonce
    if draft.message_reference:
        payload |= _referenced(world, channel, draft)
    if draft.snapshots:
        payload["message_snapshots"] = draft.snapshots
        payload["flags"] |= HAS_SNAPSHOT
    return payload


def mentions_of(world: World, guild: Guild | None, content: str, allowed: Json | None) -> Json:
    """Who is pinged: what the text names, within what is allowed (absent: everything)."""
    if "@" not in content:
        return {"mentions": [], "mention_roles": [], "mention_everyone": False}
    parse = {"users", "roles", "everyone"}
    only: dict[str, set[str]] = {}
    if allowed is not None:
        parse = set(allowed.get("parse") or [])
        only = {k: set(allowed.get(k) or []) for k in ("users", "roles")}
    users = [u for u in dict.fromkeys(USER_MENTION.findall(content)) if u in world.users]
    roles = [r for r in dict.fromkeys(ROLE_MENTION.findall(content)) if guild and r in guild.roles]
    if "users" not in parse:
        users = [u for u in users if u in only.get("users", ())]
    if "roles" not in parse:
        roles = [r for r in roles if r in only.get("roles", ())]
    return {
        "mentions": [user_payload(world.users[u]) for u in users],
        "mention_roles": roles,
        "mention_everyone": "everyone" in parse and bool(CUSTOM_EVERYONE.search(content)),
    }


def _referenced(world: World, channel: Channel, draft: Draft) -> Json:
    reference = dict(draft.message_reference or {})
    target = world.messages.get(int(reference.get("message_id", 0)))
    if target is None and reference.get("fail_if_not_exists", True) and not draft.snapshots:
        raise ApiError(10008)
    reference.pop("fail_if_not_exists", None)
    reference.setdefault("channel_id", channel.id)
    reference.setdefault("type", 0)
    if channel.guild_id:
        reference.setdefault("guild_id", channel.guild_id)
    if draft.snapshots:
        return {"message_reference": reference}

    return {"message_reference": reference, "referenced_message": _answered(target)}


def _answered(target: Message | None) -> Json | None:
    """The message that a reply answers, without what it answers itself; null when it is gone."""
    if target is None:
        return None
    payload: Json = orjson.loads(target.raw)
    payload.pop("referenced_message", None)

    return payload


def rich_embed(embed: Json) -> Json:
    """An embed as Discord answers it: no nulls, fields that say whether they are inline."""
    made: Json = {"type": "rich"} | {k: v for k, v in embed.items() if v is not None}
    if "fields" in made:
        made["fields"] = [field | {"inline": bool(field.get("inline"))} for field in made["fields"]]
    return made


def attachment_payload(world: World, channel_id: str, name: str, size: int, **more: Any) -> Json:
    attachment_id = world.snowflakes.take()
    url = f"https://cdn.discordapp.com/attachments/{channel_id}/{attachment_id}/{name}"
    kind = more.pop("content_type", None) or mimetypes.guess_type(name)[0]
    return {
        "id": attachment_id,
        "filename": name,
        "size": size,
        "url": url,
        "proxy_url": url.replace("cdn.discordapp.com", "media.discordapp.net"),
        "content_type": kind or "application/octet-stream",
    } | more
