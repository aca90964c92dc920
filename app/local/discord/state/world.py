"""The whole state of the fake Discord, and the one place that lets things be known."""

from collections import deque
from collections.abc import Callable

import orjson

from app.local.discord.errors import ApiError
from app.local.discord.settings import FakeSettings
from app.local.discord.state.access import channel_permissions, guild_permissions
from app.local.discord.state.clock import Clock, Snowflakes
from app.local.discord.state.entities import Channel, Guild, Json, Member, Message, User
from app.local.discord.state.events import Event
from app.local.discord.state.permissions import VIEW_CHANNEL

Listener = Callable[[Event], None]


class World:
    """Guilds, users, channels and messages by id; acts change them and emit events."""

    def __init__(self, settings: FakeSettings, clock: Clock) -> None:
        self.clock = clock
        self.snowflakes = Snowflakes(clock)
        self.application_id = settings.application_id
        self.bot = User(id=settings.application_id, username="Tribune", global_name=None, bot=True)
        self.owner = User(id="100000000000000002", username="operator")
        self.application: Json = {"flags": 1 << 19 | 1 << 15, "interactions_endpoint_url": None}
        self.users: dict[str, User] = {self.bot.id: self.bot, self.owner.id: self.owner}
        self.guilds: dict[str, Guild] = {}
        self.channels: dict[str, Channel] = {}
        self.dms: dict[str, Channel] = {}
        self.messages: dict[int, Message] = {}
        self.private_ids: dict[str, list[int]] = {}
        self.commands: list[Json] = []
        self.listeners: list[Listener] = []
        self.watchers: list[Listener] = []
        self.notes: deque[Json] = deque(maxlen=500)

    def now(self) -> float:
        return self.clock.now()

    def emit(self, event: Event) -> None:
        """Watchers see everything; listeners (the gateway) what the bot may know."""
        self.tell_watchers(event)
        if self._bot_may_know(event):
            for listener in self.listeners:
                listener(event)

    def tell_watchers(self, event: Event) -> None:
        """What only the page is to hear: it is no part of Discord's gateway."""
        for watcher in self.watchers:
            watcher(event)

    def _bot_may_know(self, event: Event) -> bool:
        if event.guild_id is None:
            return True
        guild = self.guilds.get(event.guild_id)
        if guild is None or not guild.available or self.bot.id not in guild.members:
            return event.name in {"GUILD_DELETE", "GUILD_CREATE"}
        now = self.clock.now()
        if event.channel is not None:
            held = channel_permissions(guild, self.bot.id, event.channel, now)
            return bool(held & VIEW_CHANNEL)
        if not event.needs:
            return True
        return bool(guild_permissions(guild, self.bot.id, now) & event.needs)

    def guild(self, guild_id: str, actor_id: str | None = None) -> Guild:
        """The guild, or 10004; 50001 for an actor who is not in it."""
        guild = self.guilds.get(guild_id)
        if guild is None:
            raise ApiError(10004)
        if actor_id is not None and actor_id not in guild.members:
            raise ApiError(50001)
        return guild

    def channel(self, channel_id: str) -> Channel:
        channel = self.channels.get(channel_id)
        if channel is None:
            raise ApiError(10003)
        return channel

    def guild_of(self, channel: Channel) -> Guild | None:
        return self.guilds.get(channel.guild_id) if channel.guild_id else None

    def user(self, user_id: str) -> User:
        user = self.users.get(user_id)
        if user is None:
            raise ApiError(10013)
        return user

    def member(self, guild: Guild, user_id: str) -> Member:
        """The member; 10007 for a known stranger, 10013 for an id nobody has."""
        member = guild.members.get(user_id)
        if member is None:
            raise ApiError(10007 if user_id in self.users else 10013)
        return member

    def message(self, channel: Channel, message_id: str) -> Message:
        message = self.messages.get(int(message_id))
        if message is None or message.channel_id != channel.id:
            raise ApiError(10008)
        return message

    def add_channel(self, channel: Channel) -> None:
        self.channels[channel.id] = channel
        if channel.guild_id:
            guild = self.guilds[channel.guild_id]
            guild.channels[channel.id] = channel
            guild.access_cache.clear()

    def mutual_guilds(self, user_id: str) -> list[Guild]:
        here = self.bot.id
        return [g for g in self.guilds.values() if user_id in g.members and here in g.members]


def dump(value: object) -> bytes:
    return orjson.dumps(value)
