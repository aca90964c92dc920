"""Appeals: the member's button and form, the moderators' two buttons and their forms."""

from collections.abc import Sequence

from app.discord.answer import Answer, ask, only_for_you
from app.discord.cards.buttons import (
    APPEAL,
    APPEAL_FORM,
    APPROVE,
    APPROVE_FORM,
    DENY,
    DENY_FORM,
    FORM_LIFE,
)
from app.discord.cards.look import tell
from app.discord.commands import ANYWHERE
from app.discord.components import form, text_input
from app.discord.custom_id import CustomIds
from app.domain.appeals.appeal import MAX_LENGTH
from app.domain.appeals.terms import MAX_REASON
from app.domain.permissions import Permission
from app.interactions.routes import Asked, Click, Route, SentForm, require
from app.services.decide_appeal import DecideAppeal, Ruled
from app.services.open_appeal import OpenAppeal

TEXT = "text"
"""The custom_id of the one input that each form has."""


def appeal_routes(
    *, open_appeal: OpenAppeal, decide_appeal: DecideAppeal, custom_ids: CustomIds
) -> Sequence[Route]:
    """All routes about appeals."""
    door = _AppealDoor(open_appeal, decide_appeal, custom_ids)
    moderators = Permission.MODERATE_MEMBERS

    return (
        Route(trigger=Click(operation=APPEAL, contexts=ANYWHERE), answer=door.ask_member),
        Route(trigger=SentForm(operation=APPEAL_FORM, contexts=ANYWHERE), answer=door.take_appeal),
        Route(trigger=Click(operation=APPROVE, permission=moderators), answer=door.ask_to_approve),
        Route(trigger=SentForm(operation=APPROVE_FORM, permission=moderators), answer=door.approve),
        Route(trigger=Click(operation=DENY, permission=moderators), answer=door.ask_to_deny),
        Route(trigger=SentForm(operation=DENY_FORM, permission=moderators), answer=door.deny),
    )


class _AppealDoor:
    """From clicks and forms to the services, and back into words."""

    def __init__(
        self, open_appeal: OpenAppeal, decide_appeal: DecideAppeal, custom_ids: CustomIds
    ) -> None:
        self._open = open_appeal
        self._decide = decide_appeal
        self._custom_ids = custom_ids

    def ask_member(self, asked: Asked) -> Answer:
        """The form, unless the member need not write at all."""
        number = int(asked.subject)
        self._open.check(asked.here, number, asked.interaction.user)

        return self._form(asked, APPEAL_FORM, "form.appeal", MAX_LENGTH, number=number)

    def take_appeal(self, asked: Asked) -> Answer:
        number = int(asked.subject)
        self._open(
            asked.here,
            number,
            asked.interaction.user,
            text=_written(asked),
            locale=asked.say.locale,
        )

        return only_for_you(tell(asked.say, "reply.appeal_filed", number=number))

    def ask_to_approve(self, asked: Asked) -> Answer:
        return self._ask_moderator(asked, APPROVE_FORM, "form.approve")

    def ask_to_deny(self, asked: Asked) -> Answer:
        return self._ask_moderator(asked, DENY_FORM, "form.deny")

    def approve(self, asked: Asked) -> Answer:
        return self._ruled(asked, approve=True)

    def deny(self, asked: Asked) -> Answer:
        return self._ruled(asked, approve=False)

    def _ask_moderator(self, asked: Asked, operation: str, texts: str) -> Answer:
        self._check(asked)

        return self._form(asked, operation, texts, MAX_REASON)

    def _ruled(self, asked: Asked, *, approve: bool) -> Answer:
        self._check(asked)
        ruled = Ruled(by=asked.interaction.user, approve=approve, reason=_written(asked))
        appeal = self._decide(asked.here, asked.subject, ruled)

        return only_for_you(tell(asked.say, f"reply.appeal_{appeal.status}", number=appeal.case))

    def _check(self, asked: Asked) -> None:
        """With the rights of this click, not of the one that opened the form (T-4)."""
        needed = self._decide.check(asked.here, asked.subject, asked.interaction.user)
        require(asked.interaction.permissions, needed)

    def _form(self, asked: Asked, operation: str, texts: str, limit: int, **params: int) -> Answer:
        say, until = asked.say, asked.now + FORM_LIFE
        field = text_input(
            label=tell(say, f"{texts}.label"),
            description=tell(say, f"{texts}.description"),
            placeholder=tell(say, _placeholder(texts)),
            custom_id=TEXT,
            max_length=limit,
        )

        return ask(
            form(
                title=tell(say, f"{texts}.title", **params),
                custom_id=self._custom_ids.sign(operation, asked.here, asked.subject, until),
                inputs=[field],
            )
        )


def _placeholder(texts: str) -> str:
    return "form.appeal.placeholder" if texts == "form.appeal" else "form.reason.placeholder"


def _written(asked: Asked) -> str:
    return asked.interaction.fields.get(TEXT, "")
