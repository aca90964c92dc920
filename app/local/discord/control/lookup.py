"""Finding things by id or by name, as people write scenarios."""

from app.local.discord.errors import ApiError
from app.local.discord.state.entities import Channel, Guild, Role, User
from app.local.discord.state.world import World


def find_guild(world: World, wanted: str | None) -> Guild:
    """By id or name; the only one where none is named."""
    if wanted is None:
        if len(world.guilds) != 1:
            raise ApiError(10004, message="name a guild")
        return next(iter(world.guilds.values()))
    for guild in world.guilds.values():
        if wanted in {guild.id, guild.name}:
            return guild
    raise ApiError(10004)


def find_channel(world: World, wanted: str, guild: Guild | None = None) -> Channel:
    if wanted in world.channels:
        return world.channels[wanted]
    places = [guild] if guild else list(world.guilds.values())
    for place in places:
        for channel in place.channels.values():
            if channel.name == wanted:
                return channel
    raise ApiError(10003)


def find_user(world: World, wanted: str) -> User:
    if wanted in world.users:
        return world.users[wanted]
    for user in world.users.values():
        if user.username == wanted:
            return user
    raise ApiError(10013)


def find_role(guild: Guild, wanted: str) -> Role:
    if wanted in {"@everyone", "everyone"}:
        return guild.roles[guild.id]
    for role in guild.roles.values():
        if wanted in {role.id, role.name}:
            return role
    raise ApiError(10011)
