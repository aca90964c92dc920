"""Request Guild Members (op 8): chunks of members, one full list per guild and interval."""

from app.local.discord.gateway.session import Session
from app.local.discord.state.entities import Guild, Json, Member
from app.local.discord.state.events import Event
from app.local.discord.state.payloads import member_payload
from app.local.discord.state.world import World, dump

CHUNK = 1000


def send_chunks(world: World, session: Session, request: Json) -> None:
    guild = world.guilds.get(str(request.get("guild_id")))
    if guild is None:
        return
    wanted = _wanted_ids(request)
    members = _matching(world, guild, request, wanted)
    parts = [members[i : i + CHUNK] for i in range(0, len(members), CHUNK)] or [[]]
    for index, part in enumerate(parts):
        payload: Json = {
            "guild_id": guild.id,
            "members": [member_payload(m, world.user(m.user_id)) for m in part],
            "chunk_index": index,
            "chunk_count": len(parts),
            "not_found": [i for i in wanted if i not in guild.members],
        }
        if request.get("nonce") is not None:
            payload["nonce"] = request["nonce"]
        if request.get("presences"):
            payload["presences"] = []
        session.append(Event(name="GUILD_MEMBERS_CHUNK", data=dump(payload)))


def send_rate_limited(session: Session, request: Json, retry_after: float) -> None:
    meta = {"guild_id": request.get("guild_id"), "nonce": request.get("nonce")}
    payload = {"opcode": 8, "retry_after": retry_after, "meta": meta}
    session.append(Event(name="RATE_LIMITED", data=dump(payload)))


def wants_everyone(request: Json) -> bool:
    return not request.get("user_ids") and not request.get("query") and not request.get("limit")


def _wanted_ids(request: Json) -> list[str]:
    ids = request.get("user_ids") or []
    return [str(i) for i in (ids if isinstance(ids, list) else [ids])]


def _matching(world: World, guild: Guild, request: Json, wanted: list[str]) -> list[Member]:
    if wanted:
        return [guild.members[i] for i in wanted if i in guild.members]
    query = str(request.get("query") or "").lower()
    limit = int(request.get("limit") or 0) or len(guild.members)
    found = [
        m
        for m in guild.members.values()
        if world.user(m.user_id).username.lower().startswith(query)
    ]
    return found[:limit]
