"""The things a server is made of. Ids are Discord's strings; times are epoch seconds."""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

TEXT, DM, VOICE, CATEGORY, ANNOUNCEMENT = 0, 1, 2, 4, 5
ANNOUNCEMENT_THREAD, PUBLIC_THREAD, PRIVATE_THREAD = 10, 11, 12
THREADS = frozenset({ANNOUNCEMENT_THREAD, PUBLIC_THREAD, PRIVATE_THREAD})
WRITABLE = frozenset({TEXT, DM, VOICE, ANNOUNCEMENT}) | THREADS


@dataclass(slots=True, kw_only=True)
class User:
    id: str
    username: str
    global_name: str | None = None
    bot: bool = False
    system: bool = False
    dms_closed: bool = False
    locale: str = "en-US"


@dataclass(slots=True, kw_only=True)
class Role:
    id: str
    name: str
    permissions: int
    position: int
    color: int = 0
    hoist: bool = False
    managed: bool = False
    mentionable: bool = False
    bot_id: str | None = None


@dataclass(slots=True, kw_only=True)
class Overwrite:
    """Allow and deny bits of one role (kind 0) or member (kind 1) in one channel."""

    id: str
    kind: int
    allow: int
    deny: int


@dataclass(slots=True, kw_only=True)
class Channel:
    id: str
    type: int
    name: str = ""
    guild_id: str | None = None
    parent_id: str | None = None
    position: int = 0
    topic: str | None = None
    nsfw: bool = False
    slowmode: int = 0
    overwrites: dict[str, Overwrite] = field(default_factory=dict)
    recipient_id: str | None = None
    owner_id: str | None = None
    archived: bool = False
    locked: bool = False
    message_ids: list[int] = field(default_factory=list)
    last_post: dict[str, float] = field(default_factory=dict)

    @property
    def is_thread(self) -> bool:
        return self.type in THREADS


@dataclass(slots=True, kw_only=True)
class Member:
    user_id: str
    joined_at: float
    roles: list[str] = field(default_factory=list)
    nick: str | None = None
    timed_out_until: float | None = None
    mute: bool = False
    deaf: bool = False
    flags: int = 0


@dataclass(slots=True, kw_only=True)
class Message:
    """One message. `raw` is its payload as the REST API answers it, serialised once."""

    id: str
    channel_id: str
    guild_id: str | None
    author_id: str
    raw: bytes
    visible_to: str | None = None
    webhook_token: str | None = None
    system: bool = False


@dataclass(slots=True, kw_only=True)
class Incidents:
    invites_disabled_until: float | None = None
    dms_disabled_until: float | None = None


@dataclass(slots=True, kw_only=True)
class Guild:
    id: str
    name: str
    owner_id: str
    locale: str = "en-US"
    roles: dict[str, Role] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    bans: dict[str, str | None] = field(default_factory=dict)
    audit_log: list[Json] = field(default_factory=list)
    automod_rules: dict[str, Json] = field(default_factory=dict)
    incidents: Incidents = field(default_factory=Incidents)
    commands: list[Json] = field(default_factory=list)
    non_member_bans_left: int = 1000
    available: bool = True
    needs_two_factor: bool = False
    access_cache: dict[tuple[str, str], int] = field(default_factory=dict)
