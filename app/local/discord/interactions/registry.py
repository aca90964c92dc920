"""Every interaction that was sent: its clocks, its answer, the form it opened."""

import secrets
from collections import OrderedDict
from dataclasses import dataclass, field

from app.local.discord.errors import ApiError
from app.local.discord.interactions.kinds import COMPONENT
from app.local.discord.state.clock import Clock
from app.local.discord.state.entities import Json

TOKEN_SECONDS = 15 * 60.0
KEPT = 20_000


@dataclass(slots=True, kw_only=True, eq=False)
class Interaction:
    """One use of a command, a component or a form by a user."""

    id: str
    token: str
    kind: int
    user_id: str
    channel_id: str
    guild_id: str | None
    sent_at: float
    payload: Json = field(default_factory=dict)
    source_message_id: str | None = None
    answer: int | None = None
    answered_at: float | None = None
    ephemeral: bool = False
    original_id: str | None = None
    original_touched: bool = False
    modal: Json | None = None
    choices: list[Json] | None = None
    failure: str | None = None

    @property
    def from_component(self) -> bool:
        return self.kind == COMPONENT or self.source_message_id is not None

    def summary(self) -> Json:
        took = self.answered_at - self.sent_at if self.answered_at is not None else None
        return {
            "id": self.id,
            "kind": self.kind,
            "user_id": self.user_id,
            "channel_id": self.channel_id,
            "guild_id": self.guild_id,
            "sent_at": self.sent_at,
            "answer": self.answer,
            "seconds": took,
            "ephemeral": self.ephemeral,
            "original_id": self.original_id,
            "modal": self.modal,
            "choices": self.choices,
            "failure": self.failure,
        }


class Interactions:
    """Finds interactions by id and token and keeps their two deadlines (IN-5)."""

    def __init__(self, clock: Clock, answer_seconds: float) -> None:
        self._clock = clock
        self.answer_seconds = answer_seconds
        self._by_id: OrderedDict[str, Interaction] = OrderedDict()
        self._by_token: dict[str, Interaction] = {}

    def add(self, interaction: Interaction) -> None:
        self._by_id[interaction.id] = interaction
        self._by_token[interaction.token] = interaction
        while len(self._by_id) > KEPT:
            _, old = self._by_id.popitem(last=False)
            self._by_token.pop(old.token, None)

    def find(self, interaction_id: str) -> Interaction | None:
        return self._by_id.get(interaction_id)

    def recent(self, limit: int) -> list[Interaction]:
        return list(self._by_id.values())[-limit:]

    def awaiting_answer(self, interaction_id: str, token: str) -> Interaction:
        """10062 for a wrong pair or too late; 40060 after the first answer."""
        interaction = self._by_id.get(interaction_id)
        if interaction is None or interaction.token != token:
            raise ApiError(10062)
        if interaction.answer is not None:
            raise ApiError(40060)
        if interaction.failure or self._clock.now() - interaction.sent_at > self.answer_seconds:
            raise ApiError(10062)
        return interaction

    def by_token(self, token: str) -> Interaction:
        """50027 for an unknown or expired token; 10015 before the first answer."""
        interaction = self._by_token.get(token)
        if interaction is None or self._clock.now() - interaction.sent_at > TOKEN_SECONDS:
            raise ApiError(50027)
        if interaction.answer is None:
            raise ApiError(10015)
        return interaction


def new_token() -> str:
    """As long and as odd as Discord's own."""
    return f"aW50ZXJhY3Rpb24{secrets.token_urlsafe(120)}"
