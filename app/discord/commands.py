"""Commands as they are declared once, and the manifest that registers them with Discord.

The same declaration gives the payload for Discord, the check at the door and the lines of /help.
`permission` is only a default for Discord's own menus, where administrators may change it, so the
door checks it again (IN-14). Names and descriptions come from the catalogues (IN-12, IN-13).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from app.discord.components import Payload
from app.domain.notice import Notice
from app.domain.permissions import NONE, Permission

Languages = Mapping[str, Callable[[Notice], str]]
"""Discord's locales to the words in them. The first one is the default."""

_CHAT_INPUT = 1
_GUILD_INSTALL = 0
_SUBCOMMAND = 1


class Context(IntEnum):
    """Where a command or button may be used."""

    GUILD = 0
    BOT_DM = 1


class OptionKind(IntEnum):
    """Discord's types of options, as far as they are used."""

    STRING = 3
    INTEGER = 4
    BOOLEAN = 5
    USER = 6


IN_GUILDS = frozenset({Context.GUILD})
ANYWHERE = frozenset({Context.GUILD, Context.BOT_DM})


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One thing a command asks for. Texts: `command.<command>.option.<key>.…`."""

    key: str
    kind: OptionKind
    required: bool = True
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subcommand:
    """One of several things a command does. Texts: `command.<command>.sub.<key>.…`."""

    key: str
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A slash command. `key` is also its name in English. Texts: `command.<key>.…`.

    With subcommands it has no options of its own, and cannot be used without one.
    """

    key: str
    permission: Permission = NONE
    contexts: frozenset[Context] = IN_GUILDS
    options: tuple[Option, ...] = ()
    subcommands: tuple[Subcommand, ...] = ()


def manifest(commands: Iterable[Command], languages: Languages) -> list[Payload]:
    """The whole payload of a bulk overwrite; the same declarations always give the same one."""
    return [_command(command, languages) for command in commands]


def _command(command: Command, languages: Languages) -> Payload:
    prefix = f"command.{command.key}"
    options = sorted(command.options, key=lambda option: not option.required)

    return {
        "type": _CHAT_INPUT,
        **_localized(prefix, languages),
        "options": [
            *(_subcommand(prefix, one, languages) for one in command.subcommands),
            *(_option(prefix, option, languages) for option in options),
        ],
        "default_member_permissions": str(int(command.permission)) if command.permission else None,
        "contexts": sorted(int(context) for context in command.contexts),
        "integration_types": [_GUILD_INSTALL],
    }


def _subcommand(prefix: str, subcommand: Subcommand, languages: Languages) -> Payload:
    own = f"{prefix}.sub.{subcommand.key}"
    options = sorted(subcommand.options, key=lambda option: not option.required)

    return {
        "type": _SUBCOMMAND,
        **_localized(own, languages),
        "options": [_option(own, option, languages) for option in options],
    }


def _option(prefix: str, option: Option, languages: Languages) -> Payload:
    bounds = {"min_value": option.least, "max_value": option.most}

    return {
        "type": int(option.kind),
        **_localized(f"{prefix}.option.{option.key}", languages),
        "required": option.required,
        **{name: bound for name, bound in bounds.items() if bound is not None},
    }


def _localized(prefix: str, languages: Languages) -> Payload:
    """Name and description in the default language and, by locale, in every one with its own."""
    texts: Payload = {}
    for part in ("name", "description"):
        by_locale = {locale: say(Notice(f"{prefix}.{part}")) for locale, say in languages.items()}
        texts[part] = next(iter(by_locale.values()))
        texts[f"{part}_localizations"] = by_locale

    return texts
