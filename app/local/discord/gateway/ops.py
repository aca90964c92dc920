"""What each opcode a client sends does."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from app.local.discord.gateway import codes
from app.local.discord.gateway.chunks import send_chunks, send_rate_limited, wants_everyone
from app.local.discord.gateway.ready import greet
from app.local.discord.gateway.session import Session
from app.local.discord.state.entities import Json
from app.local.discord.state.events import ALL_INTENTS, Event
from app.local.discord.state.world import dump

if TYPE_CHECKING:
    from app.local.discord.gateway.connection import Connection

SHARD_PAIR = 2


async def handle(connection: "Connection", op: int, data: Any) -> bool:
    """Carry out one op; False when the connection was closed over it."""
    handler = _HANDLERS.get(op)
    if handler is None:
        return await connection.close(codes.UNKNOWN_OPCODE)
    if op in _OPENERS and connection.session is not None:
        return await connection.close(codes.ALREADY_AUTHENTICATED)
    if op not in _OPENERS and op != codes.HEARTBEAT and connection.session is None:
        return await connection.close(codes.NOT_AUTHENTICATED)
    return await handler(connection, data)


async def _heartbeat(connection: "Connection", data: Any) -> bool:
    hub = connection.hub
    now = hub.world.now()
    if data is not None and not isinstance(data, int):
        return await connection.close(codes.DECODE_ERROR)
    hub.journal.note(
        "heartbeat",
        connection=connection.number,
        session=connection.session_id,
        seq=data,
        after=now - connection.opened_at,
    )
    connection.last_heartbeat = now
    if not connection.drops_acks:
        await connection.send_op(codes.HEARTBEAT_ACK, None)
    return True


async def _identify(connection: "Connection", data: Any) -> bool:
    hub = connection.hub
    if not isinstance(data, dict) or not isinstance(data.get("properties"), dict):
        return await connection.close(codes.DECODE_ERROR)
    shard = data.get("shard", [0, 1])
    facts = {"connection": connection.number, "shard": shard, "intents": data.get("intents")}
    if wrong := _identify_fault(connection, data, shard):
        return await _refuse(connection, wrong, facts)
    if hub.budget.too_fast(shard[0]):
        hub.journal.note("identify_too_fast", **facts)
        await connection.send_op(codes.INVALID_SESSION, False)
        return True
    session = hub.open(shard[0], shard[1], data["intents"])
    guild_ids = hub.shard_guild_ids(session)
    if len(guild_ids) > hub.settings.gateway.guilds_per_shard:
        hub.end(session)
        return await _refuse(connection, codes.SHARDING_REQUIRED, facts)
    hub.journal.note("identify", session=session.id, **facts)
    session.connection = connection
    connection.session = session
    greet(hub.world, session, guild_ids, connection.resume_url)
    return True


def _identify_fault(connection: "Connection", data: Json, shard: Any) -> int:
    """The close code this IDENTIFY earns; 0 for a good one. Every IDENTIFY costs budget."""
    hub = connection.hub
    if not hub.token or data.get("token") != hub.token:
        return codes.AUTHENTICATION_FAILED
    if not _is_shard(shard):
        return codes.INVALID_SHARD
    if wrong := _intents_fault(connection, data.get("intents")):
        return wrong
    if not hub.budget.spend():
        hub.reset_token()
        return codes.AUTHENTICATION_FAILED
    return 0


def _is_shard(shard: Any) -> bool:
    if not isinstance(shard, list) or len(shard) != SHARD_PAIR:
        return False
    number, count = shard
    return isinstance(number, int) and isinstance(count, int) and 0 <= number < count


def _intents_fault(connection: "Connection", intents: Any) -> int:
    if not isinstance(intents, int) or intents < 0 or intents & ~ALL_INTENTS:
        return codes.INVALID_INTENTS
    if intents & connection.hub.disallowed_intents:
        return codes.DISALLOWED_INTENTS
    return 0


async def _refuse(connection: "Connection", code: int, facts: Json) -> bool:
    connection.hub.journal.note("identify_refused", code=code, **facts)
    return await connection.close(code)


async def _resume(connection: "Connection", data: Any) -> bool:
    hub = connection.hub
    if not isinstance(data, dict) or not isinstance(data.get("seq"), int):
        return await connection.close(codes.DECODE_ERROR)
    seq: int = data["seq"]
    facts = {"connection": connection.number, "session": data.get("session_id"), "seq": seq}
    if not hub.token or data.get("token") != hub.token:
        return await _refuse(connection, codes.AUTHENTICATION_FAILED, facts)
    session = hub.find(str(data.get("session_id")))
    scripted = hub.disturbances.refuses_resume()
    if session is None or scripted or not session.can_replay_after(seq):
        await _refuse_resume(connection, session, facts, scripted=scripted)
        return True
    if seq > session.seq:
        hub.end(session)
        return await connection.close(codes.INVALID_SEQUENCE)
    await _take_over(connection, session, facts)
    hub.journal.note("resume", replayed=session.seq - seq, **facts)
    session.disconnected_at = None
    connection.cursor = seq
    connection.session = session
    session.connection = connection
    session.append(Event(name="RESUMED", data=dump({"_trace": ["fake-discord"]})))
    return True


async def _refuse_resume(
    connection: "Connection", session: Session | None, facts: Json, *, scripted: bool
) -> None:
    hub = connection.hub
    resumable = scripted and hub.disturbances.refuse_as_resumable
    if session and not resumable:
        hub.end(session)
    hub.journal.note("resume_refused", resumable=resumable, **facts)
    await connection.send_op(codes.INVALID_SESSION, resumable)


async def _take_over(connection: "Connection", session: Session, facts: Json) -> None:
    """A second socket resumes a session that still has one: the first is closed."""
    taken = session.connection
    if taken is not None:
        connection.hub.journal.note("session_taken", taken_from=taken.number, **facts)
        session.connection = None
        await taken.close(codes.UNKNOWN_ERROR)


async def _request_members(connection: "Connection", data: Any) -> bool:
    session, hub = connection.session, connection.hub
    if not isinstance(data, dict) or session is None:
        return await connection.close(codes.DECODE_ERROR)
    guild_id = str(data.get("guild_id"))
    now = hub.world.now()
    if wants_everyone(data):
        wait = hub.settings.gateway.members_request_interval
        since = now - hub.members_requested.get(guild_id, 0.0)
        if since < wait:
            send_rate_limited(session, data, wait - since)
            return True
        hub.members_requested[guild_id] = now
    send_chunks(hub.world, session, data)
    return True


async def _ignore(_: "Connection", __: Any) -> bool:
    return True


_OPENERS = frozenset({codes.IDENTIFY, codes.RESUME})
_HANDLERS: dict[int, Callable[["Connection", Any], Awaitable[bool]]] = {
    codes.HEARTBEAT: _heartbeat,
    codes.IDENTIFY: _identify,
    codes.RESUME: _resume,
    codes.REQUEST_MEMBERS: _request_members,
    codes.PRESENCE: _ignore,
    codes.VOICE_STATE: _ignore,
    codes.REQUEST_SOUNDBOARD: _ignore,
}
