"""Every route there is. The manifest for Discord is made from the same list."""

from collections.abc import Sequence

from app.discord.commands import Command
from app.discord.custom_id import CustomIds
from app.i18n import CATALOGUES, words
from app.interactions.appeal import appeal_routes
from app.interactions.case import CASE, case_route
from app.interactions.erase import ERASE, erase_routes
from app.interactions.help import HELP, help_route
from app.interactions.modconfig import MODCONFIG, modconfig_routes
from app.interactions.raid import RAID, raid_routes
from app.interactions.reputation import LEADERBOARD, REPUTATION, reputation_routes
from app.interactions.reset import RESET, reset_routes
from app.interactions.routes import Route
from app.interactions.suggestions import SuggestionDoor
from app.ports.policies import Policies
from app.services.ask_to_erase import AskToErase
from app.services.change_policy import ChangePolicy
from app.services.command_raids import CommandRaids
from app.services.decide_appeal import DecideAppeal
from app.services.open_appeal import OpenAppeal
from app.services.reset_guild import ResetGuild
from app.services.show_case import ShowCase
from app.services.show_reputation import ShowReputation
from app.services.take_suggestions import TakeSuggestions

COMMANDS: tuple[Command, ...] = (
    HELP,
    CASE,
    MODCONFIG,
    RAID,
    REPUTATION,
    LEADERBOARD,
    RESET,
    ERASE,
)
"""In the order in which /help lists them."""

LANGUAGES = {
    locale: words(language.code) for language in CATALOGUES.values() for locale in language.locales
}
"""Discord's locales that have words here; the first is the default."""


def all_routes(
    *,
    show_case: ShowCase,
    open_appeal: OpenAppeal,
    decide_appeal: DecideAppeal,
    show_reputation: ShowReputation,
    command_raids: CommandRaids,
    policies: Policies,
    change_policy: ChangePolicy,
    reset_guild: ResetGuild,
    erase: AskToErase,
    suggestions: TakeSuggestions,
    custom_ids: CustomIds,
) -> Sequence[Route]:
    """Commands, buttons and forms."""
    return (
        help_route(COMMANDS),
        case_route(show_case),
        *modconfig_routes(policies, change_policy, SuggestionDoor(suggestions, custom_ids)),
        *reset_routes(reset_guild, policies, custom_ids),
        *erase_routes(erase, custom_ids),
        *raid_routes(command_raids, custom_ids),
        *reputation_routes(show_reputation),
        *appeal_routes(open_appeal=open_appeal, decide_appeal=decide_appeal, custom_ids=custom_ids),
    )
