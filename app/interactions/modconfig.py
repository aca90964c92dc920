"""`/modconfig`: a server's policy, its history, going back, presets, suggestions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.discord.answer import Answer, only_for_you
from app.discord.cards.look import COLOURS, tell
from app.discord.commands import Command, Option, OptionKind, Subcommand
from app.discord.components import embed
from app.discord.escape import escaped
from app.domain.action import Action
from app.domain.errors import Malformed, NotFound
from app.domain.notice import Notice
from app.domain.permissions import Permission
from app.domain.policies.book import MAX_COMMENT, PolicyVersion
from app.domain.policies.changes import FieldChange, changes_between
from app.domain.policies.policy import Policy
from app.domain.policies.presets import PRESETS, preset_named
from app.i18n.policy_words import change_in_words
from app.interactions.routes import Asked, Route
from app.interactions.suggestions import SuggestionDoor
from app.ports.policies import Policies
from app.services.change_policy import ChangePolicy, Wish

SHOWN = 15
"""Differences that a card lists; more are counted."""
LINE = 200
"""Characters of one line: a prompt or a long list is cut."""
HISTORY = 10

_VERSION = Option(key="version", kind=OptionKind.INTEGER, least=1)
_REASON = Option(key="reason", kind=OptionKind.STRING, required=False)
MODCONFIG = Command(
    key="modconfig",
    permission=Permission.MANAGE_GUILD,
    subcommands=(
        Subcommand(key="view"),
        Subcommand(key="history"),
        Subcommand(key="diff", options=(_VERSION,)),
        Subcommand(key="rollback", options=(_VERSION, _REASON)),
        Subcommand(key="preset", options=(Option(key="name", kind=OptionKind.STRING), _REASON)),
        Subcommand(key="suggest"),
    ),
)


@dataclass(frozen=True, slots=True)
class _Desk:
    policies: Policies
    change: ChangePolicy


def modconfig_routes(
    policies: Policies, change: ChangePolicy, suggestions: SuggestionDoor
) -> Sequence[Route]:
    """The command, and the buttons of what it suggests."""
    desk = _Desk(policies, change)
    answers = {
        "view": _view,
        "history": _history,
        "diff": _diff,
        "rollback": _rollback,
        "preset": _preset,
    }

    def answer(asked: Asked) -> Answer:
        if asked.interaction.sub == "suggest":
            return suggestions.show(asked)
        found = answers.get(asked.interaction.sub)
        if found is None:
            raise Malformed(Notice("error.malformed"))
        return found(asked, desk)

    return (Route(trigger=MODCONFIG, answer=answer), *suggestions.routes())


def _view(asked: Asked, desk: _Desk) -> Answer:
    """What is in force, as far as it differs from the defaults, and what waits."""
    book = desk.policies.book_of(asked.here).at(asked.now)
    lines = [_version_line(asked, book.current)]
    if book.upcoming is not None and book.upcoming.change.active_from is not None:
        at = int(book.upcoming.change.active_from.timestamp())
        number = book.upcoming.number
        lines.append(tell(asked.say, "modconfig.waits", number=number, at=at))
    changes = changes_between(Policy(), book.current.policy)

    return _card(asked, "modconfig.view", book.current.number, [*lines, "", *_said(asked, changes)])


def _history(asked: Asked, desk: _Desk) -> Answer:
    book = desk.policies.book_of(asked.here).at(asked.now)
    versions = desk.policies.history_of(asked.here, limit=HISTORY)
    lines = [_version_line(asked, version) for version in versions]

    return _card(asked, "modconfig.history", book.current.number, lines)


def _diff(asked: Asked, desk: _Desk) -> Answer:
    number = _number(asked)
    old = desk.policies.version_of(asked.here, number)
    if old is None:
        raise NotFound(Notice("error.no_policy_version", {"number": number}))
    current = desk.policies.book_of(asked.here).at(asked.now).current
    changes = changes_between(old.policy, current.policy)

    return _card(asked, "modconfig.diff", number, _said(asked, changes))


def _rollback(asked: Asked, desk: _Desk) -> Answer:
    guild = asked.here
    before = desk.policies.book_of(guild).at(asked.now).current
    made = desk.change.back_to(guild, _number(asked), _wish(asked))

    return _changed(asked, before, made)


def _preset(asked: Asked, desk: _Desk) -> Answer:
    """Take a preset; the places where cards are posted stay, since no preset knows them."""
    name = str(asked.interaction.options.get("name", ""))
    preset = preset_named(name)
    if preset is None:
        raise NotFound(Notice("error.no_preset", {"known": ", ".join(PRESETS)}))
    guild = asked.here
    before = desk.policies.book_of(guild).at(asked.now).current
    made = desk.change(guild, before.policy.with_preset(preset), _wish(asked))

    return _changed(asked, before, made)


def _changed(asked: Asked, before: PolicyVersion, made: PolicyVersion) -> Answer:
    changes = changes_between(before.policy, made.policy)
    if not changes:
        return only_for_you(tell(asked.say, "modconfig.unchanged", number=made.number))
    back = tell(asked.say, "modconfig.back", number=before.number)

    return _card(asked, "modconfig.changed", made.number, [*_said(asked, changes), "", back])


def _card(asked: Asked, title: str, number: int, lines: Iterable[str]) -> Answer:
    card = embed(
        colour=COLOURS[Action.FLAG],
        title=tell(asked.say, title, number=number),
        description="\n".join(lines),
    )
    return only_for_you(embeds=[card])


def _said(asked: Asked, changes: Sequence[FieldChange]) -> list[str]:
    """Differences in words, escaped: names of rules are somebody's words."""
    if not changes:
        return [tell(asked.say, "policy.no_difference")]
    locale = asked.say.locale
    lines = [f"• {escaped(change_in_words(change, locale), LINE)}" for change in changes[:SHOWN]]
    if len(changes) > SHOWN:
        lines.append(tell(asked.say, "modconfig.more", count=len(changes) - SHOWN))

    return lines


def _version_line(asked: Asked, version: PolicyVersion) -> str:
    change = version.change
    who = "operator" if change.by_operator else "automatic"
    by = tell(asked.say, f"modconfig.by.{who if change.author is None else 'person'}")
    name = f"<@{change.author}>" if change.author is not None else by
    why = f" · {escaped(change.comment, LINE)}" if change.comment else ""
    if change.restores is not None:
        why += " · " + tell(asked.say, "modconfig.restores", number=change.restores)

    return f"**{version.number}** · <t:{int(change.at.timestamp())}:f> · {name}{why}"


def _wish(asked: Asked) -> Wish:
    reason = asked.interaction.options.get("reason", "")
    return Wish(author=asked.interaction.user, comment=str(reason)[:MAX_COMMENT])


def _number(asked: Asked) -> int:
    number = asked.interaction.options.get("version")
    if isinstance(number, bool) or not isinstance(number, int):
        raise Malformed(Notice("error.malformed"))

    return number
