"""Making trouble on purpose: time, faults, limits, the gateway."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from app.local.discord.control.lookup import find_user
from app.local.discord.errors import ApiError
from app.local.discord.gateway import codes
from app.local.discord.gateway.connection import Connection
from app.local.discord.rest.faults import parse_fault
from app.local.discord.state.entities import Json

if TYPE_CHECKING:
    from app.local.discord.server import FakeDiscord

BOMB_BYTES = 80 * 1024 * 1024


async def advance_clock(fake: "FakeDiscord", body: Json) -> Json:
    """{"seconds", "stop"}: Discord's time goes forward; stopped, by nothing else."""
    if body.get("stop"):
        fake.world.clock.stop()
    fake.world.clock.advance(float(body["seconds"]))
    return {"now": fake.world.now(), "offset": fake.world.clock.offset}


async def set_faults(fake: "FakeDiscord", body: Json) -> Json:
    """{"faults": [FAULT, ...], "seed"?}: replaces the orders in force; see rest/faults.py."""
    fake.faults.replace([parse_fault(f) for f in body["faults"]], body.get("seed"))
    return {"faults": len(fake.faults.orders)}


async def set_limits(fake: "FakeDiscord", body: Json) -> Json:
    """{"limits"?: {operation: [count, seconds]}, "shared"?: [operation], "remap"?: true}."""
    limits = fake.limits
    limits.overrides |= {k: (int(v[0]), float(v[1])) for k, v in body.get("limits", {}).items()}
    limits.shared |= set(body.get("shared", []))
    if body.get("remap") or body.get("limits"):
        limits.remap()
    return limits.figures()


async def set_contract(fake: "FakeDiscord", body: Json) -> Json:
    """{"mode": refuse|record}: what a breach of the contract leads to."""
    if fake.judge.mode != "off":
        fake.judge.mode = body["mode"]
    return {"mode": fake.judge.mode}


async def set_interactions_url(fake: "FakeDiscord", body: Json) -> Json:
    fake.sender.url = body["url"]
    return {"url": fake.sender.url}


async def set_direct_messages(fake: "FakeDiscord", body: Json) -> Json:
    """{"user", "closed"}."""
    user = find_user(fake.world, body["user"])
    user.dms_closed = bool(body["closed"])
    return {"id": user.id}


async def disturb(fake: "FakeDiscord", body: Json) -> Json:
    """Gateway trouble: standing orders by name, and "now": an act on live connections.

    Standing: refuse_resumes, refuse_probability, refuse_as_resumable, drop_acks, deaf,
    reconnect_instead_of_hello, resume_host_down, gateway_down, seed; message_content,
    disallowed_intents, token (a new one: the old is void).
    Now: reconnect, invalid_session (with "resumable"), close (with "code"), kill, freeze, skip_seq,
    garbage, bomb, expire_replay, expire_sessions, heartbeat, drop_acks, deaf, hear; with "session"
    or "shard" to choose.
    """
    hub = fake.hub
    known = set(hub.disturbances.__slots__) - {"chance"}
    for name in known & set(body):
        setattr(hub.disturbances, name, body[name])
    if "seed" in body:
        hub.disturbances.chance.seed(body["seed"])
    for name in {"message_content", "disallowed_intents", "token"} & set(body):
        setattr(hub, name, body[name])
    chosen = [c for c in list(hub.connections) if _is_chosen(c, body)]
    if act := body.get("now"):
        await asyncio.gather(*(_act(fake, c, act, body) for c in chosen))
    return {"connections": len(chosen)}


def _is_chosen(connection: Connection, body: Json) -> bool:
    session = connection.session
    if body.get("session") is not None:
        return session is not None and session.id == body["session"]
    if body.get("shard") is not None:
        return session is not None and session.shard == body["shard"]
    return True


async def _act(fake: "FakeDiscord", connection: Connection, act: str, body: Json) -> None:
    if act in _SENDS:
        await _SENDS[act](fake, connection, body)
    elif act in _SETS:
        _SETS[act](fake, connection)
    else:
        raise ApiError(50035, message=f"unknown act {act!r}")


async def _reconnect(_: "FakeDiscord", connection: Connection, __: Json) -> None:
    await connection.send_op(codes.RECONNECT, None)


async def _invalidate(fake: "FakeDiscord", connection: Connection, body: Json) -> None:
    resumable = bool(body.get("resumable"))
    if connection.session and not resumable:
        fake.hub.end(connection.session)
    await connection.send_op(codes.INVALID_SESSION, resumable)


async def _close(_: "FakeDiscord", connection: Connection, body: Json) -> None:
    await connection.close(int(body["code"]))


async def _ask_heartbeat(_: "FakeDiscord", connection: Connection, __: Json) -> None:
    await connection.send_op(codes.HEARTBEAT, None)


async def _garbage(_: "FakeDiscord", connection: Connection, body: Json) -> None:
    if "text" in body:
        await connection.send_raw(str(body["text"]).encode())
    else:
        await connection.send_garbage(bytes.fromhex(body.get("hex", "deadbeef")))


async def _bomb(_: "FakeDiscord", connection: Connection, body: Json) -> None:
    await connection.send_bomb(int(body.get("bytes", BOMB_BYTES)))


def _kill(fake: "FakeDiscord", connection: Connection) -> None:
    fake.gateway.abort(connection)


def _freeze(_: "FakeDiscord", connection: Connection) -> None:
    connection.frozen = connection.deaf = connection.drops_acks = True


def _drop_acks(_: "FakeDiscord", connection: Connection) -> None:
    connection.drops_acks = True


def _deafen(_: "FakeDiscord", connection: Connection) -> None:
    connection.deaf = True


def _hear(_: "FakeDiscord", connection: Connection) -> None:
    connection.frozen = connection.deaf = connection.drops_acks = False
    connection.wake()


def _skip(_: "FakeDiscord", connection: Connection) -> None:
    if connection.session:
        connection.session.skip()


def _expire_replay(_: "FakeDiscord", connection: Connection) -> None:
    if connection.session:
        connection.session.forget_replay()


def _expire_session(fake: "FakeDiscord", connection: Connection) -> None:
    if connection.session:
        fake.hub.end(connection.session)


_SENDS: dict[str, Callable[["FakeDiscord", Connection, Json], Awaitable[None]]] = {
    "reconnect": _reconnect,
    "invalid_session": _invalidate,
    "close": _close,
    "heartbeat": _ask_heartbeat,
    "garbage": _garbage,
    "bomb": _bomb,
}

_SETS: dict[str, Callable[["FakeDiscord", Connection], None]] = {
    "kill": _kill,
    "freeze": _freeze,
    "drop_acks": _drop_acks,
    "deaf": _deafen,
    "hear": _hear,
    "skip_seq": _skip,
    "expire_replay": _expire_replay,
    "expire_sessions": _expire_session,
}
