"""`/help`: what the bot does, and what this person may use."""

from collections.abc import Sequence

from app.discord.answer import Answer, only_for_you
from app.discord.cards.look import COLOURS, Say, tell
from app.discord.commands import ANYWHERE, Command, Context
from app.discord.components import embed, field
from app.domain.action import Action
from app.interactions.routes import Asked, Route, may

HELP = Command(key="help", contexts=ANYWHERE)


def help_route(commands: Sequence[Command]) -> Route:
    """The route of /help, which lists those of `commands` that the person may use."""

    def answer(asked: Asked) -> Answer:
        usable = [command for command in commands if _may_use(command, asked)]
        say = asked.say
        card = embed(
            colour=COLOURS[Action.FLAG],
            title=tell(say, "help.title"),
            description=tell(say, "help.about"),
            fields=[
                field(tell(say, "help.commands"), "\n".join(_line(one, say) for one in usable)),
                field(tell(say, "help.appeals"), tell(say, "help.how_to_appeal")),
                field(tell(say, "help.privacy"), tell(say, "help.what_is_kept")),
            ],
        )

        return only_for_you(embeds=[card])

    return Route(trigger=HELP, answer=answer)


def _may_use(command: Command, asked: Asked) -> bool:
    context = Context.BOT_DM if asked.interaction.guild is None else Context.GUILD

    return context in command.contexts and may(asked.interaction.permissions, command.permission)


def _line(command: Command, say: Say) -> str:
    name = tell(say, f"command.{command.key}.name")

    return f"`/{name}` — {tell(say, f'command.{command.key}.description')}"
