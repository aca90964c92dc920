"""Direct messages: opening the channel, and who may be written to."""

from app.local.discord.errors import ApiError
from app.local.discord.state.entities import DM, Channel
from app.local.discord.state.world import World


def open_dm(world: World, user_id: str) -> Channel:
    """The channel with this user, always the same one."""
    user = world.users.get(user_id)
    if user is None or user_id == world.bot.id:
        raise ApiError(50033)
    if user_id not in world.dms:
        channel = Channel(id=world.snowflakes.take(), type=DM, recipient_id=user_id)
        world.dms[user_id] = channel
        world.add_channel(channel)
    return world.dms[user_id]


def require_may_dm(world: World, channel: Channel) -> None:
    """50278 without a server in common, 50007 where the user takes no messages."""
    recipient = world.user(channel.recipient_id or "")
    guilds = world.mutual_guilds(recipient.id)
    if not guilds:
        raise ApiError(50278)
    if recipient.dms_closed or recipient.bot:
        raise ApiError(50007)
