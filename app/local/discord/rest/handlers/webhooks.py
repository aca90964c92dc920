"""Answering interactions by REST: the callback, the original reply, follow-ups."""

from app.local.discord.acts import deletions, messages
from app.local.discord.acts.drafts import LOADING
from app.local.discord.contract.violation import Breach
from app.local.discord.errors import ApiError
from app.local.discord.interactions.answers import apply_answer, say
from app.local.discord.interactions.kinds import DEFERRED_MESSAGE
from app.local.discord.interactions.registry import Interaction
from app.local.discord.rest.call import Call, Reply, no_content, ok
from app.local.discord.rest.handlers.messages import uploads
from app.local.discord.state.entities import Json, Message

QUIRK = Breach(rule="IN-7", path="", message="a deferred reply is edited, not followed up")


def create_interaction_response(call: Call) -> Reply:
    interaction = call.interactions.awaiting_answer(
        call.params["interaction_id"], call.params["interaction_token"]
    )
    files = uploads(call, interaction.channel_id)
    made = apply_answer(call.world, interaction, call.fields, files)
    if call.query.get("with_response", "").lower() != "true":
        return Reply(status=204, made=made.id if made else None)
    return ok(_described(interaction, made), made=made.id if made else None)


def execute_webhook(call: Call) -> Reply:
    """A follow-up. After type 5 the first one edits the loading reply: Discord's old quirk."""
    interaction = _interaction(call)
    files = uploads(call, interaction.channel_id)
    if interaction.answer == DEFERRED_MESSAGE and not interaction.original_touched:
        interaction.original_touched = True
        original = _original(call, interaction)
        messages.rewrite(call.world, original, _without_flags(call.fields), files)
        return Reply(body=original.raw, made=original.id, breach=QUIRK)
    fields = call.fields | {"flags": (call.fields.get("flags") or 0) & ~LOADING}
    message = say(call.world, interaction, fields, files)
    return Reply(body=message.raw, made=message.id)


def get_original_webhook_message(call: Call) -> Reply:
    return Reply(body=_original(call, _interaction(call)).raw)


def update_original_webhook_message(call: Call) -> Reply:
    interaction = _interaction(call)
    interaction.original_touched = True
    return _rewritten(call, _original(call, interaction))


def delete_original_webhook_message(call: Call) -> Reply:
    return _removed(call, _original(call, _interaction(call)))


def update_webhook_message(call: Call) -> Reply:
    return _rewritten(call, _own(call, _interaction(call), call.params["message_id"]))


def delete_webhook_message(call: Call) -> Reply:
    return _removed(call, _own(call, _interaction(call), call.params["message_id"]))


def _interaction(call: Call) -> Interaction:
    if call.params["webhook_id"] != call.world.application_id:
        raise ApiError(10015)
    return call.interactions.by_token(call.params["webhook_token"])


def _original(call: Call, interaction: Interaction) -> Message:
    message = call.world.messages.get(int(interaction.original_id or 0))
    if message is None:
        raise ApiError(10008)
    return message


def _own(call: Call, interaction: Interaction, message_id: str) -> Message:
    message = call.world.messages.get(int(message_id))
    own = message is not None and message.webhook_token == interaction.token
    if message is None or not (own or message.id == interaction.original_id):
        raise ApiError(10008)
    return message


def _rewritten(call: Call, message: Message) -> Reply:
    files = uploads(call, message.channel_id)
    messages.rewrite(call.world, message, call.fields, files)
    return Reply(body=message.raw, made=message.id)


def _removed(call: Call, message: Message) -> Reply:
    deletions.remove(call.world, call.world.channel(message.channel_id), message)
    return no_content()


def _without_flags(fields: Json) -> Json:
    return {k: v for k, v in fields.items() if k not in {"flags", "tts"}}


def _described(interaction: Interaction, made: Message | None) -> Json:
    described: Json = {
        "id": interaction.id,
        "type": interaction.kind,
        "channel_id": interaction.channel_id,
    }
    if interaction.guild_id:
        described["guild_id"] = interaction.guild_id
    if made:
        described |= {
            "response_message_id": made.id,
            "response_message_loading": interaction.answer == DEFERRED_MESSAGE,
            "response_message_ephemeral": interaction.ephemeral,
        }
    return {"interaction": described}
