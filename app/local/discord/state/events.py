"""What happens, as the gateway tells it, and which intents hear it."""

from dataclasses import dataclass

import orjson

from app.local.discord.state.entities import Channel

GUILDS = 1 << 0
GUILD_MEMBERS = 1 << 1
GUILD_MODERATION = 1 << 2
GUILD_PRESENCES = 1 << 8
GUILD_MESSAGES = 1 << 9
DIRECT_MESSAGES = 1 << 12
MESSAGE_CONTENT = 1 << 15
AUTO_MODERATION_CONFIGURATION = 1 << 20
AUTO_MODERATION_EXECUTION = 1 << 21

ALL_INTENTS = (1 << 26) - 1

ALWAYS = 0


@dataclass(slots=True, kw_only=True, eq=False)
class Event:
    """One dispatch. `intents` are alternatives; `needs` are alternatives of the bot's rights."""

    name: str
    data: bytes
    intents: int = ALWAYS
    guild_id: str | None = None
    needs: int = 0
    channel: Channel | None = None
    hides_content: bool = False

    def seen_with(self, intents: int) -> bool:
        return self.intents == ALWAYS or bool(self.intents & intents)

    def body_for(self, intents: int) -> bytes:
        """The payload, without message content for sessions that may not read it."""
        if not self.hides_content or intents & MESSAGE_CONTENT:
            return self.data
        return _without_content(self.data)


def _without_content(data: bytes) -> bytes:
    payload = orjson.loads(data)
    for key in ("content", "matched_content"):
        if key in payload:
            payload[key] = ""
    for key in ("embeds", "attachments", "components", "message_snapshots"):
        if key in payload:
            payload[key] = []
    payload.pop("poll", None)
    return orjson.dumps(payload)
