"""`/reset`: settings as on the first day, nobody's reputation (LK-051). Asked for twice."""

from collections.abc import Sequence

from app.discord.answer import Answer, only_for_you
from app.discord.cards.buttons import SURE_LIFE
from app.discord.cards.look import COLOURS, tell
from app.discord.commands import Command
from app.discord.components import ButtonStyle, button, embed, field
from app.discord.custom_id import CustomIds
from app.domain.action import Action
from app.domain.permissions import Permission
from app.interactions.routes import Asked, Click, Route
from app.ports.policies import Policies
from app.services.change_policy import Wish
from app.services.reset_guild import ResetGuild

RESET_SURE = "reset_sure"

RESET = Command(key="reset", permission=Permission.ADMINISTRATOR)


def reset_routes(reset: ResetGuild, policies: Policies, custom_ids: CustomIds) -> Sequence[Route]:
    """The command, and the button that means it."""

    def ask(asked: Asked) -> Answer:
        """What goes and what stays, exactly."""
        guild, say = asked.here, asked.say
        book = policies.book_of(guild).at(asked.now)
        number = book.current.number
        goes = [tell(say, "reset.goes.settings", number=number)]
        if book.upcoming is not None:
            goes.append(tell(say, "reset.goes.waiting", number=book.upcoming.number))
        goes.append(tell(say, "reset.goes.reputation"))
        stays = [
            tell(say, "reset.stays.records"),
            tell(say, "reset.stays.history", number=number),
            tell(say, "reset.stays.erase"),
        ]
        custom_id = custom_ids.sign(RESET_SURE, guild, number, asked.now + SURE_LIFE)
        card = embed(
            colour=COLOURS[Action.BAN],
            title=tell(say, "reset.title"),
            fields=[
                field(tell(say, "reset.goes"), "\n".join(f"- {line}" for line in goes)),
                field(tell(say, "reset.stays"), "\n".join(f"- {line}" for line in stays)),
            ],
        )
        sure = button(tell(say, "reset.button"), custom_id, style=ButtonStyle.DANGER)

        return only_for_you(embeds=[card], buttons=[sure])

    def do(asked: Asked) -> Answer:
        """The same again changes nothing."""
        made = reset(asked.here, Wish(author=asked.interaction.user, comment="/reset"))

        return only_for_you(
            tell(asked.say, "reply.reset", number=made.number, before=int(asked.subject))
        )

    return (
        Route(trigger=RESET, answer=ask),
        Route(trigger=Click(operation=RESET_SURE, permission=Permission.ADMINISTRATOR), answer=do),
    )
