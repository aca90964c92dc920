"""What the gateway is told about messages."""

from app.local.discord.state.entities import Channel, Json, Message
from app.local.discord.state.events import DIRECT_MESSAGES, GUILD_MESSAGES, Event
from app.local.discord.state.payloads import partial_member_payload
from app.local.discord.state.world import World, dump


def announce(world: World, channel: Channel, message: Message, name: str, payload: Json) -> None:
    """Tell the gateway, with what it adds: guild and partial member."""
    if message.visible_to is not None:
        world.tell_watchers(Event(name="PRIVATE_MESSAGE", data=message.raw))
        return
    extra = guild_part(channel)
    guild = world.guild_of(channel)
    if guild and not message.webhook_token and (member := guild.members.get(message.author_id)):
        extra["member"] = partial_member_payload(member)
    data = message.raw[:-1] + b"," + dump(extra)[1:] if extra else message.raw
    event = message_event(channel, name, data)
    event.hides_content = bool(
        guild and message.author_id != world.bot.id and not _names_us(world, payload)
    )
    world.emit(event)


def _names_us(world: World, payload: Json) -> bool:
    return any(u["id"] == world.bot.id for u in payload["mentions"])


def guild_part(channel: Channel) -> Json:
    return {"guild_id": channel.guild_id} if channel.guild_id else {}


def message_event(channel: Channel, name: str, data: bytes) -> Event:
    intents = GUILD_MESSAGES if channel.guild_id else DIRECT_MESSAGES
    guild_channel = channel if channel.guild_id else None
    return Event(
        name=name, data=data, intents=intents, guild_id=channel.guild_id, channel=guild_channel
    )
