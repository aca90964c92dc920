"""Using the application: commands, clicks, forms, as one user."""

from typing import TYPE_CHECKING

import orjson

from app.local.discord.control.lookup import find_channel, find_guild, find_user
from app.local.discord.errors import ApiError
from app.local.discord.interactions import commands, kinds
from app.local.discord.interactions.clicks import fill_in, press
from app.local.discord.interactions.payloads import start
from app.local.discord.interactions.registry import Interaction
from app.local.discord.state.entities import Channel, Guild, Json

if TYPE_CHECKING:
    from app.local.discord.server import FakeDiscord


async def use_command(fake: "FakeDiscord", body: Json) -> Json:
    """{"user", "channel", "name", "path"?: [group, sub], "options"?: {name: value}, "force"?}.

    Context menus: "kind" 2 with "target" a user, 3 with "target" a message id. `force` skips
    Discord's default gate (the server's admins may have opened the command).
    """
    world = fake.world
    channel, guild = _place(fake, body)
    user = find_user(world, body["user"])
    kind = int(body.get("kind", commands.CHAT_INPUT))
    command = commands.find_command(world, guild, body["name"], kind)
    if not body.get("force"):
        commands.require_may_use(guild, command, user.id, world.now())
    if kind == commands.USER_COMMAND:
        target = find_user(world, body["target"])
        data = commands.user_command_data(world, guild, command, target.id)
    elif kind == commands.MESSAGE_COMMAND:
        data = commands.message_command_data(world, command, channel, body["target"])
    else:
        options = _option_ids(fake, body.get("options", {}))
        path = body.get("path", [])
        data = commands.chat_input_data(world, guild, command, path=path, options=options)
    return await _send(fake, start(world, kinds.COMMAND, user.id, channel, data))


async def autocomplete(fake: "FakeDiscord", body: Json) -> Json:
    """As use_command, with "focused" the option being typed."""
    world = fake.world
    channel, guild = _place(fake, body)
    user = find_user(world, body["user"])
    command = commands.find_command(world, guild, body["name"], commands.CHAT_INPUT)
    data = commands.chat_input_data(
        world,
        guild,
        command,
        path=body.get("path", []),
        options=body.get("options", {}),
        focused=body["focused"],
    )
    return await _send(fake, start(world, kinds.AUTOCOMPLETE, user.id, channel, data))


async def click(fake: "FakeDiscord", body: Json) -> Json:
    """{"message_id", "custom_id", "user", "values"?}: only what this user sees there."""
    user = find_user(fake.world, body["user"])
    pressed = press(fake.world, body["message_id"], body["custom_id"], user.id, body.get("values"))
    return await _send(fake, pressed)


async def submit_modal(fake: "FakeDiscord", body: Json) -> Json:
    """{"interaction_id": the one that showed the form, "user", "values": {custom_id: value}}."""
    opened_by = fake.interactions.find(body["interaction_id"])
    if opened_by is None:
        raise ApiError(10062)
    user = find_user(fake.world, body["user"])
    return await _send(fake, fill_in(fake.world, opened_by, user.id, body.get("values", {})))


async def send_raw(fake: "FakeDiscord", body: Json) -> Json:
    """{"payload": anything}: signs and posts it as it is; answers what came back."""
    if fake.sender.url is None:
        raise ApiError(50035, message="no interactions URL is set")
    status, kind, raw = await fake.sender.post(
        fake.sender.url,
        orjson.dumps(body["payload"]),
        spoil_signature=bool(body.get("spoil_signature")),
    )
    return {"status": status, "content_type": kind, "body": raw.decode(errors="replace")}


async def resend(fake: "FakeDiscord", body: Json) -> Json:
    """{"interaction_id"}: the same payload once more, freshly signed, its answer not applied."""
    interaction = fake.interactions.find(body["interaction_id"])
    if interaction is None:
        raise ApiError(10062)
    return await send_raw(fake, {"payload": interaction.payload})


def _place(fake: "FakeDiscord", body: Json) -> tuple[Channel, Guild | None]:
    guild = find_guild(fake.world, body["guild"]) if body.get("guild") else None
    channel = find_channel(fake.world, body["channel"], guild)
    return channel, fake.world.guild_of(channel)


def _option_ids(fake: "FakeDiscord", options: Json) -> Json:
    """`@name` stands for a user's id."""
    return {
        name: find_user(fake.world, value[1:]).id
        if isinstance(value, str) and value.startswith("@")
        else value
        for name, value in options.items()
    }


async def _send(fake: "FakeDiscord", interaction: Interaction) -> Json:
    return (await fake.sender.send(interaction)).summary()
