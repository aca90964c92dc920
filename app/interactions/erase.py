"""`/erase`: the owner has all that is on record about people erased, for good (ruling C10).

Who the owner is, Discord told over the gateway; nothing that is sent to this door says so. Asked
for three times: the command tells what goes, a button opens a form, the form wants the server's
name.
"""

from collections.abc import Iterator, Sequence

from app.discord.answer import Answer, ask, only_for_you
from app.discord.cards.buttons import FORM_LIFE, SURE_LIFE
from app.discord.cards.look import COLOURS, tell
from app.discord.commands import Command, Subcommand
from app.discord.components import ButtonStyle, button, embed, field, form, text_input
from app.discord.custom_id import CustomIds
from app.domain.action import Action
from app.domain.errors import Malformed
from app.domain.ids import GuildId
from app.domain.notice import Notice
from app.domain.permissions import Permission
from app.domain.record.erasure import Erasure, Stage
from app.i18n import Words
from app.interactions.routes import Asked, Click, Route, SentForm
from app.services.ask_to_erase import AskToErase

ERASE_SURE, ERASE_FORM = "erase_sure", "erase_form"
ALL = "all"
"""The subject of the button and the form."""
NAME = "text"
"""The custom_id of the form's one input."""
LONGEST_NAME = 100
"""Characters of a server's name; spaces at its ends may be typed, too."""
ROOM = 20

ERASE = Command(
    key="erase",
    permission=Permission.ADMINISTRATOR,
    subcommands=(Subcommand(key="records"), Subcommand(key="status")),
)


def erase_routes(erase: AskToErase, custom_ids: CustomIds) -> Sequence[Route]:
    """The command, the button and the form; the owner is asked for at each of them."""
    door = _EraseDoor(erase, custom_ids)
    needed = Permission.ADMINISTRATOR

    return (
        Route(trigger=ERASE, answer=door.command),
        Route(trigger=Click(operation=ERASE_SURE, permission=needed), answer=door.ask_name),
        Route(trigger=SentForm(operation=ERASE_FORM, permission=needed), answer=door.begin),
    )


class _EraseDoor:
    """From the command, the button and the form to the service, and back into words."""

    def __init__(self, erase: AskToErase, custom_ids: CustomIds) -> None:
        self._erase = erase
        self._custom_ids = custom_ids

    def command(self, asked: Asked) -> Answer:
        """`/erase records|status`."""
        guild = asked.here
        self._erase.check(guild, asked.interaction.user)
        last = self._erase.status(guild)
        match asked.interaction.sub:
            case "records":
                return _told(last, asked.say) if _is_on(last) else self._asked_back(asked, guild)
            case "status":
                return _told(last, asked.say)
            case _:
                raise Malformed(Notice("error.malformed"))

    def ask_name(self, asked: Asked) -> Answer:
        """The form that wants the server's name, as it stands: a form shows no markup."""
        guild, say = asked.here, asked.say
        facts = self._erase.check(guild, asked.interaction.user)
        name = text_input(
            label=tell(say, "form.erase.label"),
            description=say(Notice("form.erase.description", {"name": facts.name})),
            custom_id=NAME,
            max_length=LONGEST_NAME + ROOM,
            one_line=True,
        )
        custom_id = self._custom_ids.sign(ERASE_FORM, guild, ALL, asked.now + FORM_LIFE)

        return ask(form(title=tell(say, "form.erase.title"), custom_id=custom_id, inputs=[name]))

    def begin(self, asked: Asked) -> Answer:
        """Put it on record; the sweep carries it out."""
        typed = asked.interaction.fields.get(NAME, "")
        self._erase.by_owner(asked.here, asked.interaction.user, typed)

        return only_for_you(tell(asked.say, "reply.erase_begun"))

    def _asked_back(self, asked: Asked, guild: GuildId) -> Answer:
        say = asked.say
        card = embed(
            colour=COLOURS[Action.BAN],
            title=tell(say, "erase.title"),
            fields=[
                field(tell(say, f"erase.{part}"), _lines(say, part, lines))
                for part, lines in _SAID.items()
            ],
            footer=tell(say, "erase.for_good"),
        )
        custom_id = self._custom_ids.sign(ERASE_SURE, guild, ALL, asked.now + SURE_LIFE)
        sure = button(tell(say, "erase.button"), custom_id, style=ButtonStyle.DANGER)

        return only_for_you(embeds=[card], buttons=[sure])


_SAID = {
    "goes": ("cases", "papers", "members"),
    "holds": ("in_force", "reviews"),
    "stays": ("settings", "tombstones", "posted", "expires"),
}
"""What the owner is told before they type the name: what goes, what still binds, what stays."""


def _lines(say: Words, part: str, lines: Sequence[str]) -> str:
    return "\n".join(f"- {tell(say, f'erase.{part}.{line}')}" for line in lines)


def _is_on(last: Erasure | None) -> bool:
    return last is not None and last.stage is not None


def _told(last: Erasure | None, say: Words) -> Answer:
    """How far an erasure came."""
    return only_for_you("\n".join(_progress(last, say)))


def _progress(last: Erasure | None, say: Words) -> Iterator[str]:
    if last is None:
        yield tell(say, "erase.never")
        return
    by = "owner" if last.by else "operator"
    yield tell(say, f"erase.asked.{by}", user=last.by or 0, at=int(last.asked_at.timestamp()))
    for stage in Stage:
        if stage in last.erased:
            yield f"- {tell(say, f'erase.erased.{stage}', count=last.erased[stage])}"
    if last.finished_at:
        yield tell(say, "erase.finished", at=int(last.finished_at.timestamp()))
    else:
        yield tell(say, "erase.under_way")
