"""The first answer to an interaction: is it legal, and what does it do."""

from app.local.discord.acts import messages
from app.local.discord.acts.drafts import (
    CHAT_INPUT_COMMAND,
    COMPONENTS_V2,
    CONTEXT_MENU_COMMAND,
    DEFAULT,
    EPHEMERAL,
    LOADING,
    SUPPRESS_EMBEDS,
    Draft,
)
from app.local.discord.errors import ApiError, invalid_form
from app.local.discord.interactions import kinds
from app.local.discord.interactions.registry import Interaction
from app.local.discord.state.entities import Json, Message
from app.local.discord.state.payloads import user_payload
from app.local.discord.state.world import World

PARSED_BY_DEFAULT: Json = {"parse": ["users"]}  # IN-16
SETTABLE_FLAGS = EPHEMERAL | SUPPRESS_EMBEDS | COMPONENTS_V2 | 1 << 12


def apply_answer(
    world: World, interaction: Interaction, body: Json, attachments: list[Json] | None = None
) -> Message | None:
    """Carry out the answer; the message it made or changed, if any."""
    kind = body["type"]
    data = body.get("data") or {}
    _require_legal(interaction, kind, data)
    made: Message | None = None
    match kind:
        case kinds.MESSAGE:
            made = say(world, interaction, data, attachments)
        case kinds.DEFERRED_MESSAGE:
            made = say(world, interaction, {"flags": (data.get("flags") or 0) | LOADING}, None)
        case kinds.DEFERRED_UPDATE:
            made = source_message(world, interaction)
        case kinds.UPDATE:
            made = messages.rewrite(world, source_message(world, interaction), data, attachments)
        case kinds.CHOICES:
            interaction.choices = data.get("choices") or []
        case kinds.MODAL:
            interaction.modal = data
    interaction.answer = kind
    interaction.answered_at = world.now()
    if made is not None:
        interaction.original_id = made.id
        interaction.ephemeral = made.visible_to is not None
    return made


def say(
    world: World, interaction: Interaction, data: Json, attachments: list[Json] | None
) -> Message:
    """A message by the application; ephemeral ones only its user sees."""
    flags = data.get("flags") or 0
    fields = {"allowed_mentions": PARSED_BY_DEFAULT} | data
    draft = Draft.of(fields | {"flags": flags & (SETTABLE_FLAGS | LOADING)}, attachments)
    if draft.empty and not flags & LOADING:
        raise ApiError(50006)
    channel = world.channel(interaction.channel_id)
    extra = {
        "type": _message_type(interaction),
        "interaction_metadata": _metadata(world, interaction),
    }
    return messages.post(
        world,
        channel,
        world.bot.id,
        draft,
        webhook_token=interaction.token,
        visible_to=interaction.user_id if flags & EPHEMERAL else None,
        extra=extra,
    )


def source_message(world: World, interaction: Interaction) -> Message:
    message = world.messages.get(int(interaction.source_message_id or 0))
    if message is None:
        raise ApiError(10008)
    return message


def _require_legal(interaction: Interaction, kind: int, data: Json) -> None:
    legal = kinds.legal_answers(interaction.kind, from_component=interaction.from_component)
    if kind not in legal:
        raise invalid_form(
            "type",
            "INTERACTION_CALLBACK_TYPE_INVALID",
            f"Type {kind} does not answer an interaction of type {interaction.kind}.",
        )
    if kind == kinds.DEFERRED_MESSAGE:
        others = {k for k, v in data.items() if v is not None} - {"flags"}
        if others or (data.get("flags") or 0) & ~EPHEMERAL:
            raise invalid_form("data", "INTERACTION_DEFER_ONLY_EPHEMERAL", "Only EPHEMERAL here.")


def _message_type(interaction: Interaction) -> int:
    if interaction.kind != kinds.COMMAND:
        return DEFAULT
    chat = interaction.payload.get("data", {}).get("type") == 1
    return CHAT_INPUT_COMMAND if chat else CONTEXT_MENU_COMMAND


def _metadata(world: World, interaction: Interaction) -> Json:
    return {
        "id": interaction.id,
        "type": interaction.kind,
        "user": user_payload(world.user(interaction.user_id)),
        "authorizing_integration_owners": {"0": interaction.guild_id or "0"},
    }
