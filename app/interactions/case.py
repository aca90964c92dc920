"""`/case`: one case with all its numbers, for moderators only (ST-120)."""

from app.discord.answer import Answer, only_for_you
from app.discord.cards import case_embed, numbers_embed
from app.discord.cards.case import erased_embed
from app.discord.cards.look import tell
from app.discord.commands import Command, Option, OptionKind
from app.discord.components import MAX_FIELD_VALUE, field
from app.discord.escape import spoiler
from app.domain.errors import Malformed
from app.domain.notice import Notice
from app.domain.permissions import Permission
from app.interactions.routes import Asked, Route
from app.services.bodies import why_of
from app.services.show_case import MAX_NUMBER, CaseView, ShowCase

CASE = Command(
    key="case",
    permission=Permission.MODERATE_MEMBERS,
    options=(Option(key="number", kind=OptionKind.INTEGER, least=1, most=MAX_NUMBER),),
)


def case_route(show: ShowCase) -> Route:
    """The route of /case."""

    def answer(asked: Asked) -> Answer:
        number = asked.interaction.options.get("number")
        if isinstance(number, bool) or not isinstance(number, int):
            raise Malformed(Notice("error.malformed"))

        return _shown(show(asked.here, number), asked)

    return Route(trigger=CASE, answer=answer)


def _shown(view: CaseView, asked: Asked) -> Answer:
    say, now = asked.say, asked.now
    if view.case.is_erased:
        return only_for_you(embeds=[erased_embed(view.case, say=say)])
    why = why_of(view.case, view.policy)
    card = case_embed(view.case, say=say, now=now, why=why)
    words = spoiler(view.case.text_at(now) or "", MAX_FIELD_VALUE)
    if words:
        card["fields"].append(field(tell(say, "card.quote"), words))
    numbers = numbers_embed(view.case, say=say, why=why, order=view.order)

    return only_for_you(embeds=[card, numbers])
