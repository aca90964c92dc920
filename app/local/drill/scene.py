"""A scene: who is there, who joins, what is written, and who of them is up to no good."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.local.system import APPEALS, LOG, REVIEW

CHANNELS = (
    *("general", "games", "help", "off-topic", "music", "art", "memes", "news", "trade", "events"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """Somebody joins now, with an account `days` old."""

    name: str
    days: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """Somebody writes. `ago` minutes before the end of the scene; 0 is now."""

    by: str
    text: str
    channel: str = "general"
    ago: float = 0.0
    attachments: tuple[Mapping[str, Any], ...] = ()
    reply_to: int | None = None
    """Which message of the scene, counted from 0, this one answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """The author changes a message of the scene, counted from 0."""

    message: int
    text: str


Step = Join | Say | Edit


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """`culprits` may be acted on; everybody else is innocent. A harmless scene has none."""

    name: str
    title: str
    steps: Sequence[Step]
    members: Sequence[Mapping[str, Any]] = field(default_factory=tuple)
    culprits: frozenset[str] = frozenset()

    @property
    def is_attack(self) -> bool:
        return bool(self.culprits)

    def guild(self, snowflake: str) -> dict[str, Any]:
        """The server it plays on, a new one for each scene, as the made-up Discord takes it."""
        return {
            "id": snowflake,
            "name": self.title[:100],
            "owner": "olga",
            "roles": [MODERATOR],
            "channels": [
                *({"name": name, "id": channel_id(snowflake, name)} for name in CHANNELS),
            ],
            "members": [
                {"name": "olga", "joined": 900, "created": 2000},
                {"name": "max", "joined": 700, "created": 1500, "roles": ["moderator"]},
                *self.members,
            ],
        }


MODERATOR = {
    "name": "moderator",
    "permissions": ["MODERATE_MEMBERS", "MANAGE_MESSAGES", "KICK_MEMBERS", "BAN_MEMBERS"],
    "position": 5,
}

STAFF: dict[str, Any] = {
    "name": "Staff",
    "channels": [
        {"name": "mod-log", "id": str(LOG)},
        {"name": "review", "id": str(REVIEW)},
        {"name": "appeals", "id": str(APPEALS)},
    ],
}
"""Where the cards of all scenes are posted."""


def channel_id(guild: str, name: str) -> str:
    """The channel of this name on this server."""
    return str(int(guild) + 1 + CHANNELS.index(name))
