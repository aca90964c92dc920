"""Operations on channels and their permission overwrites."""

from app.local.discord.acts import channels
from app.local.discord.rest.call import Call, Reply, no_content, ok
from app.local.discord.state.access import require_in
from app.local.discord.state.entities import Channel
from app.local.discord.state.payloads import channel_payload


def get_channel(call: Call) -> Reply:
    channel = _channel(call)
    recipient = call.world.users.get(channel.recipient_id or "")
    require_in(call.world.guild_of(channel), channel, call.world.bot.id, 0, call.world.now())
    return ok(channel_payload(channel, recipient))


def update_channel(call: Call) -> Reply:
    if call.fields.get("rate_limit_per_user") is not None:
        channels.check_slowmode(call.fields["rate_limit_per_user"])
    channel = channels.update(call.world, _channel(call), call.fields, call.actor)
    return ok(channel_payload(channel))


def set_channel_permission_overwrite(call: Call) -> Reply:
    overwrite = channels.parse_overwrite(call.fields | {"id": call.params["overwrite_id"]})
    channels.set_overwrite(call.world, _channel(call), overwrite, call.actor)
    return no_content()


def delete_channel_permission_overwrite(call: Call) -> Reply:
    channels.delete_overwrite(call.world, _channel(call), call.params["overwrite_id"], call.actor)
    return no_content()


def _channel(call: Call) -> Channel:
    return call.world.channel(call.params["channel_id"])
