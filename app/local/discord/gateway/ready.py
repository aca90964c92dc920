"""READY and the GUILD_CREATE burst that follow an accepted IDENTIFY."""

from app.local.discord.gateway.session import Session
from app.local.discord.state.entities import Json
from app.local.discord.state.events import Event
from app.local.discord.state.payloads import guild_create_payload, user_payload
from app.local.discord.state.world import World, dump


def greet(world: World, session: Session, guild_ids: list[str], resume_url: str) -> None:
    ready = ready_payload(world, session, guild_ids, resume_url)
    session.append(Event(name="READY", data=dump(ready)))
    for guild_id in guild_ids:
        guild = world.guilds[guild_id]
        if guild.available:
            payload = guild_create_payload(guild, world.bot)
            session.append(Event(name="GUILD_CREATE", data=dump(payload), guild_id=guild_id))


def ready_payload(world: World, session: Session, guild_ids: list[str], resume_url: str) -> Json:
    user = user_payload(world.bot) | {
        "verified": True,
        "email": None,
        "mfa_enabled": True,
        "bio": "",
    }
    return {
        "v": 10,
        "user": user,
        "guilds": [{"id": guild_id, "unavailable": True} for guild_id in guild_ids],
        "session_id": session.id,
        "session_type": "normal",
        "resume_gateway_url": resume_url,
        "shard": [session.shard, session.shards],
        "application": {"id": world.application_id, "flags": world.application["flags"]},
        "user_settings": {},
        "relationships": [],
        "private_channels": [],
        "presences": [],
        "guild_join_requests": [],
        "geo_ordered_rtc_regions": [],
        "auth": {},
        "_trace": ["fake-discord"],
    }
