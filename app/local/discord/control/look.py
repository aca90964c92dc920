"""Looking in from outside: what is there and what has happened."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import orjson

from app.local.discord.acts import messages
from app.local.discord.control.lookup import find_channel, find_guild, find_user
from app.local.discord.errors import ApiError
from app.local.discord.interactions.clicks import require_sees
from app.local.discord.interactions.registry import Interaction
from app.local.discord.state.clock import iso
from app.local.discord.state.entities import Guild, Json, Message
from app.local.discord.state.payloads import channel_payload, member_payload, role_payload

if TYPE_CHECKING:
    from app.local.discord.server import FakeDiscord


async def info(fake: "FakeDiscord", _: Json) -> Json:
    """Where and who: addresses, ids, key, contract mode, time."""
    return {
        "api_url": f"{fake.url}/api/v10",
        "gateway_url": f"{fake.url.replace('http', 'ws', 1)}/gateway",
        "application_id": fake.world.application_id,
        "bot_id": fake.world.bot.id,
        "public_key": fake.sender.signer.public_key,
        "interactions_url": fake.sender.url,
        "contract": fake.judge.mode,
        "now": fake.world.now(),
        "guilds": [{"id": g.id, "name": g.name} for g in fake.world.guilds.values()],
    }


async def state(fake: "FakeDiscord", query: Json) -> Json:
    """One guild whole, or all of them in short."""
    world = fake.world
    if query.get("guild") is None and len(world.guilds) != 1:
        return {"guilds": [{"id": g.id, "name": g.name} for g in world.guilds.values()]}
    guild = find_guild(world, query.get("guild"))
    return {
        "id": guild.id,
        "name": guild.name,
        "owner_id": guild.owner_id,
        "available": guild.available,
        "roles": [role_payload(r) for r in guild.roles.values()],
        "channels": [channel_payload(c) for c in guild.channels.values()],
        "members": [member_payload(m, world.users[u]) for u, m in guild.members.items()],
        "bans": guild.bans,
        "people": {u.id: u.username for u in world.users.values() if not u.bot},
        "timeouts": _timeouts(fake, guild),
        "incidents": asdict(guild.incidents),
        "commands": [*world.commands, *guild.commands],
        "automod_rules": list(guild.automod_rules.values()),
    }


def _timeouts(fake: "FakeDiscord", guild: Guild) -> dict[str, str]:
    now = fake.world.now()
    return {
        u: iso(m.timed_out_until)
        for u, m in guild.members.items()
        if m.timed_out_until is not None and m.timed_out_until > now
    }


async def list_messages(fake: "FakeDiscord", query: Json) -> Any:
    """Oldest first; {"channel", "user"?: as this user sees it, ephemeral ones too, "limit"?}."""
    world = fake.world
    guild = find_guild(world, query["guild"]) if query.get("guild") else None
    channel = find_channel(world, query["channel"], guild)
    limit = int(query.get("limit", 100))
    found = messages.history(world, channel, before=None, after=None, limit=limit)
    if query.get("user"):
        user = find_user(world, query["user"])
        found += [m for m in _ephemeral(fake, user.id) if m.channel_id == channel.id]
        found = [m for m in found if _sees(fake, m, user.id)]
    return [orjson.loads(m.raw) for m in sorted(found, key=lambda m: int(m.id))]


def _ephemeral(fake: "FakeDiscord", user_id: str) -> list[Message]:
    ids = fake.world.private_ids.get(user_id, [])
    return [fake.world.messages[i] for i in ids if i in fake.world.messages]


def _sees(fake: "FakeDiscord", message: Message, user_id: str) -> bool:
    try:
        require_sees(fake.world, fake.world.channel(message.channel_id), message, user_id)
    except ApiError:
        return False
    return True


async def direct_messages(fake: "FakeDiscord", query: Json) -> Any:
    """The bot's messages with {"user"}, oldest first; also {"channel_id"} to write there."""
    world = fake.world
    channel = world.dms.get(find_user(world, query["user"]).id)
    if channel is None:
        return {"channel_id": None, "messages": []}
    found = messages.history(world, channel, before=None, after=None, limit=1000)
    return {"channel_id": channel.id, "messages": [orjson.loads(m.raw) for m in found[::-1]]}


async def effects(fake: "FakeDiscord", query: Json) -> Any:
    """{"operation"?, "applied"?: true|false, "after"?: number}."""
    applied = query.get("applied")
    wanted = None if applied is None else str(applied).lower() == "true"
    after = int(query.get("after", 0))
    return fake.effects.listed(query.get("operation"), applied=wanted, after=after)


async def violations(fake: "FakeDiscord", _: Json) -> Json:
    return {
        "mode": fake.judge.mode,
        "checked": fake.judge.checked,
        "violations": [v.payload() for v in fake.judge.violations],
    }


async def sessions(fake: "FakeDiscord", _: Json) -> Any:
    return [
        {
            "id": s.id,
            "shard": [s.shard, s.shards],
            "intents": s.intents,
            "seq": s.seq,
            "connected": s.connection is not None,
            "sent": s.connection.cursor if s.connection else None,
            "disconnected_at": s.disconnected_at,
        }
        for s in fake.hub.sessions.values()
    ]


async def journal(fake: "FakeDiscord", query: Json) -> Json:
    """What happened on the gateway; {"kind"?} to filter."""
    entries = fake.hub.journal.entries(query.get("kind"))
    return {"counts": fake.hub.journal.counts, "entries": entries}


async def limits(fake: "FakeDiscord", _: Json) -> Json:
    return fake.limits.figures()


async def interactions(fake: "FakeDiscord", query: Json) -> Any:
    recent: list[Interaction] = fake.interactions.recent(int(query.get("limit", 100)))
    return [i.summary() for i in recent]


async def notes(fake: "FakeDiscord", _: Json) -> Any:
    return list(fake.world.notes)


async def audit_log(fake: "FakeDiscord", query: Json) -> Any:
    return find_guild(fake.world, query.get("guild")).audit_log
