"""One REST call as handlers see it, and what they answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson

from app.local.discord.acts.actor import Actor
from app.local.discord.contract.violation import Breach
from app.local.discord.state.entities import Json
from app.local.discord.state.world import World

if TYPE_CHECKING:
    from app.local.discord.gateway.hub import Hub
    from app.local.discord.interactions.registry import Interactions
    from app.local.discord.interactions.sender import Sender
    from app.local.discord.rest.nonces import Nonces


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that came along in a multipart request."""

    name: str
    content_type: str | None
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Everything a handler needs; the bot is the actor."""

    world: World
    hub: "Hub"
    interactions: "Interactions"
    sender: "Sender"
    nonces: "Nonces"
    params: Mapping[str, str]
    query: Mapping[str, str]
    body: Any = None
    uploads: list[Upload] = field(default_factory=list)
    reason: str | None = None
    host: str = ""

    @property
    def actor(self) -> Actor:
        return Actor(id=self.world.bot.id, reason=self.reason)

    @property
    def fields(self) -> Json:
        return self.body if isinstance(self.body, dict) else {}

    def limit(self, default: int, most: int) -> int:
        return max(1, min(int(self.query.get("limit", default)), most))

    def snowflake(self, name: str) -> int | None:
        value = self.query.get(name)
        return int(value) if value is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Status and JSON body; `made` is the id of what came to be, `applied` whether it was new."""

    status: int = 200
    body: bytes = b""
    made: str | None = None
    applied: bool = True
    breach: Breach | None = None


def ok(payload: Any, *, made: str | None = None) -> Reply:
    return Reply(body=orjson.dumps(payload), made=made)


def no_content() -> Reply:
    return Reply(status=204)
