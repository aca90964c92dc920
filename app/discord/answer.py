"""An answer to an interaction: what Discord reads in our HTTP reply, and which may answer what."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from app.discord.components import EPHEMERAL, Payload
from app.discord.components import message as message_body
from app.discord.interaction import Kind


class AnswerKind(IntEnum):
    """Discord's callback types, as far as they are used (IN-6)."""

    PONG = 1
    MESSAGE = 4
    CHOICES = 8
    FORM = 9


LEGAL = {
    Kind.PING: frozenset({AnswerKind.PONG}),
    Kind.COMMAND: frozenset({AnswerKind.MESSAGE, AnswerKind.FORM}),
    Kind.COMPONENT: frozenset({AnswerKind.MESSAGE, AnswerKind.FORM}),
    Kind.AUTOCOMPLETE: frozenset({AnswerKind.CHOICES}),
    Kind.FORM: frozenset({AnswerKind.MESSAGE}),
}
"""Which answers Discord takes for which interaction. A form cannot answer a form."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the kinds above, with its data."""

    kind: AnswerKind
    data: Payload = field(default_factory=dict)

    def payload(self) -> Payload:
        """The callback as Discord reads it."""
        return (
            {"type": int(self.kind), "data": self.data} if self.data else {"type": int(self.kind)}
        )


PONG = Answer(AnswerKind.PONG)
NO_CHOICES = Answer(AnswerKind.CHOICES, {"choices": []})


def only_for_you(
    text: str = "", *, embeds: Sequence[Payload] = (), buttons: Sequence[Payload] = ()
) -> Answer:
    """A message that only the person sees who asked; it mentions nobody."""
    body = message_body(content=text, embeds=embeds, buttons=buttons)
    shown = {name: part for name, part in body.items() if part not in ("", [])}

    return Answer(AnswerKind.MESSAGE, {**shown, "flags": EPHEMERAL})


def ask(form: Payload) -> Answer:
    """Open a form."""
    return Answer(AnswerKind.FORM, form)
