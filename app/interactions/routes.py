"""One mechanism for commands, buttons and forms: what each does, and who may use it where.

Every later command is a new `Route` in the list that the bootstrap makes; nothing else changes.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from app.discord.answer import Answer
from app.discord.commands import IN_GUILDS, Command, Context
from app.discord.custom_id import CustomIds, Signed
from app.discord.interaction import Interaction, Kind
from app.domain.errors import Refused
from app.domain.ids import GuildId
from app.domain.notice import Notice
from app.domain.permissions import NONE, Permission
from app.i18n import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Click:
    """A button, by the operation that its custom_id was signed for."""

    operation: str
    permission: Permission = NONE
    contexts: frozenset[Context] = IN_GUILDS


@dataclass(frozen=True, slots=True, kw_only=True)
class SentForm:
    """A form, by the operation that its custom_id was signed for."""

    operation: str
    permission: Permission = NONE
    contexts: frozenset[Context] = IN_GUILDS


Trigger = Command | Click | SentForm


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a handler gets: rights and place are checked, a custom_id is genuine.

    `guild` is where it is about; in a DM it comes from the signed custom_id.
    """

    interaction: Interaction
    guild: GuildId | None
    subject: str
    now: datetime
    say: Words

    @property
    def here(self) -> GuildId:
        """The guild, for what is about one.

        Raises:
            Refused: it is about none.
        """
        if self.guild is None:
            raise Refused(Notice("error.not_here"))

        return self.guild


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A trigger and what answers it."""

    trigger: Trigger
    answer: Callable[[Asked], Answer]


class Router:
    """Finds the route of an interaction and checks that this person may take it here and now."""

    def __init__(self, routes: Iterable[Route], custom_ids: CustomIds) -> None:
        self._custom_ids = custom_ids
        self._routes: dict[tuple[Kind, str], Route] = {}
        for route in routes:
            key = _key(route.trigger)
            if key in self._routes:
                raise ValueError(f"two routes for {key}")
            self._routes[key] = route

    @property
    def commands(self) -> tuple[Command, ...]:
        """Every command, for the manifest and for /help."""
        triggers = (route.trigger for route in self._routes.values())
        return tuple(trigger for trigger in triggers if isinstance(trigger, Command))

    def answer(self, interaction: Interaction, *, now: datetime, say: Words) -> Answer:
        """Answer the interaction.

        Raises:
            DomainError: it may not be done; its notice says why.
        """
        signed = self._signed(interaction, now)
        name = signed.operation if signed else interaction.name
        route = self._routes.get((interaction.kind, name))
        if route is None:
            raise Refused(Notice("error.unknown_command"))
        admit(interaction, route.trigger)

        return route.answer(
            Asked(
                interaction=interaction,
                guild=signed.guild if signed else interaction.guild,
                subject=signed.subject if signed else "",
                now=now,
                say=say,
            )
        )

    def _signed(self, interaction: Interaction, now: datetime) -> Signed | None:
        """What the custom_id says; refused on another guild than it was made for (T-3)."""
        if interaction.kind not in (Kind.COMPONENT, Kind.FORM):
            return None
        signed = self._custom_ids.read(interaction.custom_id, now)
        if interaction.guild not in (None, signed.guild):
            raise Refused(Notice("error.button_invalid"))

        return signed


def admit(interaction: Interaction, trigger: Trigger) -> None:
    """Check place and rights as they are at this moment (IN-14, IN-15, T-4).

    Raises:
        Refused: wrong place, or a permission is missing.
    """
    context = Context.BOT_DM if interaction.guild is None else Context.GUILD
    if context not in trigger.contexts:
        raise Refused(Notice("error.not_here"))
    require(interaction.permissions, trigger.permission)


def require(held: Permission, needed: Permission) -> None:
    """Refuse unless all of `needed` is held; an administrator holds everything."""
    if may(held, needed):
        return
    missing = next(one for one in Permission if one & needed and not one & held)
    raise Refused(
        Notice(
            f"error.permission.{(missing.name or '').lower()}", {"permission": str(missing.name)}
        )
    )


def may(held: Permission, needed: Permission) -> bool:
    """Whether all of `needed` is held."""
    return Permission.ADMINISTRATOR in held or needed in held


def _key(trigger: Trigger) -> tuple[Kind, str]:
    match trigger:
        case Command():
            return Kind.COMMAND, trigger.key
        case Click():
            return Kind.COMPONENT, trigger.operation
        case SentForm():
            return Kind.FORM, trigger.operation
