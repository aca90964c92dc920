"""`/raid`, and the buttons of a raid's card. What touches people is asked for twice."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from app.discord.answer import Answer, only_for_you
from app.discord.cards.look import COLOURS, tell
from app.discord.cards.raid import (
    RAID_BAN,
    RAID_BAN_SURE,
    RAID_END,
    RAID_LIST,
    RAID_MUTE,
    RAID_MUTE_SURE,
    RAID_UNDO,
    RAID_UNDO_SURE,
    pages_of,
    raid_card,
    raid_custom_id,
    suspects_page,
)
from app.discord.commands import Command, Option, OptionKind, Subcommand
from app.discord.components import ButtonStyle, Payload, button, embed
from app.discord.custom_id import CustomIds
from app.domain.action import Action
from app.domain.errors import Malformed, NotFound, Refused
from app.domain.ids import GuildId, UserId
from app.domain.notice import Notice
from app.domain.permissions import Permission
from app.domain.raids.raid import Fate, Raid
from app.interactions.routes import Asked, Click, Route, require
from app.services.command_raids import CommandRaids

DAY_MINUTES = 1440
SOME_MINUTES = 60
"""How long a declared raid lasts, unless somebody says."""

_MINUTES = Option(key="minutes", kind=OptionKind.INTEGER, required=False, least=1, most=DAY_MINUTES)
RAID = Command(
    key="raid",
    permission=Permission.MANAGE_GUILD,
    subcommands=(
        Subcommand(key="status"),
        Subcommand(key="expect", options=(_MINUTES,)),
        Subcommand(key="on", options=(_MINUTES,)),
        Subcommand(key="off"),
        Subcommand(key="undo"),
    ),
)

Do = Callable[[GuildId, str, UserId], Raid]


def raid_routes(command: CommandRaids, custom_ids: CustomIds) -> Sequence[Route]:
    """All routes about raids."""
    door = _RaidDoor(command, custom_ids)
    ban, mute = Permission.BAN_MEMBERS, Permission.MODERATE_MEMBERS
    manage = Permission.MANAGE_GUILD

    def click(operation: str, needed: Permission, answer: Callable[[Asked], Answer]) -> Route:
        return Route(trigger=Click(operation=operation, permission=needed), answer=answer)

    return (
        Route(trigger=RAID, answer=door.command),
        click(RAID_BAN, ban, lambda asked: door.ask(asked, RAID_BAN_SURE, "ban")),
        click(RAID_BAN_SURE, ban, lambda asked: door.do(asked, command.ban, "banning")),
        click(RAID_MUTE, mute, lambda asked: door.ask(asked, RAID_MUTE_SURE, "mute")),
        click(RAID_MUTE_SURE, mute, lambda asked: door.do(asked, command.time_out, "muting")),
        click(RAID_END, manage, lambda asked: door.do(asked, command.end, "ended")),
        click(RAID_UNDO, mute, lambda asked: door.ask(asked, RAID_UNDO_SURE, "undo")),
        click(RAID_UNDO_SURE, mute, lambda asked: door.do(asked, command.undo, "undone")),
        click(RAID_LIST, mute, door.show_suspects),
    )


class _RaidDoor:
    """From clicks and commands to the service, and back into words."""

    def __init__(self, command: CommandRaids, custom_ids: CustomIds) -> None:
        self._command = command
        self._custom_ids = custom_ids

    def command(self, asked: Asked) -> Answer:
        """`/raid status|expect|on|off|undo`."""
        match asked.interaction.sub:
            case "status":
                return self._status(asked)
            case "expect":
                until = self._command.expect(asked.here, _minutes(asked))
                at = int(until.timestamp())
                return only_for_you(tell(asked.say, "reply.raid_expected", until=at))
            case "on":
                raid = self._command.raise_by_hand(
                    asked.here, asked.interaction.user, _minutes(asked)
                )
                return _said(asked, "raised", raid)
            case "off":
                raid = self._last(asked)
                done = self._command.end(raid.guild, raid.id, asked.interaction.user)
                return _said(asked, "ended", done)
            case "undo":
                return self._asked_back(asked, self._last(asked), RAID_UNDO_SURE, "undo")
            case _:
                raise Malformed(Notice("error.malformed"))

    def ask(self, asked: Asked, operation: str, what: str) -> Answer:
        """Whether they are sure, with what it means."""
        raid = self._command.raid(asked.here, asked.subject)

        return self._asked_back(asked, raid, operation, what)

    def do(self, asked: Asked, do: Do, what: str) -> Answer:
        """Do it, with the rights of this click (T-4)."""
        if what == "undone":
            self._require_undo(asked, self._command.raid(asked.here, asked.subject))

        return _said(asked, what, do(asked.here, asked.subject, asked.interaction.user))

    def show_suspects(self, asked: Asked) -> Answer:
        """All suspects, a page at a time."""
        identity, _, number = asked.subject.partition(".")
        raid = self._command.raid(asked.here, identity)
        pages = pages_of(raid)
        page = min(int(number or 0), pages - 1)
        if not raid.suspects:
            return only_for_you(tell(asked.say, "reply.raid_nobody"))
        card = embed(
            colour=COLOURS[Action.FLAG],
            title=tell(asked.say, "raid.suspects", count=len(raid.suspects)),
            description=suspects_page(raid, page, asked.say),
            footer=tell(asked.say, "reply.raid_page", page=page + 1, pages=pages),
        )
        buttons = [
            self._page_button(asked, raid, "previous", page - 1) if page else None,
            self._page_button(asked, raid, "next", page + 1) if page + 1 < pages else None,
        ]

        return only_for_you(embeds=[card], buttons=[one for one in buttons if one])

    def _status(self, asked: Asked) -> Answer:
        view = self._command.status(asked.here)
        lines = [] if view.level.severity else [tell(asked.say, "reply.raid_calm")]
        if view.alert.surge_until and view.alert.expects(asked.now):
            until = int(view.alert.surge_until.timestamp())
            lines.append(tell(asked.say, "reply.raid_expecting", until=until))
        if view.raid is None:
            return only_for_you("\n".join(lines))
        body = raid_card(view.raid, say=asked.say, custom_ids=self._custom_ids)

        return only_for_you(
            "\n".join(lines), embeds=body["embeds"], buttons=_row_of(body["components"])
        )

    def _asked_back(self, asked: Asked, raid: Raid, operation: str, what: str) -> Answer:
        if raid.undone_at:
            raise Refused(Notice("error.raid_undone", {"number": raid.number or 0}))
        if what == "undo":
            self._require_undo(asked, raid)
        count, length = self._concerned(raid, what)
        if what != "undo" and not count:
            raise Refused(Notice("error.raid_nobody"))
        label = tell(asked.say, f"raid.button.{what}_sure")
        custom_id = raid_custom_id(self._custom_ids, operation, raid)
        text = tell(
            asked.say,
            f"reply.raid_sure_{what}",
            count=count,
            number=raid.number or 0,
            length=length,
        )
        return only_for_you(text, buttons=[button(label, custom_id, style=ButtonStyle.DANGER)])

    def _concerned(self, raid: Raid, what: str) -> tuple[int, int]:
        """How many suspects it is about, and for how many seconds."""
        fates = {Fate.FREE} if what == "mute" else {Fate.FREE, Fate.TIMED_OUT, Fate.LEFT}
        count = sum(one.fate in fates for one in raid.suspects)

        return count, int(self._command.timeout_of(raid.guild).total_seconds())

    def _require_undo(self, asked: Asked, raid: Raid) -> None:
        """Lifting takes the rights that imposing took."""
        held = asked.interaction.permissions
        require(held, Permission.MODERATE_MEMBERS)
        if raid.banned_by:
            require(held, Permission.BAN_MEMBERS)

    def _last(self, asked: Asked) -> Raid:
        raid = self._command.status(asked.here).raid
        if raid is None:
            raise NotFound(Notice("error.raid_none"))

        return raid

    def _page_button(self, asked: Asked, raid: Raid, label: str, page: int) -> Payload:
        custom_id = raid_custom_id(self._custom_ids, RAID_LIST, raid, page)

        return button(tell(asked.say, f"raid.button.{label}"), custom_id)


def _said(asked: Asked, what: str, raid: Raid) -> Answer:
    until = int(raid.until.timestamp())

    return only_for_you(tell(asked.say, f"reply.raid_{what}", number=raid.number or 0, until=until))


def _row_of(components: Sequence[Payload]) -> Sequence[Payload]:
    return components[0]["components"] if components else ()


def _minutes(asked: Asked) -> timedelta:
    minutes = asked.interaction.options.get("minutes", SOME_MINUTES)
    if isinstance(minutes, bool) or not isinstance(minutes, int):
        raise Malformed(Notice("error.malformed"))

    return timedelta(minutes=min(max(minutes, 1), DAY_MINUTES))
