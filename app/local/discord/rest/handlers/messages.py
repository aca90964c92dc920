"""Operations on messages."""

from app.local.discord.acts import deletions, messages
from app.local.discord.acts.dms import require_may_dm
from app.local.discord.acts.drafts import COMPONENTS_V2, SUPPRESS_EMBEDS, Draft, attachment_payload
from app.local.discord.errors import ApiError
from app.local.discord.rest.call import Call, Reply, no_content
from app.local.discord.state import permissions as p
from app.local.discord.state.access import require, require_in
from app.local.discord.state.entities import DM, Channel, Json, Message

SETTABLE_FLAGS = SUPPRESS_EMBEDS | COMPONENTS_V2 | 1 << 12
SEARCH_MOST, SEARCH_DEFAULT = 25, 25


def create_message(call: Call) -> Reply:
    world = call.world
    channel = world.channel(call.params["channel_id"])
    draft = Draft.of(
        call.fields | {"flags": (call.fields.get("flags") or 0) & SETTABLE_FLAGS},
        uploads(call, channel.id),
    )
    if channel.type == DM:
        require_may_dm(world, channel)
    else:
        messages.require_may_post(world, channel, world.bot.id, draft)
    if draft.enforce_nonce and (earlier := _earlier(call, channel, draft)):
        return earlier
    message = messages.post(world, channel, world.bot.id, draft)
    if draft.nonce is not None:
        call.nonces.remember(channel.id, str(draft.nonce), message.id)
    return Reply(body=message.raw, made=message.id)


def uploads(call: Call, channel_id: str) -> list[Json]:
    return [
        attachment_payload(call.world, channel_id, u.name, u.size, content_type=u.content_type)
        for u in call.uploads
    ]


def _earlier(call: Call, channel: Channel, draft: Draft) -> Reply | None:
    """RS-27: the message this nonce made, or 10008 where it was deleted since."""
    message_id = call.nonces.message_of(channel.id, str(draft.nonce))
    if message_id is None:
        return None
    message = call.world.message(channel, message_id)
    return Reply(body=message.raw, made=message.id, applied=False)


def get_message(call: Call) -> Reply:
    channel = _readable(call)
    message = call.world.message(channel, call.params["message_id"])
    if message.visible_to is not None:
        raise ApiError(10008)
    return Reply(body=message.raw)


def list_messages(call: Call) -> Reply:
    world = call.world
    channel = world.channel(call.params["channel_id"])
    held = require_in(world.guild_of(channel), channel, world.bot.id, 0, world.now())
    if not held & p.READ_MESSAGE_HISTORY:
        return Reply(body=b"[]")
    limit = call.limit(50, 100)
    around = call.snowflake("around")
    if around is not None:
        half = limit // 2
        older = messages.history(world, channel, before=around + 1, after=None, limit=half + 1)
        newer = messages.history(world, channel, before=None, after=around, limit=half)
        return _list([*newer, *older][:limit])
    before, after = call.snowflake("before"), call.snowflake("after")
    return _list(messages.history(world, channel, before=before, after=after, limit=limit))


def _list(found: list[Message]) -> Reply:
    return Reply(body=b"[" + b",".join(m.raw for m in found) + b"]")


def update_message(call: Call) -> Reply:
    channel = _readable(call)
    message = call.world.message(channel, call.params["message_id"])
    messages.edit(call.world, message, call.fields, call.world.bot.id)
    return Reply(body=message.raw, made=message.id)


def delete_message(call: Call) -> Reply:
    channel = call.world.channel(call.params["channel_id"])
    message = call.world.message(channel, call.params["message_id"])
    deletions.delete(call.world, channel, message, call.actor)
    return no_content()


def bulk_delete_messages(call: Call) -> Reply:
    channel = call.world.channel(call.params["channel_id"])
    deletions.bulk_delete(call.world, channel, call.fields["messages"], call.actor)
    return no_content()


def guild_search(call: Call) -> Reply:
    """P6: newest first, filtered; reads only what the bot may read."""
    world, query = call.world, call.query
    guild = world.guild(call.params["guild_id"], world.bot.id)
    require(guild, world.bot.id, p.READ_MESSAGE_HISTORY, world.now())
    wanted = query.get("content", "").lower()
    low, high = call.snowflake("min_id") or 0, call.snowflake("max_id") or 1 << 64
    found: list[Message] = []
    for channel in guild.channels.values():
        if query.get("channel_id", channel.id) != channel.id or not _may_read(call, channel):
            continue
        for number in channel.message_ids:
            message = world.messages.get(number)
            if message is None or not low < number < high:
                continue
            if query.get("author_id", message.author_id) != message.author_id:
                continue
            if wanted in message.raw.decode().lower():
                found.append(message)
    found.sort(key=lambda m: -int(m.id))
    offset = int(query.get("offset", 0))
    page = found[offset : offset + call.limit(SEARCH_DEFAULT, SEARCH_MOST)]
    body = b'{"doing_deep_historical_index":false,"total_results":%d,"messages":[' % len(found)
    return Reply(body=body + b",".join(b"[" + _hit(m) + b"]" for m in page) + b"]}")


def _hit(message: Message) -> bytes:
    return message.raw[:-1] + b',"hit":true}'


def _may_read(call: Call, channel: Channel) -> bool:
    try:
        _require_read(call, channel)
    except ApiError:
        return False
    return True


def _readable(call: Call) -> Channel:
    channel = call.world.channel(call.params["channel_id"])
    _require_read(call, channel)
    return channel


def _require_read(call: Call, channel: Channel) -> None:
    world = call.world
    guild = world.guild_of(channel)
    require_in(guild, channel, world.bot.id, p.READ_MESSAGE_HISTORY, world.now())
